"""Everything that can be done to a bid; the only package that writes one."""

from leadtocash.areas.bids.actions.bonds import move_bond
from leadtocash.areas.bids.actions.checklist import (
    BRINGING,
    CATEGORY,
    PREPARED,
    add_item,
    change_item,
    checked,
    finish_part,
    missing_of,
    open_parts,
    release_price,
    save_entry,
)
from leadtocash.areas.bids.actions.registering import (
    PROCESS,
    ask_decision,
    change_bid,
    decline,
    follow_deals,
    go,
    hand_over_bids,
    register_bid,
    taken_back,
)
from leadtocash.areas.bids.actions.reminding import remind
from leadtocash.areas.bids.actions.submitting import (
    close_bid,
    missing_to_submit,
    record_opening,
    rivals_of,
    scored,
    submit_bid,
)
from leadtocash.areas.bids.actions.watching import watch

__all__ = [
    "BRINGING",
    "CATEGORY",
    "PREPARED",
    "PROCESS",
    "add_item",
    "ask_decision",
    "change_bid",
    "change_item",
    "checked",
    "close_bid",
    "decline",
    "finish_part",
    "follow_deals",
    "go",
    "hand_over_bids",
    "missing_of",
    "missing_to_submit",
    "move_bond",
    "open_parts",
    "record_opening",
    "register_bid",
    "release_price",
    "remind",
    "rivals_of",
    "save_entry",
    "scored",
    "submit_bid",
    "taken_back",
    "watch",
]
