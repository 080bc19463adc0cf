"""The customer list, for page, export and API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions, queries
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, View
from leadtocash.foundation.web.lists.page import Empty, Primary

STATES = {
    Customer.Status.INVALID: "void",
    Customer.Status.NEW: "idle",
    Customer.Status.BASE: "doing",
    Customer.Status.POTENTIAL: "wait",
    Customer.Status.WON: "done",
}

CUSTOMERS = ListPage(
    name="customers",
    title=_("Customers"),
    rows=queries.listed,
    order="-updated_at",
    search=("name__zh", "number__zh", "short_name__zh"),
    search_hint=_("Name or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="name", label=_("Customer"), kind="link", order="name", slot="a"),
        Column(
            key="status", label=_("Status"), slot="b",
            tag=lambda c: (STATES[c.status], c.get_status_display()),
        ),
        Column(key="kind", label=_("Type"), value="get_kind_display"),
        Column(key="industry", label=_("Industry"), order="industry"),
        Column(key="region", label=_("Place")),
        Column(key="credit", label=_("Credit"), value="get_credit_display"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", slot="e"),
        Column(key="department", label=_("Department"), value="department.name"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="d"),
    ],
    filters=[
        Choice(name="status", label=_("Status"), options=Customer.Status.choices),
        Choice(name="credit", label=_("Credit"), options=[c for c in Customer.Credit.choices if c[0]]),
        Choice(name="kind", label=_("Type"), options=Customer.Kind.choices),
        Person(name="owner", label=_("Account manager"), field="owner_id", people=queries.owners),
        DateRange(name="created_at", label=_("Registered on"), field="created_at__date"),
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(
            key="new", label=_("Newly opened"),
            narrow=lambda rows, person, today: rows.filter(status=Customer.Status.NEW),
        ),
        View(
            key="won", label=_("Won"),
            narrow=lambda rows, person, today: rows.filter(status=Customer.Status.WON),
        ),
    ],
    primary=Primary(
        label=_("New customer"), url_name="customers:new",
        may=lambda person: allowed(person, permissions.EDIT),
    ),
    empty=Empty(
        title=_("No customer yet"),
        text=_("Register the first company you sell to; its opportunities and contracts start from it."),
    ),
)  # fmt: skip
