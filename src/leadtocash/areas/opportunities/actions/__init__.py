"""Everything that can be done to opportunities and sales methods; the only package that writes them."""

from leadtocash.areas.opportunities.actions.closing import (
    lose_opportunity,
    missing_to_win,
    reopen_opportunity,
    win_opportunity,
)
from leadtocash.areas.opportunities.actions.deals import (
    SERIES,
    assign_opportunity,
    begin_opportunity,
    change_opportunity,
    change_stage,
    create_opportunity,
    hand_over_opportunities,
    register_opportunities,
)
from leadtocash.areas.opportunities.actions.gates import (
    confirm,
    may_waive,
    tick,
    untick,
    waive,
    withdraw,
)
from leadtocash.areas.opportunities.actions.methods import save_method

__all__ = [
    "SERIES",
    "assign_opportunity",
    "begin_opportunity",
    "change_opportunity",
    "change_stage",
    "confirm",
    "create_opportunity",
    "hand_over_opportunities",
    "lose_opportunity",
    "may_waive",
    "missing_to_win",
    "register_opportunities",
    "reopen_opportunity",
    "save_method",
    "tick",
    "untick",
    "waive",
    "win_opportunity",
    "withdraw",
]
