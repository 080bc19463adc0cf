"""Visits on the pages of customers and deals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import limits, permissions
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import plans, trials
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.rules.trials import TONES
from leadtocash.areas.visits.words import hours_of, tag_of
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.acting import act_of, person_of

SHOWN = 50
ICONS = {
    Visit.Kind.VISIT: "map-pin",
    Visit.Kind.CALL: "phone",
    Visit.Kind.MAIL: "mail",
    Visit.Kind.EXCHANGE: "messages",
    Visit.Kind.TOUR: "building-factory",
    Visit.Kind.TEST: "test-pipe",
}


def of_customer(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return _shown(request, queries.of_customer(customer, person_of(request)), f"customer={customer.pk}")


def of_deal(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    return _shown(request, queries.of_deal(deal, person_of(request)), f"opportunity={deal.pk}")


def _shown(request: HttpRequest, rows: QuerySet[Any], query: str) -> dict[str, Any]:
    today = act_of(request).today
    found = list(rows[: SHOWN + 1])
    told = []
    for visit in found[:SHOWN]:
        tone, label = tag_of(visit, today)
        met = joined(dict.fromkeys(one.name for one in visit.contacts.all()))
        told.append(
            {"visit": visit, "tone": tone, "label": label, "met": met, "icon": ICONS[Visit.Kind(visit.kind)],
             "hours": hours_of(visit)}
        )  # fmt: skip
    return {
        "visits": told, "may_edit": allowed(person_of(request), permissions.EDIT), "query": query,
        "whole_url": f"{reverse('visits:list')}?{query}" if len(found) > SHOWN else "",
    }  # fmt: skip


def trials_of_customer(request: HttpRequest, customer: Any) -> dict[str, Any]:
    rows = trials.of_customer(customer, person_of(request))[:SHOWN]
    return {
        "trials": [{"trial": one, "tone": TONES[one.state]} for one in rows],
        "may_ask": allowed(person_of(request), permissions.ASK_TRIAL),
    }


def plan_of_customer(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """This year's plan of a key account, as a card."""
    person = person_of(request)
    plan = plans.of_customer(customer, person, act_of(request).today) if allowed(person, permissions.PLANS) else None
    if plan is None:
        return None
    quarters = plans.compared(plan)
    planned, done = sum(one.planned for one in quarters), sum(one.done for one in quarters)
    return {"plan": plan, "planned": planned, "done": done, "share": min(done / planned, 1.0) if planned else None}


def silence(request: HttpRequest, deal: Opportunity) -> dict[str, Any] | None:
    """A warning over an open deal for which nobody was in touch for too long."""
    if deal.state != Opportunity.State.OPEN:
        return None
    last, today = queries.last_touch(deal), act_of(request).today
    days = (today - max(last or deal.opened_on, deal.opened_on)).days
    if days < number(limits.SILENT):
        return None
    if last is None:
        told = ngettext("Nobody was in touch since it was opened %(n)d day ago.",
                        "Nobody was in touch since it was opened %(n)d days ago.", days)  # fmt: skip
    else:
        told = ngettext("Nobody was in touch for %(n)d day.", "Nobody was in touch for %(n)d days.", days)
    url = f"{reverse('visits:new')}?opportunity={deal.pk}"
    return {"text": told % {"n": days}, "url": url, "action": _("Plan a visit")}
