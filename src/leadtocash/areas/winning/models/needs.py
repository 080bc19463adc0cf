"""What the customer needs, asked by SPIN, and what we answer to it, said by FABE (OPP-6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning.models.evidence import Evidence
from leadtocash.areas.winning.models.people import Stakeholder
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.grams import gram_index


class Need(Removable):
    """One need of a deal: the situation, the problem, what the problem leads to, what its solution is worth to them
    (S2 milestone.3.3). stakeholder: whose need it is; empty: the company's."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="needs", verbose_name=_("opportunity")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs",
        verbose_name=_("whose need"),
    )  # fmt: skip
    title = models.CharField(_("need"), max_length=120)
    situation = models.TextField(_("situation"), max_length=1000, blank=True)
    problem = models.TextField(_("problem"), max_length=1000, blank=True)
    implication = models.TextField(_("implication"), max_length=1000, blank=True)
    payoff = models.TextField(_("need-payoff"), max_length=1000, blank=True)

    access = Access(parent="opportunity")
    objects = KeptManager()

    class Meta:
        verbose_name = _("customer's need")
        verbose_name_plural = _("customers' needs")
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="winning_needs_recent"),
            gram_index("title", name="winning_need_title_grams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.opportunity.get_absolute_url()}?tab=needs"


class Value(Removable):
    """Our answer to a need: feature, advantage, benefit, evidence (S2 milestone.3.2)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="values", verbose_name=_("customer's need"))
    feature = models.CharField(_("feature"), max_length=300)
    advantage = models.CharField(_("advantage"), max_length=300, blank=True)
    benefit = models.CharField(_("benefit"), max_length=300, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="values", verbose_name=_("evidence"))

    access = Access(parent="need")
    objects = KeptManager()

    class Meta:
        verbose_name = _("value statement")
        verbose_name_plural = _("value statements")
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="winning_values_recent"),
            gram_index("feature", name="winning_value_feature_grams"),
            gram_index("benefit", name="winning_value_benefit_grams"),
        ]

    def __str__(self) -> str:
        return self.feature

    def get_absolute_url(self) -> str:
        return self.need.get_absolute_url()
