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
from leadtocash.foundation.web.lists.page import Empty

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


PROJECTS = ListPage(
    name="projects",
    title=_("Sales projects"),
    rows=queries.listed,
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
