"""The lists of bids, bonds and the checklist template, for pages, exports and API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids import permissions, queries, rules
from leadtocash.areas.bids.models import Bid, BidItem, Part
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
from leadtocash.foundation.web.lists.modes import Board, Lane
from leadtocash.foundation.web.lists.page import Beside, Empty, Primary

S = Bid.State
STATES = {
    S.REGISTERED: "idle", S.DECIDING: "wait", S.PREPARING: "doing", S.PRICING: "wait", S.READY: "doing",
    S.SUBMITTED: "doing", S.OPENED: "wait", S.WON: "done", S.LOST: "void", S.VOID: "late", S.DECLINED: "void",
    S.MISSED: "late",
}  # fmt: skip
BEFORE = Q(state__in=rules.BEFORE)
SOON = timedelta(days=14)


def _lanes(_person: Any, _switch: str) -> list[Lane]:
    return [Lane(key=state, label=S(state).label, where=Q(state=state)) for state in rules.RUNNING]


def _bond(bid: Any) -> tuple[str, str]:
    if not bid.bond_out:
        return ("done", gettext("Settled")) if bid.bond_paid else ("wait", gettext("To be paid"))
    late = bid.bond_back_by is not None and bid.bond_back_by < timezone.localdate()
    return ("late", gettext("Overdue")) if late else ("doing", gettext("Outstanding"))


def _item(item: Any) -> tuple[str, str]:
    if item.state == BidItem.State.TODO and item.due_on < timezone.localdate():
        return "late", gettext("Overdue")
    return {"todo": "idle", "done": "done"}.get(item.state, "void"), item.get_state_display()


BIDS = ListPage(
    name="bids",
    title=_("Bids"),
    rows=queries.seen,
    computed=queries.COMPUTED,
    order="-updated_at",
    search=("title__zh", "number__zh"),
    search_hint=_("Tender or number"),
    besides=[
        Beside(key="bonds", label=_("Bid bonds"), icon="cash", url_name="bids:bonds"),
        Beside(key="items", label=_("Checklists"), icon="checklist", url_name="bids:items"),
        Beside(key="template", label=_("Checklist template"), icon="list-check", url_name="bids:template"),
    ],
    board=Board(
        lanes=_lanes, title="title", sub="buyer", money="price", day="deadline", foot=("owner",), order="deadline",
        only=lambda rows, person, today: rows.filter(state__in=rules.RUNNING),
        note=_("Bids move by what is done to them."),
    ),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="title", label=_("Tender"), kind="link", value="title", order="title", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda one: (STATES[one.state], one.get_state_display()),
        ),
        Column(key="buyer", label=_("Buyer of the tender"), order="buyer", slot="c"),
        Column(key="deadline", label=_("Deadline"), kind="datetime", order="deadline", slot="d"),
        Column(key="open_items", label=_("Open lines"), kind="number", order="open_items", slot="e"),
        Column(key="price", label=_("Our price"), kind="wan", order="price", total=True),
        Column(key="bond_out", label=_("Bond outstanding"), kind="money", order="bond_out", total=True, extra=True),
        Column(
            key="opportunity", label=_("Opportunity"), value="opportunity.name", order="opportunity__name", extra=True
        ),
        Column(key="agency", label=_("Tender agency"), order="agency", extra=True),
        Column(key="tender_number", label=_("Tender number"), order="tender_number", extra=True),
        Column(key="budget", label=_("Buyer's budget"), kind="wan", order="budget", extra=True),
        Column(key="opening_at", label=_("Opening at"), kind="datetime", order="opening_at", extra=True),
        Column(key="closed_on", label=_("Decided on"), kind="date", order="closed_on", extra=True),
        Column(
            key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name", slot="f",
        ),
        Column(
            key="department", label=_("Department"), value="department.name", order="department__path", extra=True
        ),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=S.choices),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Relation(
            name="bidder", label=_("Competitor"), field="bidders__competitor_id", picks="market.competitor", many=True
        ),
        Text(name="buyer", label=_("Buyer of the tender")),
        Text(name="agency", label=_("Tender agency")),
        DateRange(name="deadline", label=_("Deadline"), ahead=True, pending=BEFORE),
        DateRange(name="closed_on", label=_("Decided on")),
        Money(name="price", label=_("Our price")),
        Flag(name="bond", label=_("Bond outstanding"), condition=Q(bond_out__gt=0)),
    ],
    views=[
        View(
            key="mine", label=_("Mine in progress"),
            narrow=lambda rows, person, today: rows.filter(owner=person, state__in=rules.RUNNING),
        ),
        View(
            key="soon", label=_("Deadline in 14 days"),
            narrow=lambda rows, person, today: rows.filter(BEFORE, deadline__date__lte=today + SOON),
        ),
        View(key="won", label=_("Bid won"), narrow=lambda rows, person, today: rows.filter(state=S.WON)),
        View(key="lost", label=_("Bid lost"), narrow=lambda rows, person, today: rows.filter(state=S.LOST)),
    ],
    primary=Primary(
        label=_("Register a tender"), url_name="bids:new", may=lambda person: allowed(person, permissions.EDIT)
    ),
    empty=Empty(
        title=_("No tender yet"),
        text=_("Register a tender on its opportunity: deadline, bond and checklist are then watched."),
    ),
)  # fmt: skip

BONDS = ListPage(
    name="bid_bonds",
    title=_("Bid bonds"),
    rows=queries.with_bond,
    order="bond_back_by",
    search=("title__zh", "number__zh"),
    search_hint=_("Tender or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="title", label=_("Tender"), kind="link", value="title", order="title", slot="a"),
        Column(key="bond", label=_("Bid bond"), tag=_bond, slot="b"),
        Column(key="buyer", label=_("Buyer of the tender"), order="buyer", slot="c"),
        Column(key="bond_amount", label=_("Bond asked for"), kind="money", order="bond_amount", total=True),
        Column(key="bond_due_on", label=_("Due on"), kind="date", order="bond_due_on"),
        Column(key="bond_paid", label=_("Paid"), kind="money", order="bond_paid", total=True),
        Column(key="bond_out", label=_("Outstanding"), kind="money", order="bond_out", total=True, slot="e"),
        Column(key="bond_back_by", label=_("Back by"), kind="date", order="bond_back_by", slot="d"),
        Column(
            key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name", slot="f",
        ),
    ],
    filters=[
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Flag(name="out", label=_("Outstanding"), condition=Q(bond_out__gt=0)),
        DateRange(name="bond_due_on", label=_("Due on"), ahead=True),
        DateRange(name="bond_back_by", label=_("Back by"), ahead=True, pending=Q(bond_out__gt=0)),
        Money(name="bond_out", label=_("Outstanding")),
    ],
    views=[
        View(key="out", label=_("Outstanding"), narrow=lambda rows, person, today: rows.filter(bond_out__gt=0)),
        View(
            key="late", label=_("Overdue"),
            narrow=lambda rows, person, today: rows.filter(bond_out__gt=0, bond_back_by__lt=today),
        ),
    ],
    empty=Empty(title=_("No bid bond yet"), text=_("Bonds stand here as soon as a tender asks for one.")),
)  # fmt: skip

TEMPLATE = ListPage(
    name="bid_checklist",
    title=_("Checklist template"),
    rows=queries.template,
    order="position",
    search=("text",),
    search_hint=_("What is needed"),
    columns=[
        Column(key="position", label=_("Order"), kind="number", order="position"),
        Column(key="text", label=_("What is needed"), kind="link", order="text", slot="a"),
        Column(key="part", label=_("Part"), value="get_part_display", order="part", slot="c"),
        Column(
            key="mandatory", label=_("Void without it"), value=lambda one: gettext("yes") if one.mandatory else "",
            order="mandatory", slot="e",
        ),
        Column(key="days", label=_("Working days before the deadline"), kind="number", order="days", slot="d"),
        Column(
            key="is_active", label=_("State"), order="is_active", slot="b",
            tag=lambda one: ("done", gettext("In use")) if one.is_active else ("void", gettext("Switched off")),
        ),
    ],
    filters=[
        Choice(name="part", label=_("Part"), options=Part.choices),
        Flag(name="is_active", label=_("In use"), condition=Q(is_active=True)),
    ],
    primary=Primary(
        label=_("New line"), url_name="bids:new-entry", may=lambda person: allowed(person, permissions.TEMPLATE)
    ),
    empty=Empty(title=_("No line yet"), text=_("Lines of the template are copied to every new bid.")),
)  # fmt: skip

ITEMS = ListPage(
    name="bid_items",
    title=_("Checklists of bids"),
    rows=queries.items,
    order="due_on",
    search=("text", "bid__number"),
    search_hint=_("What is needed"),
    columns=[
        Column(key="text", label=_("What is needed"), kind="link", order="text", slot="a"),
        Column(key="bid", label=_("Bid"), value="bid.title", order="bid__title", slot="c"),
        Column(key="part", label=_("Part"), value="get_part_display", order="part"),
        Column(key="due_on", label=_("Due on"), kind="date", order="due_on", slot="d"),
        Column(key="state", label=_("State"), tag=_item, order="state", slot="b"),
        Column(
            key="mandatory", label=_("Void without it"), value=lambda one: gettext("yes") if one.mandatory else "",
            order="mandatory",
        ),
        Column(key="owner", label=_("Who brings it"), value="owner.name", kind="person", order="owner__name", slot="e"),
    ],
    filters=[
        Relation(name="bid", label=_("Bid"), field="bid_id", picks="bids.bid"),
        Choice(name="part", label=_("Part"), options=Part.choices),
        Choice(name="state", label=_("State"), options=BidItem.State.choices),
        Person(name="owner", label=_("Who brings it"), field="owner_id"),
        DateRange(name="due_on", label=_("Due on"), ahead=True),
    ],
    views=[
        View(
            key="mine", label=_("Mine to bring"),
            narrow=lambda rows, person, today: rows.filter(owner=person, state=BidItem.State.TODO),
        ),
        View(
            key="late", label=_("Overdue"),
            narrow=lambda rows, person, today: rows.filter(
                state=BidItem.State.TODO, due_on__lt=today, bid__state__in=rules.BEFORE
            ),
        ),
    ],
    empty=Empty(title=_("No line yet"), text=_("Lines stand on the checklist of each bid.")),
)  # fmt: skip
