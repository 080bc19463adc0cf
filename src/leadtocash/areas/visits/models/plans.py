"""What is to be done with a key customer in a year, by quarter and kind of contact (OPP-12)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.visits.models.visits import Visit
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.money import MoneyField


class AccountPlan(Removable, Extensible):
    """The plan of a key account for a year: goals, the sales hoped for in yuan with tax, and activities."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="account_plans", verbose_name=_("customer")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )  # fmt: skip
    goals = models.TextField(_("goals of the year"), max_length=4000)
    target = MoneyField(_("sales hoped for"), default=0)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account manager")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="visits.plans")
    objects = KeptManager()

    class Meta:
        verbose_name = _("key-account plan")
        verbose_name_plural = _("key-account plans")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "year"], condition=Q(removed_at=None), name="visits_plan_once_a_year",
                violation_error_message=_("This customer has a plan for this year already."),
            )
        ]  # fmt: skip
        indexes = [
            extra_index("visits_plan_extra"),
            models.Index(fields=["-year", "-id"], name="visits_plans_by_year"),
            models.Index(fields=["owner", "-year"], name="visits_plans_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("visits:plan", args=[self.pk])


class PlanActivity(models.Model):
    """So many contacts of a kind in a quarter; what was done is counted from the visits."""

    plan = models.ForeignKey(
        AccountPlan, on_delete=models.CASCADE, related_name="activities", verbose_name=_("key-account plan")
    )
    quarter = models.PositiveSmallIntegerField(
        _("quarter"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Visit.Kind)
    times = models.PositiveSmallIntegerField(
        _("how often"), default=1, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    what = models.CharField(_("what for"), max_length=160, blank=True)

    access = Access(parent="plan")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned activity")
        verbose_name_plural = _("planned activities")
        ordering = ["quarter", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter", "kind"], name="visits_activity_once_a_quarter")
        ]

    def __str__(self) -> str:
        return f"Q{self.quarter} {self.get_kind_display()}"
