"""Disputes about whose customer it is (CRM-6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.models import Record


class Dispute(Record):
    """An account manager says that a customer of somebody else is his; he knows its name and nothing more.

    claim, answer: what both sides rest on; holder: who had it when the dispute was raised.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="disputes", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("claimed by"),
    )  # fmt: skip
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("department")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("account manager"),
    )  # fmt: skip
    claim = models.TextField(_("what the claim rests on"), max_length=2000)
    answer = models.TextField(_("answer of the account manager"), max_length=2000, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("decided by"),
    )  # fmt: skip

    access = Access(view="customers.disputes", owner="claimant")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribution dispute")
        verbose_name_plural = _("attribution disputes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="open"), name="customers_one_open_dispute",
                violation_error_message=_("A dispute about this customer is being decided already."),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="customers_disputes_recent"),
            models.Index(fields=["claimant", "-updated_at"], name="customers_disputes_of"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("customers:dispute", args=[self.pk])
