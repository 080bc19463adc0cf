"""More pre-sales cost than was decided: asked for, and decided by whoever decides the initiation (OPP-9, S2 E.8)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.presales.models.projects import PresalesProject
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class BudgetRequest(Record):
    """A larger budget asked for a project. before: the budget then; budget: the whole asked for; both in yuan."""

    class State(models.TextChoices):
        ASKED = "asked", _("Being decided")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(_("request number"), max_length=30, unique=True, editable=False)
    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="budget_requests", verbose_name=_("pre-sales project")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ASKED, editable=False)
    before = MoneyField(_("budget so far"), editable=False)
    budget = MoneyField(_("budget asked for"))
    reason = models.CharField(_("what for"), max_length=300)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for more budget")
        verbose_name_plural = _("requests for more budget")
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="asked"), name="presales_one_budget_request",
                violation_error_message=_("More budget is asked for already."),
            ),
            models.CheckConstraint(
                name="presales_more_budget", condition=Q(budget__gt=F("before")),
                violation_error_message=_("Ask for more than there is."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["-updated_at", "-id"], name="presales_budgets_recent")]

    def __str__(self) -> str:
        return f"{self.number} {self.project.opportunity.name}"

    def get_absolute_url(self) -> str:
        return reverse("presales:budget-request", args=[self.pk])

    @property
    def more(self) -> Decimal:
        """How much more than so far, in yuan."""
        return self.budget - self.before
