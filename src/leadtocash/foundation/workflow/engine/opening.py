"""Open steps: activities, work items, timers, and the record opened to those who get them.

A few statements for all.
"""

from __future__ import annotations

from collections.abc import Iterator

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.assignment import Share, shares
from leadtocash.foundation.workflow.engine.run import Opening, Run
from leadtocash.foundation.workflow.events import WorkItemsOpened
from leadtocash.foundation.workflow.graph import Kind, Node
from leadtocash.foundation.workflow.models import Activity, Timer, WorkItem

State = WorkItem.State


def open_steps(run: Run) -> None:
    """Open every step a token has come to during this act."""
    if not run.openings:
        return
    activities = [_activity(run, opening) for opening in run.openings]
    Activity.objects.bulk_create(activities)
    items: list[WorkItem] = []
    for opening, activity in zip(run.openings, activities, strict=True):
        opening.token.activity_id = activity.pk
        if opening.node.kind == Kind.STEP:
            items += _items(run, opening.node, activity, shares(run, opening.node))
    WorkItem.objects.bulk_create(items)
    pairs = zip(run.openings, activities, strict=True)
    Timer.objects.bulk_create([timer for o, a in pairs for timer in timers(run, o.node, a)])
    run.openings = []
    give(run, [item for item in items if item.state == State.OPEN])
    let_read(run, {item.assignee_id for item in items})


def give(run: Run, items: list[WorkItem]) -> None:
    """These items are in their inboxes now: tell it at the end of the act."""
    run.opened += items


def let_read(run: Run, person_ids: set[int]) -> None:
    """Open the record (for a part: the record it belongs to) to those who have to work on it."""
    record = run.record
    while (access := getattr(record, "access", None)) and access.parent:
        record = getattr(record, access.parent)
    rows = [
        Participation(
            kind=kind_of(record),
            record_id=record.pk,
            person_id=person_id,
            why=Participation.Why.APPROVER,
            since=run.act.at,
        )
        for person_id in sorted(person_ids)
    ]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)


def tell_opened(run: Run) -> None:
    """Journal and publish what came into inboxes during this act."""
    if not run.opened:
        return
    steps: dict[str, list[str]] = {}
    for item in run.opened:
        steps.setdefault(item.activity.node, []).append(item.assignee.name)
    for name, people in steps.items():
        run.journal(verbs.OPENED, run.graph.nodes[name], system=True, who=", ".join(people))
    run.publish(WorkItemsOpened(act=run.act, instance_id=run.instance.pk, items=tuple(run.opened)))


def timers(run: Run, node: Node, activity: Activity) -> Iterator[Timer]:
    """The timers of an opening, counted from its opening.

    The limit itself, and those drawn on the step's edge.
    """
    if activity.due_at is not None:
        yield Timer(instance=run.instance, activity=activity, fire_at=activity.due_at)
    for boundary in node.boundaries:
        fire_at = days.due_at(activity.opened_at, boundary.after)
        yield Timer(instance=run.instance, activity=activity, boundary=boundary.id, fire_at=fire_at)


def _activity(run: Run, opening: Opening) -> Activity:
    node, rounds = opening.node, run.instance.rounds
    rounds[node.id] = rounds.get(node.id, 0) + 1
    return Activity(
        instance=run.instance,
        node=node.id,
        round=rounds[node.id],
        lineage="/".join(str(token.pk) for token in run.lineage(opening.token)),
        event=node.event,
        resume_to=opening.resume_to,
        opened_at=run.act.at,
        due_at=days.due_at(run.act.at, node.limit) if node.limit else None,
    )


def _items(run: Run, node: Node, activity: Activity, found: list[Share]) -> Iterator[WorkItem]:
    first = min(share.place for share in found)
    for share in found:
        if share.is_fallback:
            run.journal(verbs.NOBODY, node, system=True, slot=share.slot, given_to=share.person.name)
        waits = node.mode == "in_order" and share.place > first
        yield WorkItem(
            instance=run.instance,
            activity=activity,
            assignee=share.person,
            sent_by=run.act.by,
            slot=share.slot,
            label=share.label,
            place=share.place,
            state=State.WAITING if waits else State.OPEN,
            is_fallback=share.is_fallback,
            opened_at=run.act.at,
            due_at=activity.due_at,
        )
