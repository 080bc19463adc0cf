"""The list of key-account plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.queries import plans as queries
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Column, ListPage, Person, Range, Relation, View
from leadtocash.foundation.web.lists.page import Empty, Primary

PLANS = ListPage(
    name="account-plans",
    title=_("Key-account plans"),
    rows=queries.seen,
    computed=queries.COMPUTED,
    order="-year",
    search=("customer__name__zh",),
    search_hint=_("Customer"),
    columns=[
        Column(key="customer", label=_("Customer"), value="customer.name", kind="link", order="customer__name",
               slot="a"),
        Column(key="year", label=_("Year"), value=lambda plan: str(plan.year), order="year", slot="b"),
        Column(key="planned", label=_("Contacts planned"), kind="number", order="planned", slot="c"),
        Column(key="done", label=_("took place"), kind="number", order="done", slot="d"),
        Column(key="target", label=_("Sales hoped for"), kind="wan", order="target", slot="e", total=True),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name",
               slot="f"),
        Column(key="goals", label=_("Goals of the year"), extra=True),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
    ],
    filters=[
        Range(name="year", label=_("Year")),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
    ],
    views=[
        View(key="this_year", label=_("This year"),
             narrow=lambda rows, person, today: rows.filter(year=today.year)),
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
    ],
    primary=Primary(
        label=_("New plan"), url_name="visits:new-plan", may=lambda person: allowed(person, permissions.EDIT_PLAN)
    ),
    empty=Empty(
        title=_("No key-account plan yet"),
        text=_("For each key customer write the goals of the year and how often you want to meet in each quarter."),
    ),
)  # fmt: skip
