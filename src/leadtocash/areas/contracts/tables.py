"""The contract list and the register of virtual contracts, for page, export and API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import permissions, queries
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import allowed
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
from leadtocash.foundation.web.lists.modes import Board, Calendar, Day, Lane
from leadtocash.foundation.web.lists.page import Bulk, Empty, Primary

State = Contract.State


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


BOARD = Board(
    lanes=lambda person, value: [
        Lane(key=str(state), label=state.label, where=Q(state=state))
        for state in (State.DRAFT, State.IN_REVIEW, State.PASSED, State.REGISTERED)
    ],
    title="title", sub="customer", money="amount", day="delivery_on", foot=("number", "owner"), order="-updated_at",
    note=_("Review and registration move a contract on; open it to take its next step."),
)  # fmt: skip
CALENDAR = Calendar(
    days=[Day(field="delivery_on", label=_("Delivery by"))], title="title", sub=("customer",),
    only=lambda rows, person, today: rows.exclude(state__in=(State.REPLACED, State.CANCELLED)),
)  # fmt: skip
CONTRACTS = ListPage(
    name="contracts",
    title=_("Contracts"),
    rows=queries.listed,
    board=BOARD,
    calendar=CALENDAR,
    order="-updated_at",
    search=(
        "title__zh", "number__zh", "draft_number__zh", "project_code__zh", "customer__name__zh",
    ),
    search_hint=_("Number, project code, subject or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", value="shown_number", slot="c"),
        Column(key="title", label=_("Subject"), kind="link", order="title", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="e"),
        Column(key="state", label=_("State"), tag=queries.state_tag, order="state", slot="b"),
        Column(key="kind", label=_("Kind"), value="get_kind_display", order="kind"),
        Column(key="amount", label=_("Amount with tax"), kind="money", order="amount", total=True, slot="d"),
        Column(key="cost", label=_("Cost"), value="cost_amount", kind="money", order="cost_amount", total=True),
        Column(key="margin", label=_("Margin"), kind="percent", order="margin"),
        Column(key="project_code", label=_("Project code"), kind="code", order="project_code"),
        Column(
            key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name", slot="f",
        ),
        Column(key="delivery_on", label=_("Delivery by"), kind="date", order="delivery_on"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
        Column(key="net_amount", label=_("Without tax"), kind="money", order="net_amount", total=True, extra=True),
        Column(key="delivery_place", label=_("Place of delivery"), extra=True),
        Column(key="signed_on", label=_("Signed on"), kind="date", order="signed_on", extra=True),
        Column(key="submitted_on", label=_("Submitted on"), value="submitted_at", kind="datetime",
               order="submitted_at", extra=True),
        Column(key="registered_on", label=_("Registered on"), value="registered_at", kind="datetime",
               order="registered_at", extra=True),
        Column(key="review_round", label=_("Review round"), kind="number", order="review_round", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="kind", label=_("Kind"), options=Contract.Kind.choices),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Relation(
            name="product", label=_("Product"), field="lines__product_id", picks="products.product", many=True
        ),
        Money(name="amount", label=_("Amount with tax")),
        DateRange(name="delivery_on", label=_("Delivery by"), ahead=True),
        Text(name="delivery_place", label=_("Place of delivery")),
        Flag(name="acceptance_needed", label=_("Acceptance needed")),
        DateRange(name="signed_on", label=_("Signed on")),
        DateRange(name="submitted_on", label=_("Submitted on"), field="submitted_at"),
        DateRange(name="registered_on", label=_("Registered on"), field="registered_at"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    bulk=[
        Bulk(
            label=_("Print the review form"), icon="printer", url_name="printing:new-run", found=True,
            query="?form=contracts.review&list=contracts",
        ),
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
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="e"),
        Column(key="amount", label=_("Exposure"), kind="money", order="amount", total=True, slot="d"),
        Column(key="age", label=_("Age (days)"), kind="number", value=age, order="registered_at"),
        Column(key="expected", label=_("Formal one expected"), value="expected_signing_on", kind="date",
               order="expected_signing_on"),
        Column(key="lateness", label=_("Standing"), tag=_lateness, slot="b"),
        Column(key="project", label=_("Project"), value=queries.project_words),
        Column(key="project_code", label=_("Project code"), kind="code"),
        Column(key="answerable", label=_("Answers for it"), value="answerable.name", kind="person"),
        Column(
            key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name", slot="f",
        ),
    ],
    filters=[
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Person(name="answerable", label=_("Answers for it"), field="answerable_id", nullable=True),
        Money(name="amount", label=_("Exposure")),
        DateRange(name="expected_signing_on", label=_("Formal one expected"), ahead=True),
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
