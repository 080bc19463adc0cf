"""Open steps: activities, work items, timers; what needs nobody to be asked is decided at once.

A few statements for all.
"""

from __future__ import annotations

from collections.abc import Iterator

from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.assignment import Share, shares
from leadtocash.foundation.workflow.engine.concluding import progress
from leadtocash.foundation.workflow.engine.inboxes import let_read, timers
from leadtocash.foundation.workflow.engine.run import Opening, Run
from leadtocash.foundation.workflow.engine.shortening import shorten
from leadtocash.foundation.workflow.graph import Kind, Node
from leadtocash.foundation.workflow.models import Activity, Timer, WorkItem

State = WorkItem.State


def open_steps(run: Run) -> None:
    """Open every step a token has come to during this act, and those that are reached by what needs nobody."""
    while run.openings:
        openings, run.openings = run.openings, []
        activities = [_activity(run, opening) for opening in openings]
        Activity.objects.bulk_create(activities)
        items: dict[int, list[WorkItem]] = {}
        for opening, activity in zip(openings, activities, strict=True):
            opening.token.activity_id = activity.pk
            if opening.node.kind == Kind.STEP:
                found = shares(run, opening.node)
                items[activity.pk] = shorten(run, opening.node, _items(run, opening.node, activity, found))
        everything = [item for group in items.values() for item in group]
        WorkItem.objects.bulk_create(everything)
        pairs = zip(openings, activities, strict=True)
        Timer.objects.bulk_create([timer for o, a in pairs for timer in timers(run, o.node, a)])
        let_read(run, {item.assignee_id for item in everything if item.is_live})
        for opening, activity in zip(openings, activities, strict=True):
            _at_once(run, opening, activity, items.get(activity.pk, []))
        run.write_closings()


def _at_once(run: Run, opening: Opening, activity: Activity, items: list[WorkItem]) -> None:
    """Hand the items out; a step with decisions that needed nobody may be finished by them."""
    run.hand_out(item for item in items if item.state == State.OPEN)
    if opening.token.activity_id == activity.pk and any(item.automatic for item in items):
        progress(run, activity, opening.node, items)


def _activity(run: Run, opening: Opening) -> Activity:
    node, rounds = opening.node, run.instance.rounds
    rounds[node.id] = rounds.get(node.id, 0) + 1
    return Activity(
        instance=run.instance,
        process=run.instance.process,
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
            on_behalf_of=share.on_behalf_of,
            sent_by=run.act.by,
            slot=share.slot,
            label=share.label,
            place=share.place,
            state=State.WAITING if waits else State.OPEN,
            is_fallback=share.is_fallback,
            automatic=share.automatic,
            opened_at=run.act.at,
            due_at=activity.due_at,
        )
