"""Everything that can be done to the people, needs and evidence of a deal; the only package that writes them."""

from leadtocash.areas.winning.actions.evidence import SERIES, add_evidence, change_evidence, check_unused
from leadtocash.areas.winning.actions.needs import add_need, add_value, change_need, change_value
from leadtocash.areas.winning.actions.people import (
    add_stakeholder,
    change_stakeholder,
    change_standing,
    remove_influence,
    set_influence,
    take_over,
)

__all__ = [
    "SERIES",
    "add_evidence",
    "add_need",
    "add_stakeholder",
    "add_value",
    "change_evidence",
    "change_need",
    "change_stakeholder",
    "change_standing",
    "change_value",
    "check_unused",
    "remove_influence",
    "set_influence",
    "take_over",
]
