"""Everything that can be done to opportunities and sales methods; the only package that writes them."""

from leadtocash.areas.opportunities.actions.asking import ask_waiver, withdraw_request
from leadtocash.areas.opportunities.actions.closing import (
    lose_opportunity,
    missing_to_win,
    name_rivals,
    reopen_opportunity,
    win_opportunity,
)
from leadtocash.areas.opportunities.actions.deals import (
    SERIES,
    assign_opportunity,
    begin_opportunity,
    change_opportunity,
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
from leadtocash.areas.opportunities.actions.methods import (
    draft_method,
    drop_draft,
    put_in_force,
    retire_method,
    save_method,
    write_draft,
)
from leadtocash.areas.opportunities.actions.stages import advance, change_stage, follow_version, note_buyer, prospect_of

__all__ = [
    "SERIES",
    "advance",
    "ask_waiver",
    "assign_opportunity",
    "begin_opportunity",
    "change_opportunity",
    "change_stage",
    "confirm",
    "create_opportunity",
    "draft_method",
    "drop_draft",
    "follow_version",
    "hand_over_opportunities",
    "lose_opportunity",
    "may_waive",
    "missing_to_win",
    "name_rivals",
    "note_buyer",
    "prospect_of",
    "put_in_force",
    "register_opportunities",
    "reopen_opportunity",
    "retire_method",
    "save_method",
    "tick",
    "untick",
    "waive",
    "win_opportunity",
    "withdraw",
    "withdraw_request",
    "write_draft",
]
