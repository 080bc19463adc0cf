"""The list of task coordination orders, for page, export and API."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import CoordinationOrder
from leadtocash.areas.projects.queries import coordination as queries
from leadtocash.areas.projects.rules.coordination import TONES
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, Text, View
from leadtocash.foundation.web.lists.page import Empty

State = CoordinationOrder.State
OPEN = ~Q(state__in=(State.DONE, State.RATED, State.DECLINED, State.WITHDRAWN))


def _customer(order: CoordinationOrder) -> str:
    customer = order.project.customer
    return customer.short_name or customer.name


ORDERS = ListPage(
    name="coordination-orders",
    title=_("Task coordination orders"),
    rows=queries.listed,
    order="-updated_at",
    search=(
        "number__icontains", "subject__icontains", "project__code__zh", "project__customer__name__zh",
    ),
    search_hint=_("Number, subject, project or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="subject", label=_("Matter"), kind="link", order="subject", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda o: (TONES[o.state], o.get_state_display()),
        ),
        Column(key="kind", label=_("Kind of support"), value="get_kind_display"),
        Column(key="project", label=_("Project"), value="project.code", kind="code"),
        Column(key="customer", label=_("Customer"), value=_customer, slot="e"),
        Column(key="place", label=_("Place of work")),
        Column(key="wanted_from", label=_("Wanted from"), kind="date", order="wanted_from", slot="d"),
        Column(key="wanted_to", label=_("Until"), kind="date", order="wanted_to"),
        Column(key="technician", label=_("Technician"), value="technician.name", kind="person", slot="f"),
        Column(key="booked_hours", label=_("Hours"), kind="number", order="booked_hours", total=True),
        Column(key="rating", label=_("Rating"), kind="number", order="rating"),
        Column(key="owner", label=_("Account manager"), value="project.owner.name", kind="person",
               order="project__owner__name", extra=True),
        Column(key="contact_name", label=_("Contact at the customer"), extra=True),
        Column(key="done_on", label=_("Done on"), kind="date", order="done_on", extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="kind", label=_("Kind of support"), options=CoordinationOrder.Kind.choices),
        Person(name="technician", label=_("Technician"), field="technician_id", nullable=True),
        Relation(name="project", label=_("Project"), field="project_id", picks="projects.project"),
        Relation(name="customer", label=_("Customer"), field="project__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="project__owner_id"),
        Text(name="place", label=_("Place of work")),
        DateRange(name="wanted", label=_("Wanted from"), field="wanted_from", ahead=True, pending=OPEN),
        DateRange(name="done_on", label=_("Done on")),
    ],
    views=[
        View(
            key="to_schedule", label=_("To be scheduled"),
            narrow=lambda rows, person, today: rows.filter(state=State.ASKED),
        ),
        View(
            key="mine", label=_("Mine"),
            narrow=lambda rows, person, today: rows.filter(
                Q(technician=person) | Q(project__owner=person) | Q(created_by=person)
            ),
        ),
        View(
            key="to_rate", label=_("Done, to be rated"),
            narrow=lambda rows, person, today: rows.filter(state=State.DONE),
        ),
    ],
    empty=Empty(
        title=_("No task coordination order yet"),
        text=_("When technical support is needed on site, fill one in from the project."),
    ),
)  # fmt: skip
