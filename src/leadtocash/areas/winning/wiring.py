"""What winning gives to the others: tabs and warnings of opportunities, gate checks, the evidence library."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.events import ContactLeft
from leadtocash.areas.opportunities.keeping import check_kept
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits.standing import levels, standings
from leadtocash.areas.winning import actions, criteria, permissions, queries, rules, showing
from leadtocash.areas.winning.meetings import met
from leadtocash.areas.winning.models import Evidence, Level, Need, Rival, Stakeholder
from leadtocash.areas.winning.tables import BARRIERS, EVIDENCE, NEEDS, RIVALS, STAKEHOLDERS, VALUES
from leadtocash.foundation.access.fields import protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.documents.retention import retentions
from leadtocash.foundation.journal.timeline import Part, parts
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

__all__ = ["criteria"]  # registers its checks

DEAL = "opportunities.opportunity"
SEE_DEALS = "opportunities.view"
SHOWN = 100


def _may_edit(request: HttpRequest, deal: Opportunity) -> bool:
    return deal.state == Opportunity.State.OPEN and allowed(person_of(request), permissions.EDIT, deal)


def _map(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    centre, may_edit = queries.BuyingCentre(deal, act_of(request).today), _may_edit(request, deal)
    return {
        **showing.drawn(centre, may_edit=may_edit),
        "rows": showing.rows(centre, person_of(request)),
        "parts": centre.parts, "score": centre.score, "alerts": centre.alerts,
        "known": len(queries.colleagues(deal, person_of(request))) if may_edit else 0,
    }  # fmt: skip


def _alerts(request: HttpRequest, deal: Opportunity) -> dict[str, Any] | None:
    if deal.state != Opportunity.State.OPEN or request.GET.get("tab") == "stakeholders":
        return None
    found = queries.BuyingCentre(deal, act_of(request).today).alerts
    return {"alerts": found} if found else None


def _needs(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    found = queries.needs_of(deal)
    return {"needs": found, "gaps": rules.gaps(found), "may_edit": _may_edit(request, deal)}


panels.add(
    "stakeholders",
    Panel(
        kind=DEAL, place="tab", label=_("Stakeholders"), template="winning/_stakeholders.html", context=_map, order=20,
        count=lambda person, deal: Stakeholder.objects.filter(opportunity=deal).count(),
    ),
)  # fmt: skip
panels.add(
    "needs",
    Panel(
        kind=DEAL, place="tab", label=_("Needs and values"), template="winning/_needs.html", context=_needs, order=22,
        count=lambda person, deal: Need.objects.filter(opportunity=deal).count(),
    ),
)  # fmt: skip


def _board(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    return {**showing.board(deal), "may_edit": _may_edit(request, deal)}


def _rivalries(request: HttpRequest, competitor: Any) -> dict[str, Any]:
    return {"rivalries": queries.open_rivalries(competitor, person_of(request))[:SHOWN]}


panels.add(
    "competition",
    Panel(
        kind=DEAL, place="tab", label=_("Competition"), template="winning/_competition.html", context=_board, order=24,
        count=lambda person, deal: Rival.objects.filter(opportunity=deal).count(),
    ),
)  # fmt: skip
panels.add(
    "rivalries",
    Panel(
        kind="market.competitor", place="tab", label=_("Open deals"), template="winning/_rivalries.html",
        context=_rivalries, order=20,
        count=lambda person, competitor: queries.open_rivalries(competitor, person).count(),
    ),
)  # fmt: skip
panels.add(
    "stakeholder_alerts",
    Panel(kind=DEAL, place="top", label=_("Stakeholders"), template="winning/_alerts.html", context=_alerts, order=30),
)
entries.add(
    "stakeholders",
    Entry(
        group="winning", label=_("Stakeholders"), icon="users", url_name="winning:stakeholders", order=10,
        may=lambda person: allowed(person, SEE_DEALS),
    ),
)  # fmt: skip
entries.add(
    "evidence",
    Entry(
        group="winning", label=_("Evidence library"), icon="certificate", url_name="winning:library", order=40,
        may=lambda person: allowed(person, permissions.SEE_EVIDENCE),
    ),
)  # fmt: skip
places.add("stakeholders", Place(page=STAKEHOLDERS, url_name="winning:stakeholders", permission=SEE_DEALS))
places.add("needs", Place(page=NEEDS, url_name="winning:needs", permission=SEE_DEALS))
places.add("values", Place(page=VALUES, url_name="winning:values", permission=SEE_DEALS))
places.add("rivals", Place(page=RIVALS, url_name="winning:rivals", permission=SEE_DEALS))
places.add("barriers", Place(page=BARRIERS, url_name="winning:barriers", permission=SEE_DEALS))
places.add("evidence", Place(page=EVIDENCE, url_name="winning:library", permission=permissions.SEE_EVIDENCE))
listen(ContactLeft, lambda event: actions.tell_left(event.contact_id, act=event.act))
met.add("visits", queries.met_in_visits)
standings.add("winning", queries.known_standings)
for level in Level:
    levels.add(level.value, level.label)
holdings.add(
    "evidence",
    Holding(label=_("Evidence"), rows=queries.evidence_of, hand_over=actions.hand_over_evidence, order=60),
)
parts.add("winning", Part(label=_("People and needs"), where=Q(verb__startswith="winning."), order=45))
pickers.add("winning.evidence", Picker(rows=queries.pickable, label=lambda e: e.title, hint=lambda e: e.number))
holders.add("winning.stakeholder", Holder(permission=permissions.EDIT, categories={"evidence": _("Evidence")}))
holders.add("winning.evidence", Holder(permission=permissions.EDIT_EVIDENCE))
protect("winning.stakeholder", "personal_needs", permission=permissions.SEE_PERSONAL)
for _part in ("stakeholder", "need", "rival", "barrier"):
    retentions.add(f"winning.{_part}", lambda one, today: check_kept(one.opportunity, today))
disposables.add("winning.stakeholder", Disposable(permission=permissions.EDIT, check=rules.check_deal_of))
disposables.add("winning.need", Disposable(permission=permissions.EDIT, check=rules.check_deal_of))
disposables.add(
    "winning.value", Disposable(permission=permissions.EDIT, check=lambda one: rules.check_deal_of(one.need))
)
disposables.add("winning.rival", Disposable(permission=permissions.EDIT, check=rules.check_deal_of))
disposables.add("winning.barrier", Disposable(permission=permissions.EDIT, check=rules.check_deal_of))
disposables.add("winning.evidence", Disposable(permission=permissions.EDIT_EVIDENCE, check=actions.check_unused))
sources.add(
    "winning.evidence",
    Source(
        model=Evidence, label=_("Evidence library"), icon="certificate", names=("title",), numbers=("number",),
        with_=("owner",), line=lambda e: f"{e.number} · {e.get_kind_display()}",
    ),
)  # fmt: skip
deadlines.add("winning.evidence", dated(Evidence, "valid_until", _("Evidence ends: %(what)s")))
