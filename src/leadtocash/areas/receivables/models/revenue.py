"""Revenue of closed projects, recognised by the customer's signed sheet (FIN-5, S0 2.5.1)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class RevenueEntry(Record):
    """The revenue of one closed project. net_amount and cost_amount in yuan without tax, as they were at closing."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", _("To be confirmed")
        RECOGNISED = "recognised", _("Recognised")

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="revenue", verbose_name=_("sales project")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.TO_CONFIRM, editable=False)
    amount = MoneyField(_("amount with tax"), editable=False)
    net_amount = MoneyField(_("amount without tax"), editable=False)
    cost_amount = MoneyField(_("cost"), editable=False)
    signed_on = models.DateField(_("signed off on"), editable=False)
    entered_on = models.DateField(_("project closed on"), editable=False)
    recognised_on = models.DateField(_("recognised on"), null=True, blank=True, editable=False)
    recognised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("recognised by"),
    )  # fmt: skip

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("revenue entry")
        verbose_name_plural = _("revenue entries")
        constraints = [
            models.CheckConstraint(
                name="receivables_recognised_has_day",
                condition=Q(state="to_confirm", recognised_on=None)
                | Q(state="recognised", recognised_on__isnull=False, recognised_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["-entered_on", "-id"], name="receivables_revenue_recent"),
            models.Index(fields=["entered_on"], condition=Q(state="to_confirm"), name="receivables_to_confirm"),
        ]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        return reverse("receivables:revenue-entry", args=[self.pk])

    @property
    def margin(self) -> Decimal:
        """Gross margin in yuan without tax; negative for a loss."""
        return self.net_amount - self.cost_amount

    @property
    def margin_percent(self) -> Decimal | None:
        """Gross margin in percent of the net amount, one place; None without an amount."""
        if not self.net_amount:
            return None
        return (self.margin * 100 / self.net_amount).quantize(Decimal("0.1"))
