"""The verbs of the visits area."""

from leadtocash.areas.visits.actions.reminding import remind
from leadtocash.areas.visits.actions.visits import (
    arrive,
    cancel_visit,
    change_visit,
    hand_over_visits,
    hold_visit,
    log_visit,
    move_visit,
    plan_visit,
    settle,
    write_minutes,
)

__all__ = [
    "arrive",
    "cancel_visit",
    "change_visit",
    "hand_over_visits",
    "hold_visit",
    "log_visit",
    "move_visit",
    "plan_visit",
    "remind",
    "settle",
    "write_minutes",
]
