"""How a deal stood at any time (OPP-11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models.deals import Opportunity
from leadtocash.areas.opportunities.models.methods import Stage
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.money import MoneyField


class Standing(models.Model):
    """Stage, state, amount and expected signing of a deal from `since` until another of them came (empty: still so).

    Written by the database with every change of an opportunity (sql/history.sql). `stage_since` tells two stays in one
    stage apart.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="standings", verbose_name=_("opportunity")
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage"))
    stage_since = models.DateField(_("in this stage since"))
    state = models.CharField(_("state"), max_length=6, choices=Opportunity.State)
    amount = MoneyField(_("expected amount"))
    expected_close_on = models.DateField(_("expected signing"), null=True)

    access = Access(parent="opportunity")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing of an opportunity")
        verbose_name_plural = _("standings of opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(until=None), name="opportunities_one_present_standing"
            )
        ]
        indexes = [
            models.Index(fields=["since"], name="opportunities_standing_since"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="opportunities_standing_until"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.since:%Y-%m-%d}"
