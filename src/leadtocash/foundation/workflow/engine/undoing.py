"""Take the last act back while nobody has acted since.

The step opens again exactly as it was, nobody asked twice.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.deciding import whose_turn
from leadtocash.foundation.workflow.engine.desk import holder
from leadtocash.foundation.workflow.engine.handing import succeed
from leadtocash.foundation.workflow.engine.inboxes import timers
from leadtocash.foundation.workflow.engine.returning import into_blocks
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.events import WorkReturned
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Timer, Token, WorkItem

State = WorkItem.State


def undo(run: Run, comment: str) -> None:
    """Take back the person's last step, or withdraw the process he has just started."""
    instance, me = run.instance, run.act.person
    item = WorkItem.objects.select_related("activity", "assignee").filter(pk=instance.last_item or 0).first()
    owners = (item.assignee_id, item.on_behalf_of_id) if item else (instance.started_by_id,)
    if not instance.recallable or me.pk not in owners:
        raise _refusal(run)
    if item is None:
        run.journal(verbs.WITHDRAWN, reason=comment)
        moving.over(run, ProcessInstance.State.WITHDRAWN, "withdrawn")
        return
    node = run.graph.nodes[item.activity.node]
    run.journal(verbs.RECALLED, node, reason=comment, slot=item.slot)
    if not item.activity.is_open:
        _reopen(run, item.activity, node, closed_at=item.closed_at)
    _put_back(run, item, node)
    told = WorkReturned(
        act=run.act,
        instance_id=instance.pk,
        step=node.id,
        outcome=str(Activity.Outcome.RECALLED),
        comment=comment,
    )
    run.publish(told)


def _reopen(run: Run, activity: Activity, node: Node, *, closed_at: datetime | None) -> None:
    """Bring the token back to the step, undo what was opened after it, open it with the items it closed."""
    line = [int(part) for part in activity.lineage.split("/")]
    around = run.tokens[next(number for number in reversed(line) if number in run.tokens)]
    _forget_inside(run, around)
    token = into_blocks(run, around, node)
    run.put(token, node.id)
    token.activity_id = activity.pk
    activity.is_open, activity.outcome, activity.closed_at = True, "", None
    activity.lineage = "/".join(str(one.pk) for one in run.lineage(token))
    activity.save(update_fields=["is_open", "outcome", "closed_at", "lineage"])
    run.instance.values.pop(f"{node.id}_outcome", None)
    swept = WorkItem.objects.filter(activity=activity, state=State.CLOSED, closed_at=closed_at)
    swept.update(state=State.WAITING, closed_at=None)
    Timer.objects.bulk_create([timer for timer in timers(run, node, activity) if timer.fire_at > run.act.at])


def _forget_inside(run: Run, around: Token) -> None:
    """What was opened by the step that is taken back was never a round of its own."""
    inside = [token for token in run.tokens.values() if around in run.lineage(token)]
    for token in inside:
        node = run.graph.nodes[token.node]
        if moving.cancel_activity(run, token, Activity.Outcome.RECALLED):
            run.instance.rounds[node.id] -= 1
    run.remove([token for token in inside if token is not around])


def _put_back(run: Run, item: WorkItem, node: Node) -> None:
    """The person has the item again, those of his slot too whose work ended with it; the others wait for their turn."""
    WorkItem.objects.filter(pk=item.pk).update(state=State.RECALLED)
    ended = WorkItem.objects.filter(activity=item.activity, slot=item.slot, state=State.CLOSED, set_aside=False)
    ended.filter(closed_at=item.closed_at).update(state=State.WAITING, closed_at=None)
    again = succeed(run, item, item.assignee, claimed=True)
    if item.on_behalf_of_id is not None:
        again.on_behalf_of_id = item.on_behalf_of_id
        again.save(update_fields=["on_behalf_of"])
    run.hand_out([again])
    items = list(WorkItem.objects.filter(activity=item.activity).order_by("place", "pk"))
    turn = {row.pk for row in whose_turn(items, mode=node.mode)}
    for state, ids in (
        (State.OPEN, [row.pk for row in items if row.pk in turn and row.state == State.WAITING]),
        (State.WAITING, [row.pk for row in items if row.pk not in turn and row.state == State.OPEN]),
    ):
        if ids:
            WorkItem.objects.filter(pk__in=ids).update(state=state)


def _refusal(run: Run) -> RuleError:
    now = WorkItem.objects.filter(instance=run.instance, state=State.OPEN).select_related("assignee", "activity")
    missing: list[Missing] = [holder(item, run.graph.nodes[item.activity.node]) for item in now]
    return RuleError(
        _("It can no longer be taken back: somebody has acted since, or the step had consequences."),
        code="no_recall",
        missing=missing,
    )
