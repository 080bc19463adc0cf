"""The verbs of processes: each one function, one transaction, safe under any number of people at once."""

from leadtocash.foundation.workflow.actions.asking import copy, mark_read, remind
from leadtocash.foundation.workflow.actions.bulk import Decided, decide_many
from leadtocash.foundation.workflow.actions.delegating import delegate, end_delegation, turn_of_the_day
from leadtocash.foundation.workflow.actions.editing import WARNING, check_editable, restart, restarts_on_edit
from leadtocash.foundation.workflow.actions.ending import cancel, end_running
from leadtocash.foundation.workflow.actions.pooling import claim, release
from leadtocash.foundation.workflow.actions.processes import comment, recall, receive, start
from leadtocash.foundation.workflow.actions.publishing import publish, ship_processes
from leadtocash.foundation.workflow.actions.reassigning import hand_over_items, reassign, reassign_leaver, succeed_on
from leadtocash.foundation.workflow.actions.retiring import reinstate, retire
from leadtocash.foundation.workflow.actions.signing import add_signer, remove_signer
from leadtocash.foundation.workflow.actions.timers import fire_timers
from leadtocash.foundation.workflow.actions.work_items import decide, finish_step, mark_seen, send_back, transfer

__all__ = [
    "WARNING",
    "Decided",
    "add_signer",
    "cancel",
    "check_editable",
    "claim",
    "comment",
    "copy",
    "decide",
    "decide_many",
    "delegate",
    "end_delegation",
    "end_running",
    "finish_step",
    "fire_timers",
    "hand_over_items",
    "mark_read",
    "mark_seen",
    "publish",
    "reassign",
    "reassign_leaver",
    "recall",
    "receive",
    "reinstate",
    "release",
    "remind",
    "remove_signer",
    "restart",
    "restarts_on_edit",
    "retire",
    "send_back",
    "ship_processes",
    "start",
    "succeed_on",
    "transfer",
    "turn_of_the_day",
]
