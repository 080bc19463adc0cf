"""The list of status changes, for page, export and API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.queries import status as queries
from leadtocash.areas.customers.rules.status import STATES
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty

State = StatusChange.State

STATUS_CHANGES = ListPage(
    name="status_changes",
    title=_("Changes of customer status"),
    rows=queries.listed,
    order="-updated_at",
    search=("number__icontains", "customer__name__zh"),
    search_hint=_("Number or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="c"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda c: (STATES[c.state], c.get_state_display()),
        ),
        Column(key="before", label=_("Status before"), value="get_before_display", order="before"),
        Column(key="after", label=_("New status"), value="get_after_display", order="after", slot="e"),
        Column(key="owner", label=_("Account manager"), value="customer.holder", kind="person", slot="f"),
        Column(key="created_at", label=_("Asked at"), kind="datetime", order="created_at", slot="d"),
        Column(key="decided_at", label=_("Decided at"), kind="datetime", order="decided_at"),
        Column(key="decided_by", label=_("Decided by"), value="decided_by.name", kind="person"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="after", label=_("New status"), options=Customer.Status.choices),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="customer__owner_id"),
        DateRange(name="created_at", label=_("Asked at")),
    ],
    views=[
        View(
            key="open", label=_("In approval"),
            narrow=lambda rows, person, today: rows.filter(state=State.IN_APPROVAL),
        ),
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(customer__owner=person)),
    ],
    empty=Empty(
        title=_("No change of status yet"),
        text=_("A customer's status is changed on its page, with what shows that the conditions hold."),
    ),
)  # fmt: skip
