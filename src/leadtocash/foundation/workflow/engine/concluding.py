"""One person has spoken: close his item, see whether the step is decided, and move the process on."""

from __future__ import annotations

from collections.abc import Iterable

from leadtocash.foundation.workflow.engine.copying import copy_by_rule
from leadtocash.foundation.workflow.engine.deciding import YES, Voice, verdict, voices, whose_turn
from leadtocash.foundation.workflow.engine.desk import Desk
from leadtocash.foundation.workflow.engine.moving import enter_step, leave
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.engine.shortening import decide_automatically, may_repeat
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, WorkItem

State, Outcome = WorkItem.State, Activity.Outcome
_SPOKEN = ["state", "outcome", "comment", "closed_at", "revision", "automatic"]


def speak(run: Run, desk: Desk, outcome: Activity.Outcome, comment: str) -> None:
    """Close the item, and with it what of its slot is over; when the step is decided by that, take the token on.

    An agreement ends the pool of the slot; a rejection also ends what those had to sign who were added to it.
    """
    close_item(run, desk.item, outcome, comment)
    slot = [item for item in desk.items if item.slot == desk.item.slot and item.is_live]
    if outcome in YES:
        slot = [item for item in slot if desk.item.under_id is None and item.under_id is None]
    if outcome == Outcome.APPROVED and desk.item.on_behalf_of_id is None:
        run.note_approval(desk.item.assignee_id)
    progress(run, desk.activity, desk.node, desk.items, over=slot)


def close_item(run: Run, item: WorkItem, outcome: Activity.Outcome, comment: str) -> None:
    """Write what a person decided, with the revision of the record he saw."""
    item.state, item.outcome, item.comment, item.closed_at = State.DONE, outcome, comment, run.act.at
    item.revision = getattr(run.record, "revision", None)
    item.save(update_fields=_SPOKEN)


def progress(run: Run, activity: Activity, node: Node, items: list[WorkItem], *, over: Iterable[WorkItem] = ()) -> None:
    """Somebody has spoken, came or left: is the step decided? If not, whose turn is it now?

    `over`: live items that need not be done any more.
    """
    ended = {item.pk for item in over}
    left = [item for item in items if item.pk not in ended]
    fresh: list[WorkItem] = []
    while True:
        result = verdict(list(voices(left).values()), mode=node.mode, reject=node.reject)
        if result != Voice.PENDING:
            _decided(run, activity, node, items, result)
            return
        turn = whose_turn(left, mode=node.mode)
        fresh = [item for item in turn if item.state == State.WAITING]
        spared = [item for item in fresh if may_repeat(run, node, item, left)]
        if not spared:
            break
        for item in {one.slot: one for one in spared}.values():
            item.automatic = WorkItem.Automatic.REPEAT
            decide_automatically(run, node, item)
            item.save(update_fields=_SPOKEN)
            ended |= {row.pk for row in left if row.slot == item.slot and row.is_live}
        left = [item for item in items if item.pk not in ended]
    _write_turn(run, left, turn, fresh)
    close_rows(run, [item for item in items if item.pk in ended])


def close_rows(run: Run, items: list[WorkItem]) -> None:
    """These need not be done any more."""
    if not items:
        return
    WorkItem.objects.filter(pk__in=[item.pk for item in items]).update(state=State.CLOSED, closed_at=run.act.at)
    for item in items:
        item.state, item.closed_at = State.CLOSED, run.act.at


def conclude(run: Run, activity: Activity, outcome: Activity.Outcome, *, others: bool = True) -> None:
    """A step is finished: close it and take its token on, straight back where it was sent back from."""
    node = run.graph.nodes[activity.node]
    token = next(token for token in run.tokens.values() if token.activity_id == activity.pk)
    run.close(activity.pk, node, outcome, others=others)
    token.activity_id = None
    run.remember({f"{node.id}_outcome": str(outcome)})
    if node.copy:
        copy_by_rule(run, node)
    if activity.resume_to and outcome in (Outcome.APPROVED, Outcome.DONE):
        enter_step(run, token, run.graph.nodes[activity.resume_to])
    else:
        leave(run, token, node)


def _decided(run: Run, activity: Activity, node: Node, items: list[WorkItem], result: Voice) -> None:
    whole = Outcome.REJECTED if result == Voice.NO else Outcome.APPROVED
    if node.work == "do":
        whole = Outcome.DONE
    agreed = [item for item in items if item.state == State.DONE and item.outcome == Outcome.APPROVED]
    if whole == Outcome.REJECTED:
        run.new_round()
    else:
        run.just_approved = {item.assignee_id for item in agreed if item.on_behalf_of_id is None}
    if any(item.automatic for item in agreed):
        run.shortened.add(node.id)
    live = [item for item in items if item.is_live]
    for item in live:
        item.state = State.CLOSED  # written with the closing of the step
    conclude(run, activity, whole, others=bool(live))


def _write_turn(run: Run, left: list[WorkItem], turn: list[WorkItem], fresh: list[WorkItem]) -> None:
    held = [item for item in left if item.state == State.OPEN and item not in turn]
    if held:
        WorkItem.objects.filter(pk__in=[item.pk for item in held]).update(state=State.WAITING)
        for item in held:
            item.state = State.WAITING
    if fresh:
        WorkItem.objects.filter(pk__in=[item.pk for item in fresh]).update(state=State.OPEN, opened_at=run.act.at)
        for item in fresh:
            item.state, item.opened_at = State.OPEN, run.act.at
        run.hand_out(fresh)
