"""Everything done to the people, needs, evidence and rivals of a deal; the only package that writes them."""

from leadtocash.areas.winning.actions.comparison import compare
from leadtocash.areas.winning.actions.evidence import (
    SERIES,
    add_evidence,
    change_evidence,
    check_unused,
    hand_over_evidence,
)
from leadtocash.areas.winning.actions.needs import add_need, add_value, change_need, change_value
from leadtocash.areas.winning.actions.people import (
    add_stakeholder,
    change_stakeholder,
    change_standing,
    remove_influence,
    set_influence,
    take_over,
)
from leadtocash.areas.winning.actions.rivals import (
    add_barrier,
    add_rival,
    change_barrier,
    change_rival,
    look_in_tender,
    move_barrier,
)
from leadtocash.areas.winning.actions.telling import tell_left

__all__ = [
    "SERIES",
    "add_barrier",
    "add_evidence",
    "add_need",
    "add_rival",
    "add_stakeholder",
    "add_value",
    "change_barrier",
    "change_evidence",
    "change_need",
    "change_rival",
    "change_stakeholder",
    "change_standing",
    "change_value",
    "check_unused",
    "compare",
    "hand_over_evidence",
    "look_in_tender",
    "move_barrier",
    "remove_influence",
    "set_influence",
    "take_over",
    "tell_left",
]
