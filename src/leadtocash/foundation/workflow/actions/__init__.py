"""The verbs of processes: each one function, one transaction, safe under any number of people at once."""

from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.actions.processes import comment, recall, receive, start
from leadtocash.foundation.workflow.actions.publishing import publish, ship_processes
from leadtocash.foundation.workflow.actions.timers import fire_timers
from leadtocash.foundation.workflow.actions.work_items import decide, finish_step, mark_seen, send_back, transfer

__all__ = [
    "comment",
    "decide",
    "end_running",
    "finish_step",
    "fire_timers",
    "mark_seen",
    "publish",
    "recall",
    "receive",
    "send_back",
    "ship_processes",
    "start",
    "transfer",
]
