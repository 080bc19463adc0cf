"""The area's printed forms: approval and checklist of a bid (ZBJC), its opening with the review."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids import queries
from leadtocash.areas.bids.models import Bid
from leadtocash.areas.bids.views.showing import bidders, moment
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.workflow.models import WorkItem

KIND = "bids.bid"
registry.marks.add(
    KIND,
    {
        Bid.State.REGISTERED: _("Draft"),
        Bid.State.DECIDING: _("In approval"),
        Bid.State.DECLINED: _("Void"),
        Bid.State.MISSED: _("Void"),
    },
)


class BidFacts:
    """What the papers of a bid read."""

    def __init__(self, bid: Bid, person: User) -> None:
        self.bid = bid

    @property
    def deadline(self) -> str:
        return moment(self.bid.deadline)

    @property
    def opening(self) -> str:
        return moment(self.bid.opening_at)

    @property
    def items(self) -> list[Any]:
        return list(self.bid.items.all())

    @property
    def bidders(self) -> list[dict[str, Any]]:
        """As announced, and what follows from the tender's weights."""
        return [{**one, "ours": one["row"].is_us, "void": one["row"].is_void} for one in bidders(self.bid)]

    @property
    def opinions(self) -> list[dict[str, Any]]:
        """What those said who decided whether to bid, looked through it, and released the price; in order."""
        rows = WorkItem.objects.filter(
            instance__record_kind=kind_of(self.bid), instance__record_id=self.bid.pk, state=WorkItem.State.DONE,
            activity__node__in=("decide", "check", "price"),
        ).select_related("assignee", "activity")  # fmt: skip
        return [
            {"step": one.activity.name, "name": one.assignee.name, "outcome": one.get_outcome_display(),
             "comment": one.comment, "day": one.closed_at.date() if one.closed_at else None}
            for one in rows.order_by("pk")
        ]  # fmt: skip

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """To be signed by hand."""
        titles = (_("Account manager"), _("Legal"), _("Finance"), _("Business-unit general manager"))
        return [{"title": title, "name": "", "note": None} for title in titles]


_COMMON = (
    Slot("title", _("Tender"), "bid.title"),
    Slot("buyer", _("Buyer of the tender"), "bid.buyer"),
    Slot("agency", _("Tender agency"), "bid.agency"),
    Slot("tender_number", _("Tender number"), "bid.tender_number"),
    Slot("opportunity", _("Opportunity"), "bid.opportunity"),
    Slot("deadline", _("Deadline"), "deadline"),
    Slot("opening", _("Opening at"), "opening"),
    Slot("place", _("Place of the opening"), "bid.opening_place"),
    Slot("owner", _("Account manager"), "bid.owner.name"),
    Slot("department", _("Department"), "bid.department.name"),
    Slot("state", _("State"), "bid.get_state_display"),
)
registry.add(
    Form(
        code="bids.approval", kind=KIND, label=_("Bid approval"), template="bids/paper/approval.html",
        rows=queries.with_everything, facts=BidFacts, number="bid.number",
        slots=(
            *_COMMON,
            Slot("budget", _("Buyer's budget"), "bid.budget"),
            Slot("price", _("Our price"), "bid.price"),
            Slot("bond", _("Bid bond"), "bid.bond_amount"),
            Slot("bond_due_on", _("Bond due on"), "bid.bond_due_on"),
            Slot("technical", _("points for technology"), "bid.weight_technical"),
            Slot("commercial", _("points for commercial terms"), "bid.weight_commercial"),
            Slot("price_points", _("points for the price"), "bid.weight_price"),
            Slot("note", _("remarks"), "bid.note"),
            Rows("opinions", _("Opinions"), "opinions", (
                Slot("step", _("Step"), "step"), Slot("name", _("Who"), "name"),
                Slot("outcome", _("Decision"), "outcome"), Slot("comment", _("Comment"), "comment"),
                Slot("day", _("Day"), "day"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
registry.add(
    Form(
        code="bids.checklist", kind=KIND, label=_("Bid checklist"), template="bids/paper/checklist.html",
        rows=queries.with_everything, facts=BidFacts, number="bid.number",
        slots=(
            *_COMMON,
            Rows("items", _("Checklist"), "items", (
                Slot("part", _("Part"), "get_part_display"),
                Slot("text", _("What is needed"), "text"),
                Slot("mandatory", _("Void without it"), "mandatory"),
                Slot("owner", _("Who brings it"), "owner.name"),
                Slot("due_on", _("Due on"), "due_on"),
                Slot("state", _("State"), "get_state_display"),
                Slot("note", _("note"), "note"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
registry.add(
    Form(
        code="bids.opening", kind=KIND, label=_("Opening record and review"), template="bids/paper/opening.html",
        rows=queries.with_everything, facts=BidFacts, number="bid.number",
        slots=(
            *_COMMON,
            Slot("closed_on", _("Decided on"), "bid.closed_on"),
            Slot("closed_for", _("closing reason"), "bid.closed_for"),
            Slot("winner", _("won by"), "bid.winner"),
            Slot("lesson", _("what we learn"), "bid.lesson"),
            Rows("bidders", _("Bidders"), "bidders", (
                Slot("name", _("bidder"), "row.name"), Slot("ours", _("we"), "ours"), Slot("void", _("void"), "void"),
                Slot("price", _("price"), "row.price"), Slot("technical", _("technical points"), "row.technical"),
                Slot("commercial", _("commercial points"), "row.commercial"),
                Slot("price_points", _("Price points, computed"), "standing.price_points"),
                Slot("computed", _("Points, computed"), "standing.total"),
                Slot("total", _("points announced"), "row.total"), Slot("rank", _("rank announced"), "row.rank"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
