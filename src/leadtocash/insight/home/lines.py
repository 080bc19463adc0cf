"""The lines of the desk: what is to be done, what falls due, which clocks run, who has how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.areas.contracts.limits import VIRTUAL_OLD
from leadtocash.areas.projects.limits import SIGNOFF
from leadtocash.areas.projects.rules.clock import clock_of as signoff_clock
from leadtocash.areas.visits.queries import visits as visits_kept
from leadtocash.areas.visits.words import hours_of, tag_of
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar.feed import BACK
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.lists.places import places
from leadtocash.foundation.web.numbers import of_person
from leadtocash.foundation.workflow import queries as work
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.insight.home.scopes import Scope

SHOWN, PEOPLE = 8, 30
AHEAD = timedelta(days=14)
Given = Mapping[str, Any]


def todo(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """The person's open items, the most urgent first."""
    items = work.to_do(person).order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN]
    count, late = of_person(person)["todo"]
    rows = [{"item": item, "clock": clock_of(item, now=now)} for item in items]
    return {"rows": rows, "count": count, "late": late, "more_url": reverse("workflow:inbox")}


def visits(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """The person's visits of today, in the order of the route."""
    rows = []
    for visit in visits_kept.of_day(person, today):
        tone, label = tag_of(visit, today)
        rows.append({"visit": visit, "hours": hours_of(visit), "tone": tone, "label": label})
    return {"rows": rows}


def clocks(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """Projects that wait for the customer's signature, the most urgent first; how many are late, near and in time."""
    params = {"state": "arrived", **scope.params}
    rows = places.get("projects").rows(params, person, today)
    near = today + timedelta(days=7)
    counts = rows.aggregate(
        late=Count("pk", filter=Q(signoff_due_on__lt=today)),
        near=Count("pk", filter=Q(signoff_due_on__gte=today, signoff_due_on__lt=near)),
        rest=Count("pk", filter=Q(signoff_due_on__gte=near)),
    )
    first = rows.select_related("customer", "owner").order_by("signoff_due_on", "pk")[:SHOWN]
    found = ((project, signoff_clock(project, today, number(SIGNOFF))) for project in first)
    parts = [
        (_("Overdue"), "late", counts["late"], {"signoff_due_on": "overdue", **scope.params}),
        (_("Within 7 days"), "wait", counts["near"], {**params, "signoff_due_on": "next_7_days"}),
        (_("More than 7 days"), "done", counts["rest"], {**params, "signoff_due_on_from": near.isoformat()}),
    ]
    return {
        "rows": [{"project": project, "clock": asdict(clock)} for project, clock in found if clock],
        "parts": [
            {"label": label, "tone": tone, "count": count, "url": places.get("projects").address(at)}
            for label, tone, count, at in parts
        ],
        "more_url": places.get("projects").address(params),
    }


def virtual(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """Open virtual contracts, the oldest first, with days and exposure."""
    params = {name: value for name, value in scope.params.items() if name == "owner"}
    rows = places.get("virtual-contracts").rows(params, person, today)
    first = rows.select_related("customer", "answerable", "owner").order_by("registered_at", "pk")[:SHOWN]
    old = number(VIRTUAL_OLD)
    aged = [(one, (now - one.registered_at).days if one.registered_at else 0) for one in first]
    return {
        "rows": [{"contract": contract, "days": days, "old": days > old} for contract, days in aged],
        "more_url": places.get("virtual-contracts").address(params),
    }


def days(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """What falls due for this person up to two weeks ahead, and what is past due: by day."""
    found = [
        {"on": on, "title": due.title, "url": due.url, "late": on < today, "today": on == today}
        for source in deadlines.values()
        for due in source(person, today - BACK)
        if (on := _day(due.at)) <= today + AHEAD
    ]
    found.sort(key=lambda row: (row["on"], row["title"]))
    return {"rows": found[: 2 * SHOWN], "more": max(len(found) - 2 * SHOWN, 0)}


def _day(at: date) -> date:
    return timezone.localtime(at).date() if isinstance(at, datetime) else at


# ---------------------------------------------------------------- person by person
def people(person: User, scope: Scope, now: datetime, today: date) -> Given:
    """For each account manager what he has open; the largest first, at most thirty. Each number opens its list."""
    lines: dict[int, dict[str, Any]] = {}

    def add(place: str, params: Mapping[str, str], path: str, **sums: Any) -> None:
        if not allowed(person, places.get(place).permission):
            return
        rows = places.get(place).rows({**params, **scope.params}, person, today)
        for row in rows.values(path).annotate(**sums):
            lines.setdefault(row.pop(path), {}).update(row)

    late, overdue = {"signoff_due_on": "overdue"}, {"due_on": "overdue"}
    add("opportunities", {"state": "open"}, "owner", open=Count("pk"), amount=Sum("amount"))
    add("projects", late, "owner", late=Count("pk"))
    add("receivables", overdue, "contract__owner", overdue=Sum("open_amount"))
    names = dict(User.objects.filter(pk__in=lines).values_list("pk", "name"))
    largest = sorted(lines, key=lambda pk: (-_money(lines[pk], "amount"), -_money(lines[pk], "overdue"), names[pk]))[
        :PEOPLE
    ]
    return {
        "rows": [
            {
                "name": names[pk],
                **lines[pk],
                "open_url": places.get("opportunities").address({"state": "open", "owner": str(pk)}),
                "late_url": places.get("projects").address({**late, "owner": str(pk)}),
                "overdue_url": places.get("receivables").address({**overdue, "owner": str(pk)}),
            }
            for pk in largest
        ],
        "more": max(len(lines) - PEOPLE, 0),
    }


def _money(line: dict[str, Any], name: str) -> Decimal:
    return line.get(name) or Decimal(0)
