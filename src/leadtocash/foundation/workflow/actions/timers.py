"""What time does: limits that pass, reminders, reports upwards, steps that time ends."""

from __future__ import annotations

from django.db import transaction

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import escalation, verbs
from leadtocash.foundation.workflow.engine import moving
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.engine.inboxes import let_read
from leadtocash.foundation.workflow.engine.run import Run, lock
from leadtocash.foundation.workflow.events import ItemsEscalated, ItemsLate, ItemsReminded
from leadtocash.foundation.workflow.graph import Boundary, Node
from leadtocash.foundation.workflow.models import Activity, Timer, WorkItem


def fire_timers(*, act: Act, most: int = 500) -> int:
    """Carry out every timer that is due, each in its own transaction; give how many.

    Any number of workers may do it at once, and one may die in the middle: a record in other hands is left
    for the next time, and a timer is deleted in the same transaction as its effect.
    """
    due = Timer.objects.filter(fire_at__lte=act.at).order_by("fire_at", "pk").select_related("instance")
    return sum(_fire(timer, act) for timer in list(due[:most]))


def _fire(timer: Timer, act: Act) -> bool:
    with transaction.atomic():
        run = lock(timer.instance, act=act, skip_locked=True)
        if run is None:
            return False
        still = Timer.objects.filter(pk=timer.pk).select_related("activity").first()
        if still is None or not still.activity.is_open:
            return False
        Timer.objects.filter(pk=timer.pk).delete()
        node = run.graph.nodes[still.activity.node]
        boundary = next((one for one in node.boundaries if one.id == still.boundary), None)
        if boundary is not None and boundary.flow is not None:
            _end_by_time(run, still.activity, node, boundary)
            finish(run)
            return True
        items = list(
            WorkItem.objects.filter(activity=still.activity, state=WorkItem.State.OPEN).select_related("assignee")
        )
        if boundary is None:
            _late(run, node, items)
        else:
            _remind(run, node, boundary, items)
        run.tell()
        return True


def _end_by_time(run: Run, activity: Activity, node: Node, boundary: Boundary) -> None:
    token = next(token for token in run.tokens.values() if token.activity_id == activity.pk)
    run.journal(verbs.TIMED_OUT, node, after=boundary.after)
    run.close(activity.pk, node, Activity.Outcome.TIMED_OUT)
    token.activity_id = None
    run.remember({f"{node.id}_outcome": str(Activity.Outcome.TIMED_OUT)})
    moving.follow(run, token, boundary.flow)


def _late(run: Run, node: Node, items: list[WorkItem]) -> None:
    run.journal(verbs.LATE, node, limit=node.limit, who=joined(item.assignee.name for item in items))
    ids = tuple(item.pk for item in items)
    run.publish(ItemsLate(act=run.act, instance_id=run.instance.pk, item_ids=ids))


def _remind(run: Run, node: Node, boundary: Boundary, items: list[WorkItem]) -> None:
    names, ids = joined(item.assignee.name for item in items), tuple(item.pk for item in items)
    if boundary.does == "remind":
        run.journal(verbs.REMINDED, node, after=boundary.after, who=names)
        run.publish(ItemsReminded(act=run.act, instance_id=run.instance.pk, item_ids=ids))
        return
    told = escalation.told(boundary.does, [item.assignee for item in items], run.subject.department(run.record))
    let_read(run, {person.pk for person in told})
    run.journal(verbs.ESCALATED, node, after=boundary.after, who=names, told=joined(person.name for person in told))
    run.publish(
        ItemsEscalated(
            act=run.act,
            instance_id=run.instance.pk,
            item_ids=ids,
            person_ids=tuple(person.pk for person in told),
        )
    )
