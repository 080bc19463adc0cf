"""What visits know at the gates of a sales method (OPP-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.areas.opportunities.criteria import Check, Detail, Finding, Words, checks
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.standing import levels, standings_of

ANYBODY = "any"
MOST = 50


def _found(deal: Opportunity, *, met: bool, told: str = "", since: date | None = None) -> Finding:
    """What was found of meetings; what is missing is planned."""
    href = f"{reverse('visits:new')}?opportunity={deal.pk}" if deal.pk else ""
    return Finding(met=met, told=told, since=since, href=href, do=_("Plan a visit"))


def _met_recently(deal: Opportunity, details: Mapping[str, Any], today: date) -> Finding:
    """People met face to face within so many days; of one level of the deal, where that is asked."""
    meetings = queries.meetings_for(deal) if deal.pk else Visit.objects.none()
    if details["level"] != ANYBODY:
        return _met_level(deal, list(meetings.prefetch_related("contacts")[:MOST]), details, today)
    last = meetings.first()
    return _finding(deal, last, details["days"], today)


def _met_level(deal: Opportunity, meetings: list[Visit], details: Mapping[str, Any], today: date) -> Finding:
    people = {one.pk: one for visit in meetings for one in visit.contacts.all()}
    meant = {pk for pk, known in standings_of(list(people.values()), deal).items() if known.level == details["level"]}
    last = next((visit for visit in meetings if any(one.pk in meant for one in visit.contacts.all())), None)
    return _finding(deal, last, details["days"], today)


def _finding(deal: Opportunity, last: Visit | None, within: int, today: date) -> Finding:
    if last is None:
        return _found(deal, met=False)
    met = (today - last.day).days <= within
    told = f"{last.day.isoformat()} {last.purpose}"
    return _found(deal, met=met, told=told, since=None if met else last.day + timedelta(days=within))


def _visited(deal: Opportunity, details: Mapping[str, Any], _today: date) -> Finding:
    count = queries.meetings_for(deal).count() if deal.pk else 0
    told = ngettext("%(n)d meeting", "%(n)d meetings", count) % {"n": count} if count else ""
    return _found(deal, met=count >= details["n"], told=told)


def _minutes(deal: Opportunity, details: Mapping[str, Any], _today: date) -> Finding:
    rows = queries.held_for(deal).exclude(minutes_at=None) if deal.pk else Visit.objects.none()
    if details["kind"] != ANYBODY:
        rows = rows.filter(kind=details["kind"])
    last = queries.newest(rows).first()
    href = f"{reverse('visits:log')}?opportunity={deal.pk}" if deal.pk else ""
    return Finding(met=last is not None, told=str(last or ""), href=href, do=_("Write minutes"))


def _kinds() -> dict[str, Words]:
    return {ANYBODY: gettext_lazy("any"), **dict(Visit.Kind.choices)}


def _levels() -> dict[str, Words]:
    return {ANYBODY: gettext_lazy("anybody"), **dict(levels.items())}


checks.add(
    "met_recently",
    Check(
        label=gettext_lazy("Somebody of the customer was met lately"),
        look=_met_recently,
        details={
            "days": Detail(label=gettext_lazy("within days"), default=30),
            "level": Detail(label=gettext_lazy("of which level"), default=ANYBODY, choices=_levels),
        },
    ),
)
checks.add(
    "visited",
    Check(
        label=gettext_lazy("The customer was met face to face"),
        look=_visited,
        details={"n": Detail(label=gettext_lazy("how often"), default=1, high=20)},
    ),
)
checks.add(
    "minutes",
    Check(
        label=gettext_lazy("There are minutes of an exchange"),
        look=_minutes,
        details={"kind": Detail(label=gettext_lazy("of which kind"), default="exchange", choices=_kinds)},
    ),
)
