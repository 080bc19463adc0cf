"""The area's printed forms: approval of a bid, checklist of a bid (ZBJC)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids import queries
from leadtocash.areas.bids.models import Bid
from leadtocash.areas.bids.views.showing import moment
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot

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
