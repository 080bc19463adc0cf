"""One person has spoken: close his item, see whether the step is decided, and move the process on."""

from __future__ import annotations

from leadtocash.foundation.workflow.engine.deciding import Voice, next_in_order, verdict, voices
from leadtocash.foundation.workflow.engine.desk import Desk
from leadtocash.foundation.workflow.engine.moving import enter_step, leave
from leadtocash.foundation.workflow.engine.opening import give
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import Activity, WorkItem

State, Outcome = WorkItem.State, Activity.Outcome


def speak(run: Run, desk: Desk, outcome: Activity.Outcome, comment: str) -> None:
    """Close the item, and its pool with it; when the step is decided by that, take the token on."""
    close_item(run, desk.item, outcome, comment)
    pool = [item for item in desk.items if item.slot == desk.item.slot and item.state == State.OPEN]
    said = list(voices(item for item in desk.items if item not in pool).values())
    result = verdict(said, mode=desk.node.mode, reject=desk.node.reject)
    if result == Voice.PENDING:
        _wait_on(run, desk, pool)
        return
    whole = Outcome.REJECTED if result == Voice.NO else Outcome.APPROVED
    if desk.node.work == "do":
        whole = Outcome.DONE
    others = any(item.state in (State.OPEN, State.WAITING) for item in desk.items)
    conclude(run, desk.activity, whole, others=others)


def close_item(run: Run, item: WorkItem, outcome: Activity.Outcome, comment: str) -> None:
    """Write what a person decided, with the revision of the record he saw."""
    item.state, item.outcome, item.comment, item.closed_at = State.DONE, outcome, comment, run.act.at
    item.revision = getattr(run.record, "revision", None)
    item.save(update_fields=["state", "outcome", "comment", "closed_at", "revision"])


def conclude(run: Run, activity: Activity, outcome: Activity.Outcome, *, others: bool = True) -> None:
    """A step is finished: close it and take its token on, straight back where it was sent back from."""
    node = run.graph.nodes[activity.node]
    token = next(token for token in run.tokens.values() if token.activity_id == activity.pk)
    run.close(activity.pk, node, outcome, others=others)
    token.activity_id = None
    run.remember({f"{node.id}_outcome": str(outcome)})
    if activity.resume_to and outcome in (Outcome.APPROVED, Outcome.DONE):
        enter_step(run, token, run.graph.nodes[activity.resume_to])
    else:
        leave(run, token, node)


def _wait_on(run: Run, desk: Desk, pool: list[WorkItem]) -> None:
    if pool:
        WorkItem.objects.filter(pk__in=[item.pk for item in pool]).update(state=State.CLOSED, closed_at=run.act.at)
        for item in pool:
            item.state = State.CLOSED
    if any(item.state == State.OPEN for item in desk.items):
        return
    turn = next_in_order(desk.items)
    WorkItem.objects.filter(pk__in=[item.pk for item in turn]).update(state=State.OPEN, opened_at=run.act.at)
    for item in turn:
        item.state = State.OPEN
    give(run, turn)
