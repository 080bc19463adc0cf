"""Everything that can be done to a task coordination order and its bookings (PRJ-3, S0 2.4.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects import limits, permissions
from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.areas.projects.queries import coordination as queries
from leadtocash.areas.projects.rules import coordination as rules
from leadtocash.areas.projects.rules.coordination import Slot
from leadtocash.foundation.access.gate import allowed, open_to, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow.actions import finish_step, start
from leadtocash.foundation.workflow.events import ProcessEnded, WorkItemsOpened
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("task_coordination", gettext_lazy("Task coordination order"), "RWXT-{year}-{seq:04d}")
PROCESS = "task_coordination"

ASKED = verb("projects.support_asked", gettext_lazy("Support asked for: %(number)s"), tone="doing", icon="users")
ACCEPTED = verb("projects.support_accepted", gettext_lazy("Accepted, %(name)s does it"), tone="done", icon="check")
DECLINED = verb("projects.support_declined", gettext_lazy("Support declined"), tone="late", icon="x")
BOOKED = verb("projects.support_booked", gettext_lazy("Booked %(name)s on %(day)s, %(hours)s h"), icon="calendar-plus")
UNBOOKED = verb("projects.support_unbooked", gettext_lazy("Booking of %(day)s taken back"), icon="calendar-minus")
REPORTED = verb("projects.support_reported", gettext_lazy("Support done and reported"), tone="done", icon="tool")
RATED = verb("projects.support_rated", gettext_lazy("Rated %(rating)s of 5"), tone="done", icon="star")
HANDED_ON = verb("projects.support_handed_on", gettext_lazy("Now %(name)s does it"), icon="arrows-right-left")
TOLD_SCHEDULED = topic(
    "projects.support_scheduled",
    gettext_lazy("%(number)s is accepted; %(name)s comes."),
    label=gettext_lazy("Support accepted"),
)
TOLD_DECLINED = topic(
    "projects.support_declined",
    gettext_lazy("%(number)s was declined: %(why)s"),
    tone="late",
    label=gettext_lazy("Support declined"),
)
WITHDRAWN = verb("projects.support_withdrawn", gettext_lazy("Order withdrawn"), tone="wait", icon="arrow-back-up")

State = CoordinationOrder.State


@transaction.atomic
def ask_support(project: Project, values: Mapping[str, Any], *, act: Act) -> CoordinationOrder:
    """Fill in a task coordination order (RWXT) and send it to the head of technical support.

    Raises RuleError outside the execution of a project; ValidationError at the field; NotAllowed.
    """
    project = lock(project)
    require(act.person, permissions.COORDINATE, project)
    rules.check_can_ask(project)
    order = CoordinationOrder(project=project, **values)
    _tidy(order)
    if order.wanted_to and order.wanted_to < act.today:
        raise ValidationError({"wanted_to": _("This day is over.")})
    order.number = next_number(SERIES, act=act, department_code=project.department.code)
    recording.save(order, ASKED, act=act, data={"number": order.number})
    recording.write(project, ASKED, act=act, data={"number": order.number})
    start(PROCESS, order, act=act)
    return order


@transaction.atomic
def accept_order(
    order: CoordinationOrder, technician: User, slots: Sequence[Slot], *, act: Act, revision: int | None = None
) -> CoordinationOrder:
    """Accept an order: name the person and his days. He can then read the project and carry out the order.

    Raises RuleError when it was answered already, the schedule is empty or he has not the hours.
    """
    order = lock(order, revision=revision)
    require(act.person, permissions.SCHEDULE, order)
    rules.check_stands_at(order, State.ASKED)
    order.state, order.technician = State.SCHEDULED, technician
    order.answered_by, order.answered_at = act.person, act.at
    _book(order, technician, slots, act=act)
    recording.save(order, ACCEPTED, act=act, data={"name": technician.name})
    open_to(order, technician, why="member", act=act)
    open_to(order.project, technician, why="copied", act=act)
    finish_step(order, "answer", act=act, process=PROCESS)
    return order


@transaction.atomic
def decline_order(order: CoordinationOrder, reason: str, *, act: Act, revision: int | None = None) -> CoordinationOrder:
    """Decline an order with a reason the account manager can act on."""
    order = lock(order, revision=revision)
    require(act.person, permissions.SCHEDULE, order)
    rules.check_stands_at(order, State.ASKED)
    order.decline_reason = reason.strip()
    if not order.decline_reason:
        raise ValidationError({"reason": _("Say why, so that the account manager can do something about it.")})
    order.state, order.answered_by, order.answered_at = State.DECLINED, act.person, act.at
    recording.save(order, DECLINED, act=act, reason=order.decline_reason)
    finish_step(order, "answer", act=act, comment=order.decline_reason, process=PROCESS)
    return order


@transaction.atomic
def book_support(
    project: Project, order: CoordinationOrder | None, technician: User | None, slot: Slot, *, act: Act
) -> SupportBooking:
    """Book one day of support on a project; only ever through an accepted order (S0 2.4.1).

    Without `order` the project's only scheduled one is meant; without `technician` the order's. Raises RuleError
    with the offer to fill one in where there is none, or when the day is full; NotAllowed.
    """
    scheduled = queries.open_orders(project)
    rules.check_can_book(project, scheduled)
    order = order or _only([one for one in scheduled if one.state == State.SCHEDULED])
    if order.project_id != project.pk:
        raise ValidationError({"order": _("This order belongs to another project.")})
    order = lock(order)
    if not allowed(act.person, permissions.SCHEDULE, order):
        require(act.person, permissions.DO_SUPPORT, order)
    rules.check_stands_at(order, State.SCHEDULED)
    booking = _book(order, technician or order.technician, [slot], act=act)[0]
    data = {"name": booking.technician.name, "day": str(slot.day), "hours": str(slot.hours)}
    recording.save(order, BOOKED, act=act, data=data)
    open_to(order, booking.technician, why="member", act=act)
    open_to(order.project, booking.technician, why="copied", act=act)
    return booking


@transaction.atomic
def cancel_booking(booking: SupportBooking, *, act: Act) -> CoordinationOrder:
    """Take a booking back; the last one of a scheduled order stays until another is there."""
    order = lock(booking.order)
    if not allowed(act.person, permissions.SCHEDULE, order):
        require(act.person, permissions.DO_SUPPORT, order)
    rules.check_stands_at(order, State.SCHEDULED)
    booking.delete()
    _add_up(order)
    recording.save(order, UNBOOKED, act=act, data={"day": str(booking.day)})
    return order


@transaction.atomic
def report_support(
    order: CoordinationOrder, result: str, done_on: date, *, act: Act, revision: int | None = None
) -> CoordinationOrder:
    """The technician reports what was done; the hours are the bookings added up. The account manager rates next."""
    order = lock(order, revision=revision)
    require(act.person, permissions.DO_SUPPORT, order)
    rules.check_stands_at(order, State.SCHEDULED)
    if not result.strip():
        raise ValidationError({"result": _("Say what was done and what came of it.")})
    if done_on > act.today:
        raise ValidationError({"done_on": _("This day is still to come.")})
    if not order.booked_hours:
        rules.check_slots([], asked_on=act.today, ahead=number(limits.SUPPORT_AHEAD))
    order.state, order.result, order.done_on = State.DONE, result.strip(), done_on
    recording.save(order, REPORTED, act=act)
    finish_step(order, "carry_out", act=act, process=PROCESS)
    return order


@transaction.atomic
def rate_support(
    order: CoordinationOrder, rating: int, note: str, *, act: Act, revision: int | None = None
) -> CoordinationOrder:
    """The account manager rates from 1 to 5; three or less needs words, so that it can be made better."""
    order = lock(order, revision=revision)
    require(act.person, permissions.COORDINATE, order)
    rules.check_stands_at(order, State.DONE)
    order.rating, order.rating_note = rating, note.strip()
    if rating <= 3 and not order.rating_note:
        raise ValidationError({"note": _("With three or less, say what was not right.")})
    order.state = State.RATED
    recording.save(order, RATED, act=act, data={"rating": rating})
    finish_step(order, "rate", act=act, process=PROCESS)
    return order


def note_on_project(record: CoordinationOrder, *, act: Act, instance: ProcessInstance) -> None:
    """The process writes what became of an order into its project's journal (service projects.coordination_noted).

    A step with a consequence cannot be taken back, so an answer, a report or a rating stays as it was given.
    """
    codes = {State.SCHEDULED: ACCEPTED, State.DECLINED: DECLINED, State.DONE: REPORTED, State.RATED: RATED}
    data = {
        "number": record.number,
        "name": record.technician.name if record.technician else "",
        "rating": record.rating,
    }
    reason = record.decline_reason if record.state == State.DECLINED else record.subject
    recording.write(record.project, codes[State(record.state)], act=act, reason=reason, data=data)
    told = {State.SCHEDULED: TOLD_SCHEDULED, State.DECLINED: TOLD_DECLINED}.get(State(record.state))
    if told is not None:
        words: dict[str, Any] = {"number": record.number, "name": data["name"], "why": reason}
        key = f"order-{record.pk}-{record.state}"
        notify([record.project.owner], told, act=act, url=record.get_absolute_url(), key=key, about=record, **words)


def withdrawn(event: ProcessEnded) -> None:
    """The process was taken back before anybody acted: the order is withdrawn with it."""
    if event.process != PROCESS or not event.is_taken_back:
        return
    order = lock(CoordinationOrder.objects.get(pk=event.record_id))
    if order.state in rules.STILL_OPEN:
        give_up(order, act=event.act)


def handed_on(event: WorkItemsOpened) -> None:
    """The technician handed his step on: the order and its days to come go to the other one.

    Raises RuleError, and so refuses the handing on, when that one is not of technical support or has not the hours.
    """
    carrying_out = (one for one in event.items if one.activity.node == "carry_out")
    item = next((one for one in carrying_out if one.instance.process == PROCESS), None)
    if item is None or item.is_fallback:
        return
    order = lock(CoordinationOrder.objects.get(pk=item.instance.record_id))
    if order.technician_id == item.assignee_id:
        return
    if not allowed(item.assignee, permissions.DO_SUPPORT):
        raise RuleError(_("Choose somebody of technical support."), code="not_technical", clause=rules.CLAUSE)
    ahead = list(order.bookings.filter(day__gte=event.act.today))
    wanted = [Slot(booking.day, booking.hours) for booking in ahead]
    days = [slot.day for slot in wanted]
    rules.check_hours_of_day(item.assignee.name, wanted, queries.booked_on(item.assignee, days))
    order.bookings.filter(pk__in=[booking.pk for booking in ahead]).update(technician=item.assignee)
    order.technician = item.assignee
    recording.save(order, HANDED_ON, act=event.act, data={"name": item.assignee.name})
    open_to(order, item.assignee, why="member", act=event.act)
    open_to(order.project, item.assignee, why="copied", act=event.act)


def give_up(order: CoordinationOrder, *, act: Act) -> None:
    """Withdraw a locked order; days still to come are free again. Called where its process has ended."""
    order.bookings.filter(day__gte=act.today).delete()
    _add_up(order)
    order.state = State.WITHDRAWN
    recording.save(order, WITHDRAWN, act=act)


def _book(
    order: CoordinationOrder, technician: User | None, slots: Sequence[Slot], *, act: Act
) -> list[SupportBooking]:
    if technician is None or not technician.is_active or not allowed(technician, permissions.DO_SUPPORT):
        raise ValidationError({"technician": _("Choose somebody of technical support.")})
    rules.check_slots(slots, asked_on=order.created_at.date(), ahead=number(limits.SUPPORT_AHEAD))
    User.objects.select_for_update(no_key=True).get(pk=technician.pk)
    rules.check_hours_of_day(technician.name, slots, queries.booked_on(technician, [slot.day for slot in slots]))
    made = []
    for slot in slots:
        booking = SupportBooking(
            order=order, technician=technician, day=slot.day, hours=slot.hours, note=slot.note.strip()
        )
        booking.full_clean()
        booking.save()
        made.append(booking)
    _add_up(order)
    return made


def _add_up(order: CoordinationOrder) -> None:
    order.booked_hours = rules.total_hours(order.bookings.all())


def _only(orders: list[CoordinationOrder]) -> CoordinationOrder:
    if len(orders) != 1:
        raise ValidationError({"order": _("This project has several orders: name the one that is meant.")})
    return orders[0]


def _tidy(order: CoordinationOrder) -> None:
    for name in ("subject", "place", "contact_name", "contact_phone"):
        setattr(order, name, clean_line(getattr(order, name, "") or ""))
    order.needs = (order.needs or "").strip()
