"""When support may be asked for, booked, reported and rated (PRJ-3, S0 2.4.1); pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.areas.projects.models.coordination import DAY_HOURS
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError

CLAUSE = "S0 2.4.1"
#: how far ahead a person can be booked
RUNNING = (Project.State.SET_UP, Project.State.ARRIVED, Project.State.SIGNED_OFF)
STILL_OPEN = (CoordinationOrder.State.ASKED, CoordinationOrder.State.SCHEDULED)
State = CoordinationOrder.State
#: how each state is shown
TONES = {
    State.ASKED: "wait",
    State.SCHEDULED: "doing",
    State.DONE: "wait",
    State.RATED: "done",
    State.DECLINED: "late",
    State.WITHDRAWN: "void",
}


@dataclass(frozen=True)
class Slot:
    """Hours wanted of one person on one day."""

    day: date
    hours: Decimal
    note: str = ""


def asking_missing(project: Project) -> list[Missing]:
    """What is missing before support can be asked for; empty when it can."""
    if project.state in RUNNING:
        return []
    if project.state == Project.State.CLOSED:
        what, who = _("A running project: this one is closed, its care is with maintenance"), ""
    elif project.state == Project.State.CANCELLED:
        what, who = _("A running project: this one is cancelled"), ""
    else:
        what, who = _("The approved set-up of the project"), project.owner.name
    return [Missing(what=what, who=who, clause=CLAUSE, href=project.get_absolute_url(), do=_("Show the project"))]


def check_can_ask(project: Project) -> None:
    """Raise RuleError unless the project is being carried out (set up, arrived or signed off)."""
    if missing := asking_missing(project):
        raise RuleError(
            _("Support cannot be asked for now: it belongs to the execution of a project that is set up."),
            code="support_not_in_execution",
            clause=CLAUSE,
            missing=missing,
        )


def fill_in_offer(project: Project) -> Offer:
    """What one can do where there is no order: fill one in."""
    url = reverse("projects:new-coordination", args=[project.pk])
    return Offer(label=_("Fill in a task coordination order"), href=url)


def booking_missing(project: Project, orders: Sequence[CoordinationOrder]) -> list[Missing]:
    """What is missing before support can be booked on a project, given its orders still open; empty when it can."""
    if any(order.state == State.SCHEDULED for order in orders):
        return []
    asked = [order for order in orders if order.state == State.ASKED]
    if asked:
        return [
            Missing(
                what=_("The answer to task coordination order %(number)s") % {"number": order.number},
                who=_("Head of technical support"),
                since=order.created_at.date(),
                clause=CLAUSE,
                href=order.get_absolute_url(),
                do=_("Show the order"),
            )
            for order in asked
        ]
    offer = fill_in_offer(project)
    what = _("An accepted task coordination order")
    return [Missing(what=what, who=project.owner.name, clause=CLAUSE, href=offer.href, do=_("Fill one in"))]


def check_can_book(project: Project, orders: Sequence[CoordinationOrder]) -> None:
    """Raise RuleError, with the offer to fill one in, unless the project has an accepted order."""
    missing = booking_missing(project, orders)
    if not missing:
        return
    if any(order.state == State.ASKED for order in orders):
        sentence = _("Support cannot be booked yet: the task coordination order is not accepted so far.")
    else:
        sentence = _(
            "Without a task coordination order no support can be booked (policy 2.4.1). "
            "Fill one in; it takes about two minutes."
        )
    raise RuleError(
        sentence, code="support_without_order", clause=CLAUSE, missing=missing, offer=fill_in_offer(project)
    )


_NOW: Mapping[str, object] = {
    State.ASKED: gettext_lazy("Order %(number)s is still waiting to be scheduled."),
    State.SCHEDULED: gettext_lazy("Order %(number)s is scheduled and not yet done."),
    State.DONE: gettext_lazy("The support of order %(number)s is done and reported."),
    State.RATED: gettext_lazy("Order %(number)s is done and rated."),
    State.DECLINED: gettext_lazy("Order %(number)s was declined."),
    State.WITHDRAWN: gettext_lazy("Order %(number)s was withdrawn."),
}


def check_stands_at(order: CoordinationOrder, *states: State) -> None:
    """Raise RuleError with where the order stands, unless it is in one of these states."""
    if order.state in states:
        return
    again = order.state in (State.DECLINED, State.WITHDRAWN, State.RATED)
    raise RuleError(
        str(_NOW[order.state]) % {"number": order.number},
        code="order_state",
        clause=CLAUSE,
        offer=fill_in_offer(order.project) if again else None,
    )


def check_slots(slots: Iterable[Slot], *, asked_on: date, ahead: int) -> None:
    """Raise RuleError for an empty schedule, a day before the order or more than `ahead` days after it."""
    slots = list(slots)
    if not slots:
        raise RuleError(
            _("A schedule needs at least one day."),
            code="schedule_empty",
            clause=CLAUSE,
            missing=[Missing(what=_("Days and hours of the technician"))],
        )
    for slot in slots:
        if slot.day < asked_on:
            raise RuleError(
                _("%(day)s lies before the order was written.") % {"day": _day(slot.day)}, code="booking_day"
            )
        if slot.day > asked_on + timedelta(days=ahead):
            words = {"day": _day(slot.day), "n": ahead}
            raise RuleError(_("%(day)s is more than %(n)d days ahead.") % words, code="booking_day")


def check_hours_of_day(name: str, slots: Sequence[Slot], others: Sequence[SupportBooking]) -> None:
    """Raise RuleError when the person would have more than eight hours on a day, naming the orders he has then.

    `others`: his bookings on those days, with their orders and projects.
    """
    taken: dict[date, list[SupportBooking]] = {}
    for booking in others:
        taken.setdefault(booking.day, []).append(booking)
    wanted: dict[date, Decimal] = {}
    for slot in slots:
        wanted[slot.day] = wanted.get(slot.day, Decimal(0)) + slot.hours
    over = [day for day in sorted(wanted) if wanted[day] + _hours(taken.get(day, [])) > DAY_HOURS]
    if not over:
        return
    first = over[0]
    raise RuleError(
        _("%(name)s has only %(free)s h left on %(day)s; a day has 8 hours.")
        % {"name": name, "free": _plain(DAY_HOURS - _hours(taken.get(first, []))), "day": _day(first)},
        code="booking_over_day",
        clause=CLAUSE,
        missing=[_taken(booking) for day in over for booking in taken.get(day, [])],
    )


def days_of(first: date, last: date, hours: Decimal, *, working: Iterable[date]) -> list[Slot]:
    """The same hours on every working day from first to last; a single free day asked for on purpose counts."""
    days = [day for day in working if first <= day <= last]
    return [Slot(day, hours) for day in (days or ([first] if first == last else []))]


def total_hours(bookings: Iterable[SupportBooking]) -> Decimal:
    """Hours added up, with one place."""
    return _hours(bookings).quantize(Decimal("0.1"))


def _hours(bookings: Iterable[SupportBooking]) -> Decimal:
    return sum((booking.hours for booking in bookings), Decimal(0))


def _taken(booking: SupportBooking) -> Missing:
    order = booking.order
    values = {"day": _day(booking.day), "hours": _plain(booking.hours), "number": order.number, "place": order.place}
    return Missing(
        what=_("%(day)s: %(hours)s h for %(number)s, %(place)s") % values,
        who=order.project.owner.name,
        href=order.get_absolute_url(),
        do=_("Show the order"),
    )


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


def _day(day: date) -> str:
    return date_format(day, "m-d")


def monday_of(week: str, today: date) -> date:
    """The Monday of the week in which this ISO day lies; of the present week for anything else."""
    try:
        day = parse_date(week) or today
    except ValueError:
        day = today
    day = min(max(day, date(2000, 1, 3)), date(2200, 1, 1))
    return day - timedelta(days=day.weekday())
