"""Revenue and margin of closed projects; collection rate per account manager (FIN-5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.receivables import queries
from leadtocash.areas.receivables.models import RevenueEntry
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Money, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty

REVENUE_STATES = {RevenueEntry.State.TO_CONFIRM: "wait", RevenueEntry.State.RECOGNISED: "done"}


def _margin_ratio(row: Any) -> Decimal | None:
    """Gross margin as a ratio of the net amount."""
    return row.margin / row.net_amount if row.net_amount else None


REVENUE = ListPage(
    name="revenue",
    title=_("Revenue"),
    rows=queries.listed_revenue,
    order="-entered_on",
    search=("project__code__istartswith", "project__title__icontains", "project__customer__name__icontains"),
    search_hint=_("Project or customer"),
    columns=[
        Column(key="code", label=_("Project code"), value="project.code", kind="code", order="project__code", slot="c"),
        Column(key="project", label=_("Sales project"), value="project.title", kind="link", slot="a"),
        Column(key="customer", label=_("Customer"), value="project.customer.name"),
        Column(key="signed_on", label=_("Signed off"), kind="date", order="signed_on"),
        Column(key="entered_on", label=_("Project closed"), kind="date", order="entered_on", slot="e"),
        Column(
            key="net_amount", label=_("Revenue without tax"), kind="money", order="net_amount", total=True, slot="d"
        ),
        Column(key="cost", label=_("Cost"), value="cost_amount", kind="money"),
        Column(key="margin", label=_("Gross margin"), kind="money"),
        Column(key="margin_percent", label=_("Margin %"), value=_margin_ratio, kind="percent", hides="margin"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda row: (REVENUE_STATES[row.state], row.get_state_display()),
        ),
        Column(key="recognised_on", label=_("Recognised on"), kind="date", order="recognised_on", slot="f"),
        Column(key="owner", label=_("Account manager"), value="project.owner.name", kind="person"),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=RevenueEntry.State.choices),
        Relation(name="customer", label=_("Customer"), field="project__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="project__owner_id"),
        Relation(
            name="department", label=_("Department"), field="project__department_id", picks="accounts.department"
        ),
        Money(name="net_amount", label=_("Revenue without tax")),
        DateRange(name="signed_on", label=_("Signed off")),
        DateRange(name="entered_on", label=_("Project closed")),
        DateRange(name="recognised_on", label=_("Recognised on")),
    ],
    views=[
        View(
            key="to_confirm", label=_("To be confirmed"),
            narrow=lambda rows, person, today: rows.filter(state=RevenueEntry.State.TO_CONFIRM),
        ),
        View(
            key="recognised", label=_("Recognised"),
            narrow=lambda rows, person, today: rows.filter(state=RevenueEntry.State.RECOGNISED),
        ),
    ],
    empty=Empty(
        title=_("No closed project yet"),
        text=_("When a project is closed on the customer's signed sheet, its revenue appears here for finance."),
    ),
)  # fmt: skip

#: columns of the collection report, for its page and export
COLLECTION = [
    Column(key="name", label=_("Account manager"), kind="person"),
    Column(key="department", label=_("Department")),
    Column(key="contracted", label=_("Contract amount"), kind="money"),
    Column(key="due", label=_("Fallen due"), kind="money"),
    Column(key="received_due", label=_("Received of that"), kind="money"),
    Column(key="overdue", label=_("Past due"), kind="money"),
    Column(key="received", label=_("Received in all"), kind="money"),
    Column(key="rate", label=_("Collection rate"), kind="percent"),
]
