"""Decisions that need nobody to be asked: who has approved before, the applicant himself, nobody there.

Only where the definition says so, and never for a signer who was asked by a person. What the authority matrix
asks for is never decided by such rules alone, unless the step itself says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, WorkItem

State, Automatic = WorkItem.State, WorkItem.Automatic


def shorten(run: Run, node: Node, items: Iterable[WorkItem]) -> list[WorkItem]:
    """The items of a step that opens; those that need nobody are decided already.

    A step is shortened only once in an act, so that no loop can turn without anybody.
    """
    rows = list(items)
    if node.id in run.shortened:
        for item in rows:
            item.automatic = ""
        return rows
    spared: set[str] = set()
    for item in rows:
        if item.slot in spared:
            continue
        if not item.automatic and item.state == State.OPEN and may_repeat(run, node, item, rows):
            item.automatic = Automatic.REPEAT
        if item.automatic:
            decide_automatically(run, node, item)
            spared.add(item.slot)
    return [item for item in rows if item.automatic or item.slot not in spared]


def may_repeat(run: Run, node: Node, item: WorkItem, fellows: list[WorkItem]) -> bool:
    """Has this person approved already, so that by the definition he need not be asked again?"""
    rule = run.graph.rule(node, "repeat")
    if rule == "each" or node.work != "decide" or node.id in run.shortened:
        return False
    if item.is_fallback or item.on_behalf_of_id is not None or item.under_id is not None:
        return False
    if item.assignee_id not in (run.approved if rule == "once" else run.just_approved):
        return False
    if node.by_matrix and not node.repeat:
        return any(_asked(other) for other in fellows if other.slot != item.slot)
    return True


def decide_automatically(run: Run, node: Node, item: WorkItem) -> None:
    """Write into the item (not yet into the database) that nobody needs to be asked."""
    item.state, item.outcome, item.closed_at = State.DONE, Activity.Outcome.APPROVED, run.act.at
    item.revision = getattr(run.record, "revision", None)
    run.can_be_undone = False
    run.journal(verbs.AUTOMATIC, node, system=True, slot=item.slot, who=item.assignee.name, why=str(item.automatic))


def _asked(item: WorkItem) -> bool:
    """Is this one really asked, or was he?"""
    return not item.automatic and (item.is_live or item.state == State.DONE)
