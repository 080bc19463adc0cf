"""The public pool, for page, export and API: who somebody is, never whom one talks to there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import pool as queries
from leadtocash.areas.customers.tables.records import STATES
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Relation, Text, View
from leadtocash.foundation.web.lists.page import Bulk, Empty

POOL = ListPage(
    name="customer_pool",
    title=_("Public pool"),
    rows=queries.listed,
    order="-pooled_at",
    search=("name__zh", "number__zh", "short_name__zh"),
    search_hint=_("Name or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="name", label=_("Customer"), order="name", slot="a"),
        Column(
            key="status", label=_("Status"), order="status", slot="b",
            tag=lambda c: (STATES[c.status], c.get_status_display()),
        ),
        Column(key="industry", label=_("Industry"), order="industry", slot="e"),
        Column(key="region", label=_("Place"), order="region", slot="d"),
        Column(key="kind", label=_("Type"), value="get_kind_display", order="kind"),
        Column(key="department", label=_("Department"), value="department.name", order="department__path"),
        Column(key="former_owner", label=_("Account manager before"), value="former_owner.name", kind="person"),
        Column(key="pooled_at", label=_("In the pool since"), kind="datetime", order="pooled_at", slot="f"),
        Column(key="touched_at", label=_("Last worked on"), kind="datetime", order="touched_at", extra=True),
    ],
    filters=[
        Choice(name="status", label=_("Status"), options=Customer.Status.choices),
        Choice(name="kind", label=_("Type"), options=Customer.Kind.choices),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Text(name="industry", label=_("Industry")),
        Text(name="region", label=_("Place")),
        DateRange(name="pooled_at", label=_("In the pool since")),
    ],
    views=[
        View(
            key="was_mine", label=_("Mine before"),
            narrow=lambda rows, person, today: rows.filter(former_owner=person),
        ),
    ],
    bulk=[
        Bulk(
            label=_("Claim"), icon="hand-grab", url_name="customers:pool-bulk", query="?deed=claim",
            may=lambda person: allowed(person, permissions.CLAIM),
        ),
        Bulk(
            label=_("Assign"), icon="user-share", url_name="customers:pool-bulk", query="?deed=assign", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
        Bulk(
            label=_("Assign by rule"), icon="route", url_name="customers:pool-bulk", query="?deed=by_rule", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
    ],
    empty=Empty(
        title=_("The pool is empty"),
        text=_("Customers without an account manager lie here, and those nobody worked on for long."),
    ),
)  # fmt: skip
