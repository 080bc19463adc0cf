"""The authority matrix (ORG-3): which roles approve a document."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class AuthorityTable(Record):
    """The authority matrix of a year.

    The newest published edition counts from 1 January of its year (or its later publication) until the next
    one is out. A draft is edited as a whole; its revision grows with every saved change.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    note = models.CharField(_("reason"), max_length=200, blank=True)
    base = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("copied from")
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("edited last by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("authority table")
        verbose_name_plural = _("authority tables")
        ordering = ["-year", "-edition"]
        constraints = [models.UniqueConstraint(fields=["year", "edition"], name="authority_table_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("authority:edition", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class AuthorityRow(models.Model):
    """For such a document these roles approve, in this order.

    Empty cells mean any; ranges hold from, not up to.
    """

    table = models.ForeignKey(
        AuthorityTable, on_delete=models.CASCADE, related_name="rows", verbose_name=_("authority table")
    )
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    code = models.CharField(_("row"), max_length=20)
    document = models.CharField(_("document"), max_length=60)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    amount_from = MoneyField(_("amount from"), null=True, blank=True)
    amount_to = MoneyField(_("amount below"), null=True, blank=True)
    margin_from = models.DecimalField(_("margin from"), max_digits=7, decimal_places=4, null=True, blank=True)
    margin_to = models.DecimalField(_("margin below"), max_digits=7, decimal_places=4, null=True, blank=True)
    contract_kind = models.CharField(_("contract kind"), max_length=20, blank=True)
    product_class = models.CharField(_("product class"), max_length=20, blank=True)
    credit_class = models.CharField(_("credit class"), max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=40), verbose_name=_("who approves"))
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("authority row")
        verbose_name_plural = _("authority rows")
        ordering = ["document", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="authority_row_code")]

    def __str__(self) -> str:
        return self.code
