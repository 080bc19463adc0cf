"""The week of a manager's people: who planned what, who was where, who owes minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import SalesJournal, Visit
from leadtocash.areas.visits.queries.visits import OWED, in_order
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.accounts.models import Position, User

State = Visit.State
ROLES = ("account_manager", "telesales", "sales_manager")
COUNTED = {
    "planned": Count("pk"),
    "done": Count("pk", filter=Q(state=State.DONE)),
    "cancelled": Count("pk", filter=Q(state=State.CANCELLED)),
    "unminuted": Count("pk", filter=OWED),
}


@dataclass
class Line:
    """A person's week. planned: all there was on the calendar; unrecorded: over, and nobody said what became of it;
    late: minutes owed past their day; ahead: planned for the week after; handed_in: a journal for this week."""

    person: User
    planned: int = 0
    done: int = 0
    cancelled: int = 0
    unrecorded: int = 0
    unminuted: int = 0
    late: int = 0
    ahead: int = 0
    handed_in: bool = False
    visits: list[Visit] = field(default_factory=list)


def people_of(manager: User) -> list[User]:
    """Sellers in the departments this person may read the week of, by name."""
    reach = grant(manager, permissions.TEAM)
    held = Position.objects.filter(role__code__in=ROLES, person__is_active=True)
    if not reach.everything:
        held = held.filter(department__in=sorted(reach.departments))
    return list(User.objects.filter(pk__in=held.values("person")).order_by("name", "pk"))


def week(manager: User, monday: date, *, today: date) -> list[Line]:
    """The lines of the manager's people for the week of this Monday, in a few queries for all of them."""
    lines = {person.pk: Line(person) for person in people_of(manager)}
    sunday, next_sunday = monday + timedelta(days=6), monday + timedelta(days=13)
    seen = Visit.objects.visible_to(manager).filter(owner__in=lines)
    counted: dict[str, Any] = {
        **COUNTED,
        "unrecorded": Count("pk", filter=Q(state=State.PLANNED, day__lt=today)),
        "late": Count("pk", filter=OWED & Q(minutes_due_on__lt=today)),
    }
    of_week = seen.filter(day__range=(monday, sunday))
    for row in of_week.order_by().values("owner").annotate(**counted):
        line = lines[row.pop("owner")]
        for name, value in row.items():
            setattr(line, name, value)
    ahead = seen.filter(state=State.PLANNED, day__gt=sunday, day__lte=next_sunday)
    for row in ahead.order_by().values("owner").annotate(n=Count("pk")):
        lines[row["owner"]].ahead = row["n"]
    for visit in in_order(of_week.exclude(state=State.CANCELLED).select_related("customer")):
        lines[visit.owner_id].visits.append(visit)
    handed_in = SalesJournal.objects.filter(owner__in=lines, first_day__lte=sunday, last_day__gte=monday)
    for owner in handed_in.exclude(state=SalesJournal.State.DRAFT).values_list("owner", flat=True):
        lines[owner].handed_in = True
    return list(lines.values())
