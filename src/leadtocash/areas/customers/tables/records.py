"""The customer list, for page, export and API."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions, queries
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import (
    Choice,
    Column,
    DateRange,
    Flag,
    ListPage,
    Money,
    Person,
    Range,
    Relation,
    Text,
    View,
)
from leadtocash.foundation.web.lists.page import Bulk, Empty, Primary

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
            key="status", label=_("Status"), order="status", slot="b",
            tag=lambda c: (STATES[c.status], c.get_status_display()),
        ),
        Column(key="kind", label=_("Type"), value="get_kind_display", order="kind"),
        Column(key="industry", label=_("Industry"), order="industry"),
        Column(key="region", label=_("Place"), order="region"),
        Column(key="credit", label=_("Credit"), value="get_credit_display", order="credit"),
        Column(
            key="owner", label=_("Account manager"), value="holder", kind="person", order="owner__name", slot="e",
        ),
        Column(key="department", label=_("Department"), value="department.name", order="department__path"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="d"),
        Column(key="short_name", label=_("Short name"), order="short_name", extra=True),
        Column(key="credit_code", label=_("Credit code"), kind="code", order="credit_code", extra=True),
        Column(
            key="credit_limit", label=_("Credit limit"), kind="money", order="credit_limit", extra=True
        ),
        Column(key="employees", label=_("Employees"), kind="number", order="employees", extra=True),
        Column(key="founded_year", label=_("Founded"), value="founded_year", order="founded_year", extra=True),
        Column(key="source", label=_("Source"), order="source", extra=True),
        Column(key="address", label=_("Address"), extra=True),
        Column(key="website", label=_("Website"), extra=True),
        Column(key="parent", label=_("Parent company"), value="parent.name", extra=True),
        Column(key="created_at", label=_("Registered on"), kind="datetime", order="created_at", extra=True),
        Column(
            key="completeness", label=_("Completeness"), value=lambda c: f"{c.completeness}%", order="completeness",
            extra=True,
        ),
        Column(key="touched_at", label=_("Last worked on"), kind="datetime", order="touched_at", extra=True),
        Column(
            key="review_due_on", label=_("Status to be reviewed by"), kind="date", order="review_due_on", extra=True
        ),
        Column(key="returns_on", label=_("Returns to the pool on"), kind="date", order="returns_on", extra=True),
    ],
    filters=[
        Choice(name="status", label=_("Status"), options=Customer.Status.choices),
        Choice(name="credit", label=_("Credit"), options=[c for c in Customer.Credit.choices if c[0]]),
        Choice(name="kind", label=_("Type"), options=Customer.Kind.choices),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Relation(
            name="parent", label=_("Parent company"), field="parent_id", picks="customers.customer", nullable=True
        ),
        Text(name="industry", label=_("Industry")),
        Text(name="region", label=_("Place")),
        Text(name="source", label=_("Source")),
        Text(name="credit_code", label=_("Credit code")),
        Money(name="credit_limit", label=_("Credit limit")),
        Range(name="employees", label=_("Employees")),
        Range(name="completeness", label=_("Completeness")),
        DateRange(name="created_at", label=_("Registered on")),
        DateRange(name="touched_at", label=_("Last worked on")),
        DateRange(name="review_due_on", label=_("Status to be reviewed by"), ahead=True),
        DateRange(name="returns_on", label=_("Returns to the pool on"), ahead=True),
        DateRange(name="updated_at", label=_("Changed")),
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
        View(
            key="review", label=_("Status to review"),
            narrow=lambda rows, person, today: rows.filter(review_due_on__lte=today, owner__isnull=False),
        ),
        View(
            key="returning", label=_("About to return to the pool"),
            narrow=lambda rows, person, today: rows.filter(returns_on__isnull=False),
        ),
    ],
    bulk=[
        Bulk(
            label=_("Status still right"), icon="check", url_name="customers:bulk", query="?deed=confirm", found=True,
            may=lambda person: allowed(person, permissions.EDIT),
        ),
        Bulk(
            label=_("Assign"), icon="user-share", url_name="customers:bulk", query="?deed=assign", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
        Bulk(
            label=_("Assign by rule"), icon="route", url_name="customers:bulk", query="?deed=by_rule", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
        Bulk(
            label=_("Merge"), icon="git-merge", url_name="merging:chosen", query="?kind=customers.customer",
            may=lambda person: allowed(person, permissions.MERGE),
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

CONTACTS = ListPage(
    name="contacts",
    title=_("Contacts"),
    rows=queries.contacts,
    order="-updated_at",
    search=("name__zh", "phone__zh", "customer__name__zh"),
    search_hint=_("Name, phone or customer"),
    columns=[
        Column(key="name", label=_("name"), kind="link", order="name", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="c"),
        Column(key="position", label=_("Job title"), order="position", slot="b"),
        Column(key="phone", label=_("Phone"), slot="e"),
        Column(key="email", label=_("E-mail"), slot="f"),
        Column(key="is_main", label=_("Main contact"), value=lambda c: _("yes") if c.is_main else ""),
        Column(key="preferences", label=_("Preferences"), extra=True),
        Column(key="birthday", label=_("Birthday"), kind="date", order="birthday", extra=True),
        Column(
            key="owner", label=_("Account manager"), value="customer.holder", kind="person",
            order="customer__owner__name", slot="d",
        ),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
    ],
    filters=[
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Flag(name="is_main", label=_("Main contact"), condition=Q(is_main=True)),
        Person(name="owner", label=_("Account manager"), field="customer__owner_id"),
        Text(name="phone", label=_("Phone")),
        Text(name="position", label=_("Job title")),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(
            key="mine", label=_("Mine"),
            narrow=lambda rows, person, today: rows.filter(customer__owner=person),
        ),
    ],
    bulk=[
        Bulk(
            label=_("Merge"), icon="git-merge", url_name="merging:chosen", query="?kind=customers.contact",
            may=lambda person: allowed(person, permissions.EDIT),
        ),
    ],
    empty=Empty(
        title=_("No contact yet"), text=_("Contacts are added on the page of their customer, or imported."),
    ),
)  # fmt: skip
