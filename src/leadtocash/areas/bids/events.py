"""What other areas may hear of bids, the words of the journal, and what people are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.topics import topic


@dataclass(frozen=True)
class BidClosed:
    """The result of a bid is known: its state is won, lost or void."""

    bid_id: int
    opportunity_id: int
    state: str
    act: Act


REGISTERED = verb("bids.registered", _("Tender registered"), icon="plus")
CHANGED = verb("bids.changed", _("Bid changed"), icon="pencil")
ASKED = verb("bids.asked", _("Asked whether to bid"), tone="doing", icon="send")
GO = verb("bids.go", _("Decided to bid"), tone="done", icon="check")
DECLINED = verb("bids.declined", _("Decided not to bid"), tone="late", icon="x")
TAKEN_BACK = verb("bids.taken_back", _("Question whether to bid taken back"), tone="wait", icon="arrow-back-up")
PART_DONE = verb("bids.part_done", _("%(part)s finished"), tone="done", icon="checkbox")
PARTS_OPEN = verb("bids.parts_open", _("Check not passed, the parts are open again"), tone="wait", icon="arrow-back-up")
CHECKED = verb("bids.checked", _("Checked against the checklist"), tone="done", icon="list-check")
PRICE_SET = verb("bids.price_set", _("Price %(price)s yuan put up for release"), tone="doing", icon="tag")
PRICE_RELEASED = verb("bids.price_released", _("Price %(price)s yuan released"), tone="done", icon="tag")
SUBMITTED = verb("bids.submitted", _("Bid submitted"), tone="done", icon="send")
OPENING_RECORDED = verb("bids.opening_recorded", _("Opening recorded, %(n)s bidders"), icon="gavel")
CLOSED = verb("bids.closed", _("Result: %(state)s"), icon="flag")
MISSED = verb("bids.missed", _("Deadline missed"), tone="late", icon="clock-x")
BOND_MOVED = verb("bids.bond_moved", _("Bid bond %(kind)s: %(amount)s yuan"), icon="cash")
ITEM_ADDED = verb("bids.item_added", _("Checklist: %(item)s added"), icon="plus")
ITEM_CHANGED = verb("bids.item_changed", _("Checklist: %(item)s, %(state)s"), icon="checkbox")
ENTRY_SAVED = verb("bids.entry_saved", _("Line of the checklist template written"), icon="list-check")
HANDED_OVER = verb("bids.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")

TOLD_DEADLINE = topic(
    "bids.deadline",
    _("%(title)s must be handed in by %(moment)s; %(open)s lines of its checklist are open"),
    tone="wait",
    label=_("The deadline of a bid comes near"),
)
TOLD_MISSED = topic(
    "bids.missed", _("%(title)s was not handed in by the deadline"), tone="late", label=_("A bid missed its deadline")
)
TOLD_ITEMS = topic(
    "bids.items_late",
    _("%(title)s: %(n)s lines of its checklist are overdue, the first by %(day)s: %(what)s"),
    tone="late",
    label=_("What I bring to a bid is overdue"),
    weight="todo",
)
TOLD_BOND_SOON = topic(
    "bids.bond_soon",
    _("The bond of %(title)s, %(amount)s yuan, should be back by %(day)s"),
    tone="wait",
    label=_("A bid bond is soon to come back"),
    outside=_("A bid bond should be back by %(day)s."),
)
TOLD_BOND = topic(
    "bids.bond_late",
    _("The bond of %(title)s should have been back by %(day)s"),
    tone="late",
    label=_("A bid bond is not back in time"),
)
