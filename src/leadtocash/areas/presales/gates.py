"""What pre-sales projects know at the gates of a sales method (OPP-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.areas.opportunities.criteria import Check, Detail, Finding, Words, checks
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import queries
from leadtocash.areas.presales.models import Element, PresalesProject

APPOINTED = "appointed"
FAR: Mapping[str, Words] = {
    APPOINTED: gettext_lazy("appointed"),
    "kick_off": gettext_lazy("kick-off held"),
}


def _initiated(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
    """The company has gone for the deal."""
    gone = queries.gone_for(deal) if deal.pk else None
    if gone is not None:
        return Finding(met=True, told=gone.number, href=gone.get_absolute_url())
    return _missing(deal)


def _team(deal: Opportunity, details: Mapping[str, Any], _today: date) -> Finding:
    """A team is appointed for the deal; has held its kick-off, where that is asked."""
    gone = queries.gone_for(deal) if deal.pk else None
    if gone is None:
        return _missing(deal)
    if gone.appointed_at is None:
        url = reverse("presales:team", args=[gone.pk])
        return Finding(met=False, told=gone.get_state_display(), href=url, do=_("Appoint the team"))
    met = details["far"] == APPOINTED or gone.kicked_off_on is not None
    url = reverse("presales:kick-off", args=[gone.pk])
    return Finding(met=met, told=gone.team_number, href=url, do=_("Kick-off"))


def _strategies(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
    """All four elements have a goal and a strategy."""
    gone = queries.gone_for(deal) if deal.pk else None
    if gone is None:
        return _missing(deal)
    written = [one for one in gone.elements.all() if one.goal and one.strategy]
    told = ngettext("%(n)d element of 4", "%(n)d elements of 4", len(written)) % {"n": len(written)}
    url = f"{gone.get_absolute_url()}?tab=elements"
    return Finding(met=len(written) == len(Element.Kind), told=told, href=url, do=_("To the four elements"))


def _missing(deal: Opportunity) -> Finding:
    latest = queries.latest_of(deal) if deal.pk else None
    if latest is not None and latest.state not in PresalesProject.OVER:
        return Finding(
            met=False, told=f"{latest.number} {latest.get_state_display()}", href=latest.get_absolute_url(),
            do=_("See how it stands"),
        )  # fmt: skip
    href = f"{reverse('presales:new')}?opportunity={deal.pk}" if deal.pk else ""
    return Finding(met=False, told=str(latest.get_state_display()) if latest else "", href=href, do=_("Ask for it"))


checks.add("initiated", Check(label=gettext_lazy("The pre-sales initiation has passed"), look=_initiated))
checks.add(
    "team",
    Check(
        label=gettext_lazy("The project team is appointed"),
        look=_team,
        details={"far": Detail(label=gettext_lazy("how far"), default=APPOINTED, choices=lambda: FAR)},
    ),
)
checks.add(
    "strategies",
    Check(label=gettext_lazy("Goals and strategies of the four elements are set"), look=_strategies),
)
