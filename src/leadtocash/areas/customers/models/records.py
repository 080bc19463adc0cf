"""Customers (CRM-1)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField
from leadtocash.foundation.search.grams import gram_index


class Customer(Removable, Extensible):
    """A company one sells to; owned by an account manager, kept in his department.

    Without an owner it lies in the public pool of its department since `pooled_at`. completeness: percent (CRM-2).
    touched_at: the last interaction or change of a deal; returns_on: the day a neglected customer goes back to the
    pool, named in the warning.
    """

    class Status(models.TextChoices):
        INVALID = "invalid", _("Invalid")
        NEW = "new", _("Newly opened")
        BASE = "base", _("Base")
        POTENTIAL = "potential", _("Potential")
        WON = "won", _("Won")

    class Kind(models.TextChoices):
        END_USER = "end_user", _("End user")
        INTEGRATOR = "integrator", _("Integrator")
        MACHINE_MAKER = "machine_maker", _("Machine maker")
        DISTRIBUTOR = "distributor", _("Distributor")
        GOVERNMENT = "government", _("Government")
        OTHER = "other", _("Other")

    class Credit(models.TextChoices):
        A = "A", _("Credit A")
        B = "B", _("Credit B")
        C = "C", _("Credit C")
        NONE = "", _("Not rated")

    number = models.CharField(_("customer number"), max_length=30, unique=True, editable=False)
    name = models.CharField(_("customer name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    name_core = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    kind = models.CharField(_("customer type"), max_length=20, choices=Kind, default=Kind.END_USER)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    region = models.CharField(_("place"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2100)]
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    background = models.TextField(_("background"), blank=True, max_length=4000)
    credit = models.CharField(_("credit rating"), max_length=1, choices=Credit, default=Credit.NONE, blank=True)
    credit_limit = MoneyField(_("credit limit"), default=0)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent company"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account manager"),
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    external_key = models.CharField(max_length=80, blank=True, editable=False)
    completeness = models.PositiveSmallIntegerField(_("completeness"), default=0, editable=False)
    credit_until = models.DateField(_("credit valid until"), null=True, blank=True, editable=False)
    reviewed_on = models.DateField(_("status reviewed on"), null=True, blank=True, editable=False)
    review_due_on = models.DateField(_("status to be reviewed by"), null=True, blank=True, editable=False)
    touched_at = models.DateTimeField(_("last worked on"), editable=False)
    pooled_at = models.DateTimeField(_("in the public pool since"), null=True, blank=True, editable=False)
    returns_on = models.DateField(_("returns to the pool on"), null=True, blank=True, editable=False)
    former_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("account manager before"),
    )

    access = Access(view="customers.view")
    journal_hides = ("name_key", "name_core", "external_key", "completeness")
    objects = KeptManager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(name="customers_owned_or_pooled", condition=Q(owner=None) ^ Q(pooled_at=None)),
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(merged_into__isnull=True), name="customers_name_once"
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(merged_into__isnull=True),
                name="customers_credit_code_once",
                violation_error_message=_("Another customer already has this credit code."),
            ),
            models.UniqueConstraint(
                fields=["external_key"],
                condition=~Q(external_key="") & Q(merged_into__isnull=True),
                name="customers_external_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="customers_name_key"),
            extra_index("customers_extra"),
            models.Index(fields=["-updated_at", "-id"], name="customers_recent"),
            models.Index(fields=["owner", "-updated_at"], name="customers_of_owner"),
            models.Index(fields=["department", "-updated_at"], name="customers_of_department"),
            models.Index(fields=["review_due_on", "id"], condition=Q(removed_at=None), name="customers_review_due"),
            models.Index(fields=["completeness", "id"], condition=Q(removed_at=None), name="customers_completeness"),
            models.Index(
                fields=["touched_at", "id"], condition=Q(removed_at=None), name="customers_touched",
            ),
            models.Index(
                fields=["department", "-pooled_at", "-id"], condition=Q(removed_at=None, owner=None),
                name="customers_pool",
            ),
            models.Index(
                F("pooled_at").desc(nulls_last=True), F("id").desc(), condition=Q(removed_at=None, owner=None),
                name="customers_pool_recent",
            ),
            models.Index(
                fields=["returns_on", "id"], condition=Q(removed_at=None, returns_on__isnull=False),
                name="customers_returning",
            ),
            models.Index(fields=["name", "id"], condition=Q(removed_at=None), name="customers_by_name"),
            gram_index("name", name="customers_name_grams"),
            gram_index("number", name="customers_number_grams"),
            gram_index("short_name", name="customers_short_name_grams"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def holder(self) -> str:
        """The account manager's name, or that there is none."""
        return self.owner.name if self.owner else str(_("Public pool"))

    def get_absolute_url(self) -> str:
        return reverse("customers:detail", args=[self.pk])
