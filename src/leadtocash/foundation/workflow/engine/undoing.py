"""Take the last act back while nobody has acted since.

The step opens again exactly as it was, nobody asked twice.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.desk import holder
from leadtocash.foundation.workflow.engine.opening import give, timers
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
    owner = item.assignee_id if item else instance.started_by_id
    if not instance.recallable or owner != me.pk:
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
    """The person has the item again.

    Those of his pool too; with an order of signing the others wait for him.
    """
    fellows = WorkItem.objects.filter(activity=item.activity).exclude(pk=item.pk)
    pool = fellows.filter(slot=item.slot, state=State.CLOSED, closed_at=item.closed_at)
    pool.update(state=State.OPEN, closed_at=None)
    waiting = fellows.filter(state=State.WAITING)
    if node.mode == "in_order":
        fellows.filter(state=State.OPEN, place__gt=item.place).update(state=State.WAITING)
        waiting.filter(place=item.place).update(state=State.OPEN)
    else:
        waiting.update(state=State.OPEN)
    WorkItem.objects.filter(pk=item.pk).update(state=State.RECALLED)
    again = WorkItem.objects.create(
        instance=run.instance,
        activity=item.activity,
        assignee=item.assignee,
        sent_by=run.act.by,
        slot=item.slot,
        label=item.label,
        place=item.place,
        opened_at=run.act.at,
        due_at=item.due_at,
    )
    give(run, [again])


def _refusal(run: Run) -> RuleError:
    now = WorkItem.objects.filter(instance=run.instance, state=State.OPEN).select_related("assignee", "activity")
    missing: list[Missing] = [holder(item, run.graph.nodes[item.activity.node]) for item in now]
    return RuleError(
        _("It can no longer be taken back: somebody has acted since, or the step had consequences."),
        code="no_recall",
        missing=missing,
    )
