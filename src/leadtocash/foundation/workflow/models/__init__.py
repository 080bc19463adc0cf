"""Definitions, running processes, the work they give to people, copies to read, deputies (WFL-1..4).

The business record is the truth; a process holds tokens and routing values only. Live tokens exist while a
process runs; what happened stays in activities, work items and the record's journal.
"""

from leadtocash.foundation.workflow.models.processes import (
    Activity,
    ProcessDefinition,
    ProcessInstance,
    Retirement,
    Timer,
    Token,
)
from leadtocash.foundation.workflow.models.work import Copy, Delegation, WorkItem

__all__ = [
    "Activity",
    "Copy",
    "Delegation",
    "ProcessDefinition",
    "ProcessInstance",
    "Retirement",
    "Timer",
    "Token",
    "WorkItem",
]
