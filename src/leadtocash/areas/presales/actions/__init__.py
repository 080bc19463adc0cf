"""The verbs of the pre-sales area."""

from leadtocash.areas.presales.actions.budgets import ask_budget, grant_budget, refuse_budget, withdraw_budget
from leadtocash.areas.presales.actions.closing import close_project, deal_decided, deal_reopened, drop_project
from leadtocash.areas.presales.actions.handing_over import follow_deals, hand_over_roles
from leadtocash.areas.presales.actions.initiation import (
    begin_project,
    change_report,
    go,
    no_go,
    return_report,
    submit_report,
    watch_again,
)
from leadtocash.areas.presales.actions.money import lower_budget, record_cost, withdraw_cost
from leadtocash.areas.presales.actions.parts import add_part, change_part, complete_part, remove_part
from leadtocash.areas.presales.actions.planning import (
    finish_analysis,
    finish_strategies,
    settle_plan,
    write_element,
    write_quality_plan,
)
from leadtocash.areas.presales.actions.reminding import remind
from leadtocash.areas.presales.actions.team import appoint_team, change_team, hold_kick_off

__all__ = [
    "add_part",
    "appoint_team",
    "ask_budget",
    "begin_project",
    "change_part",
    "change_report",
    "change_team",
    "close_project",
    "complete_part",
    "deal_decided",
    "deal_reopened",
    "drop_project",
    "finish_analysis",
    "finish_strategies",
    "follow_deals",
    "go",
    "grant_budget",
    "hand_over_roles",
    "hold_kick_off",
    "lower_budget",
    "no_go",
    "record_cost",
    "refuse_budget",
    "remind",
    "remove_part",
    "return_report",
    "settle_plan",
    "submit_report",
    "watch_again",
    "withdraw_budget",
    "withdraw_cost",
    "write_element",
    "write_quality_plan",
]
