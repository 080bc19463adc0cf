"""The list of money received."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.receivables import permissions, queries
from leadtocash.areas.receivables.models import Receipt
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Column, DateRange, ListPage, Money, Person, Relation, Text, View
from leadtocash.foundation.web.lists.page import Empty, Primary


def receipt_tag(row: Receipt) -> tuple[str, Any]:
    """How a receipt stands: voided, partly or not matched, matched in full."""
    if row.voided_on:
        return "void", _("Voided")
    if not row.advance:
        return "done", _("Matched")
    return ("wait", _("Partly matched")) if row.allocated else ("doing", _("To be matched"))


RECEIPTS = ListPage(
    name="receipts",
    title=gettext_lazy("Receipts"),
    rows=queries.listed_receipts,
    order="-received_on",
    search=("customer__name__icontains", "bank_reference__istartswith", "number__istartswith"),
    search_hint=gettext_lazy("Customer, bank reference or number"),
    columns=[
        Column(key="number", label=gettext_lazy("Number"), kind="code", order="number", slot="c"),
        Column(
            key="customer", label=gettext_lazy("Customer"), value="customer.name", kind="link",
            order="customer__name", slot="a",
        ),
        Column(key="received_on", label=gettext_lazy("Received on"), kind="date", order="received_on", slot="e"),
        Column(key="amount", label=gettext_lazy("Amount"), kind="money", order="amount", total=True, slot="d"),
        Column(key="allocated", label=gettext_lazy("Matched"), kind="money", order="allocated", total=True),
        Column(
            key="advance", label=gettext_lazy("Advance on account"), kind="money", order="advance", total=True
        ),
        Column(key="state", label=gettext_lazy("State"), tag=receipt_tag, slot="b"),
        Column(key="bank_reference", label=gettext_lazy("Bank reference"), kind="code", slot="f"),
        Column(key="owner", label=gettext_lazy("Account manager"), value="customer.owner.name", kind="person"),
        Column(key="remark", label=gettext_lazy("Remark"), extra=True),
        Column(key="voided_on", label=gettext_lazy("Voided on"), kind="date", order="voided_on", extra=True),
        Column(
            key="created_by", label=gettext_lazy("Entered by"), value="created_by.name", kind="person", extra=True
        ),
    ],
    filters=[
        DateRange(name="received_on", label=gettext_lazy("Received on")),
        Relation(name="customer", label=gettext_lazy("Customer"), field="customer_id", picks="customers.customer"),
        Person(name="owner", label=gettext_lazy("Account manager"), field="customer__owner_id"),
        Relation(
            name="department", label=gettext_lazy("Department"), field="customer__department_id",
            picks="accounts.department",
        ),
        Money(name="amount", label=gettext_lazy("Amount")),
        Money(name="advance", label=gettext_lazy("Advance on account")),
        Text(name="bank_reference", label=gettext_lazy("Bank reference")),
        DateRange(name="voided_on", label=gettext_lazy("Voided on")),
    ],
    views=[
        View(
            key="advance", label=gettext_lazy("With advance"),
            narrow=lambda rows, person, today: rows.filter(advance__gt=0),
        ),
        View(
            key="matched", label=gettext_lazy("Matched"),
            narrow=lambda rows, person, today: rows.filter(advance=0, voided_on=None),
        ),
        View(
            key="voided", label=gettext_lazy("Voided"),
            narrow=lambda rows, person, today: rows.filter(voided_on__isnull=False),
        ),
    ],
    primary=Primary(
        label=gettext_lazy("Record a receipt"), url_name="receivables:new-receipt",
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
    empty=Empty(
        title=gettext_lazy("No money recorded yet"),
        text=gettext_lazy("Finance records what the bank shows and matches it to what is owed."),
    ),
)  # fmt: skip

#: every stroke of the ledger, for the API: matches and what took them back
ALLOCATIONS = ListPage(
    name="allocations",
    title=gettext_lazy("Money matched"),
    rows=queries.listed_allocations,
    order="-id",
    columns=[
        Column(key="receipt", label=gettext_lazy("Receipt"), value="receipt.number", kind="code", order="receipt"),
        Column(key="amount", label=gettext_lazy("Amount"), kind="money", order="amount", total=True),
        Column(key="allocated_on", label=gettext_lazy("Matched on"), kind="date", order="allocated_on"),
    ],
    filters=[DateRange(name="allocated_on", label=gettext_lazy("Matched on"))],
    empty=Empty(title=gettext_lazy("Nothing matched yet"), text=""),
)
