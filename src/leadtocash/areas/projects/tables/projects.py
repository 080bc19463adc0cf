"""The project list, for page, export and API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects import limits
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries import projects as queries
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.lists import (
    Choice,
    Column,
    DateRange,
    Flag,
    ListPage,
    Money,
    Person,
    Relation,
    Text,
    View,
)
from leadtocash.foundation.web.lists.modes import Bar, Board, Calendar, Day, Gantt, Lane, Mark
from leadtocash.foundation.web.lists.page import Bulk, Empty

State = Project.State
STATES = {
    State.PREPARING: "idle",
    State.IN_APPROVAL: "doing",
    State.SET_UP: "doing",
    State.ARRIVED: "wait",
    State.SIGNED_OFF: "doing",
    State.CLOSED: "done",
    State.CANCELLED: "void",
}
ENDED = (State.CLOSED, State.CANCELLED)
_CLOCK = {"ok": "doing", "soon": "wait", "over": "late"}


def state_tag(project: Project) -> tuple[str, str]:
    """The tag of the project's state."""
    return STATES[State(project.state)], project.get_state_display()


def contract_tag(project: Project) -> tuple[str, str]:
    """The contract by its number; a virtual one is named as such wherever it appears (CON-5)."""
    number = project.contract.shown_number
    if project.is_virtual:
        return "virtual", say("Virtual contract %(number)s") % {"number": number}
    return "plain", number


def clock_tag(project: Project) -> tuple[str, str]:
    """The sign-off clock in words; nothing where none runs."""
    clock = clock_of(project, localdate(), number(limits.SIGNOFF))
    if clock is None:
        return "plain", ""
    values = {"used": clock.used, "limit": clock.limit, "text": clock.text}
    return _CLOCK[clock.state], say("%(used)s/%(limit)s \u00b7 %(text)s") % values


def _in_state(state: State) -> View:
    def narrow(rows: Any, person: Any, today: date) -> Any:
        return rows.filter(state=state)

    return View(key=str(state), label=state.label, narrow=narrow)


def _within(rows: Any, first: date, last: date) -> Any:
    """Projects that were begun before the last day and not ended before the first."""
    return rows.filter(prepared_at__date__lte=last).exclude(closed_on__lt=first).exclude(cancelled_on__lt=first)


def bars(project: Project, today: date) -> list[Bar | Mark]:
    """Planned: from the set-up to the day of delivery. What happened: delivery, sign-off, closing, each till today
    while it lasts; the limits as marks."""
    begun = localdate(project.set_up_at or project.prepared_at)
    ended = project.closed_on or project.cancelled_on
    found: list[Bar | Mark] = []
    if project.delivery_on and project.delivery_on >= begun:
        found.append(Bar(say("Planned delivery"), begun, project.delivery_on, "plan"))
    arrived = project.arrived_on or ended or today
    late = project.delivery_on is not None and arrived > project.delivery_on
    _stretch(found, say("Delivery"), begun, arrived, "late" if late else "doing")
    if project.arrived_on:
        signed, due = project.signed_on or ended or today, project.signoff_due_on
        _stretch(found, say("Sign-off"), project.arrived_on, signed, "late" if due and signed > due else "wait")
    if project.signed_on:
        _stretch(found, say("Closing"), project.signed_on, ended or today, "done")
    if project.delivery_on:
        found.append(Mark(say("Delivery by"), project.delivery_on, "plan"))
    if project.signoff_due_on:
        found.append(Mark(say("Sign-off due"), project.signoff_due_on))
    return found


def _stretch(found: list[Bar | Mark], label: str, start: date, end: date, tone: str) -> None:
    if end >= start:
        found.append(Bar(label, start, end, tone))


def _state_lanes(_person: Any, _value: str) -> list[Lane]:
    return [Lane(key=str(state), label=state.label, where=Q(state=state)) for state in State if state not in ENDED]


BOARD = Board(
    lanes=_state_lanes, title="title", sub="customer", money="amount", day="delivery_on", foot=("clock", "owner"),
    order="-updated_at",
    late=lambda project, today: bool(project.signoff_due_on and not project.signed_on
                                     and project.signoff_due_on < today),
    only=lambda rows, person, today: rows.exclude(state__in=ENDED),
    note=_("The state follows from what is done and approved; open a project to take its next step."),
)  # fmt: skip
CALENDAR = Calendar(
    days=[
        Day(field="delivery_on", label=_("Delivery by"),
            tone=lambda project, today: _tone(project.delivery_on, project.arrived_on, today)),
        Day(field="signoff_due_on", label=_("Sign-off due"),
            tone=lambda project, today: _tone(project.signoff_due_on, project.signed_on, today)),
    ],
    title="title", sub=("customer",),
    only=lambda rows, person, today: rows.exclude(state=State.CANCELLED),
)  # fmt: skip


def _tone(due: date, done: date | None, today: date) -> str:
    return "done" if done else "late" if due < today else "wait"


GANTT = Gantt(
    bars=bars, within=_within, title="title", sub=("customer", "owner"),
    only=lambda rows, person, today: rows.exclude(state=State.CANCELLED),
    legend=[
        ("plan", _("Planned delivery")), ("doing", _("Delivery")), ("wait", _("Sign-off")), ("done", _("Closing")),
        ("late", _("Later than planned, or past the limit")), ("mark", _("Sign-off due")),
    ],
)  # fmt: skip
PROJECTS = ListPage(
    name="projects",
    title=_("Sales projects"),
    rows=queries.listed,
    board=BOARD,
    calendar=CALENDAR,
    gantt=GANTT,
    order="-updated_at",
    search=("code__zh", "title__zh", "customer__name__zh", "contract__number__zh"),
    search_hint=_("Code, name, customer or contract"),
    columns=[
        Column(key="code", label=_("Project code"), kind="code", order="code", slot="c"),
        Column(key="title", label=_("Project"), kind="link", order="title", slot="a"),
        Column(key="state", label=_("State"), kind="tag", order="state", tag=state_tag, slot="b"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="e"),
        Column(key="contract", label=_("Contract"), kind="tag", tag=contract_tag),
        Column(key="clock", label=_("Sign-off clock"), kind="tag", order="signoff_due_on", tag=clock_tag, slot="f"),
        Column(key="amount", label=_("Amount"), kind="wan", order="amount", total=True, slot="d"),
        Column(key="margin", label=_("Margin"), kind="percent", value="margin_share"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
        Column(key="delivery_place", label=_("Place of delivery"), extra=True),
        Column(key="delivery_on", label=_("Delivery by"), kind="date", order="delivery_on", extra=True),
        Column(key="set_up_at", label=_("Set up"), kind="datetime", order="set_up_at", extra=True),
        Column(key="arrived_on", label=_("Arrived on"), kind="date", order="arrived_on", extra=True),
        Column(key="signoff_due_on", label=_("Sign-off due"), kind="date", order="signoff_due_on", extra=True),
        Column(key="signed_on", label=_("Signed off"), kind="date", order="signed_on", extra=True),
        Column(key="closed_on", label=_("Closed"), kind="date", order="closed_on", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Flag(name="is_virtual", label=_("Virtual contract")),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Relation(name="contract", label=_("Contract"), field="contract_id", picks="contracts.contract"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Relation(
            name="product", label=_("Product"), field="lines__product_id", picks="products.product", many=True
        ),
        Money(name="amount", label=_("Amount")),
        DateRange(name="delivery_on", label=_("Delivery by"), ahead=True, pending=Q(arrived_on=None)),
        Text(name="delivery_place", label=_("Place of delivery")),
        DateRange(name="arrived_on", label=_("Arrived on")),
        DateRange(
            name="signoff_due_on", label=_("Sign-off due"), ahead=True, pending=Q(state=State.ARRIVED)
        ),
        DateRange(name="signed_on", label=_("Signed off")),
        DateRange(name="closed_on", label=_("Closed")),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    bulk=[
        Bulk(
            label=label, icon="printer", url_name="printing:new-run", found=True,
            query=f"?form={form}&list=projects",
        )
        for label, form in (
            (_("Print the set-up task"), "projects.setup"), (_("Print the sign-off sheet"), "projects.signoff"),
            (_("Print the closing notice"), "projects.closing"),
        )
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(
            key="awaiting_signoff", label=_("To be signed off"),
            narrow=lambda rows, person, today: queries.awaiting_signoff(rows),
        ),
        View(
            key="signoff_overdue", label=_("Sign-off overdue"),
            narrow=lambda rows, person, today: queries.signoff_overdue(rows, today),
        ),
        View(
            key="virtual", label=_("On virtual contracts"),
            narrow=lambda rows, person, today: queries.on_virtual_contract(rows),
        ),
        View(
            key="acceptance", label=_("To be accepted"),
            narrow=lambda rows, person, today: queries.awaiting_acceptance(rows),
        ),
        *[_in_state(state) for state in (State.PREPARING, State.IN_APPROVAL, State.SET_UP, State.SIGNED_OFF,
                                         State.CLOSED, State.CANCELLED)],
    ],
    empty=Empty(
        title=_("No sales project yet"),
        text=_("A project begins when the contract administrator registers a reviewed contract and gives the code."),
    ),
)  # fmt: skip
