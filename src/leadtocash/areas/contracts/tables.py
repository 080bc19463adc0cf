"""The contract list and the register of virtual contracts, for page, export and API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import permissions, queries
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Range, View
from leadtocash.foundation.web.lists.page import Empty, Primary

State = Contract.State


def _sees_margin(person: Any) -> bool:
    return allowed(person, permissions.SEE_MARGIN)


def age(contract: Contract) -> int:
    """Days since the virtual contract was registered."""
    today = timezone.localdate()
    since = timezone.localdate(contract.registered_at) if contract.registered_at else today
    return (today - since).days


def is_late(contract: Contract, today: date) -> bool:
    """Has the day passed on which the formal contract was expected?"""
    return contract.expected_signing_on is not None and contract.expected_signing_on < today


def _lateness(contract: Contract) -> tuple[str, Any]:
    today = timezone.localdate()
    successor = getattr(contract, "replaced_by", None)
    if is_late(contract, today):
        late = (today - (contract.expected_signing_on or today)).days
        return "late", gettext("%(n)s days late") % {"n": late}
    if successor is not None:
        return "doing", gettext("Formal one: %(state)s") % {"state": successor.get_state_display()}
    return "virtual", gettext("Waiting for the formal one")


CONTRACTS = ListPage(
    name="contracts",
    title=_("Contracts"),
    rows=queries.listed,
    order="-updated_at",
    search=(
        "title__zh", "number__zh", "draft_number__zh", "project_code__zh", "customer__name__zh",
    ),
    search_hint=_("Number, project code, subject or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", value="shown_number", slot="c"),
        Column(key="title", label=_("Subject"), kind="link", order="title", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", slot="e"),
        Column(key="state", label=_("State"), tag=queries.state_tag, slot="b"),
        Column(key="kind", label=_("Kind"), value="get_kind_display"),
        Column(key="amount", label=_("Amount with tax"), kind="money", order="amount", total=True, slot="d"),
        Column(
            key="cost", label=_("Cost"), value="cost_seen", kind="money", order="cost_seen", total=True,
            may=_sees_margin,
        ),
        Column(
            key="margin", label=_("Margin"), value="margin_seen", kind="percent", order="margin_seen",
            may=_sees_margin,
        ),
        Column(key="project_code", label=_("Project code"), kind="code", order="project_code"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", slot="f"),
        Column(key="delivery_on", label=_("Delivery by"), kind="date", order="delivery_on"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="kind", label=_("Kind"), options=Contract.Kind.choices),
        Person(name="owner", label=_("Account manager"), field="owner_id", people=queries.owners),
        Range(name="amount", label=_("Amount with tax"), field="amount"),
        DateRange(name="delivery_on", label=_("Delivery by")),
        DateRange(name="registered_on", label=_("Registered on"), field="registered_at__date"),
    ],
    views=[
        View(
            key="my-drafts", label=_("My drafts"),
            narrow=lambda rows, person, today: rows.filter(owner=person, state=State.DRAFT),
        ),
        View(
            key="in-review", label=_("In review"),
            narrow=lambda rows, person, today: rows.filter(state=State.IN_REVIEW),
        ),
        View(
            key="to-register", label=_("To be registered"),
            narrow=lambda rows, person, today: rows.filter(state=State.PASSED),
        ),
        View(
            key="open-virtual", label=_("Virtual, not replaced"),
            narrow=lambda rows, person, today: rows.filter(kind=Contract.Kind.VIRTUAL, state=State.REGISTERED),
        ),
    ],
    primary=Primary(
        label=_("New contract"), url_name="contracts:new", may=lambda person: allowed(person, permissions.EDIT)
    ),
    empty=Empty(
        title=_("No contract yet"),
        text=_("Draft one from a won opportunity: customer, subject and lines come along."),
    ),
)  # fmt: skip

VIRTUAL = ListPage(
    name="virtual-contracts",
    title=_("Register of virtual contracts"),
    subtitle=_("registered, neither replaced nor cancelled"),
    rows=queries.open_virtual,
    order="registered_at",
    search=("title__zh", "number__zh", "project_code__zh", "customer__name__zh"),
    search_hint=_("Number, project code, subject or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="title", label=_("Subject"), kind="link", order="title", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", slot="e"),
        Column(key="amount", label=_("Exposure"), kind="money", order="amount", total=True, slot="d"),
        Column(key="age", label=_("Age (days)"), kind="number", value=age, order="registered_at"),
        Column(key="expected", label=_("Formal one expected"), value="expected_signing_on", kind="date",
               order="expected_signing_on"),
        Column(key="lateness", label=_("Standing"), tag=_lateness, slot="b"),
        Column(key="project", label=_("Project"), value=queries.project_words),
        Column(key="project_code", label=_("Project code"), kind="code"),
        Column(key="answerable", label=_("Answers for it"), value="answerable.name", kind="person"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", slot="f"),
    ],
    filters=[
        Person(name="owner", label=_("Account manager"), field="owner_id", people=queries.owners),
        Range(name="amount", label=_("Exposure"), field="amount"),
        DateRange(name="expected_signing_on", label=_("Formal one expected")),
    ],
    views=[
        View(
            key="late", label=_("Overdue"),
            narrow=lambda rows, person, today: rows.filter(expected_signing_on__lt=today),
        ),
        View(
            key="without-draft", label=_("No formal draft yet"),
            narrow=lambda rows, person, today: rows.filter(replaced_by=None),
        ),
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
    ],
    empty=Empty(
        title=_("No open virtual contract"),
        text=_("Every sale stands on a formal contract. What is begun before signing shows here."),
    ),
)  # fmt: skip
