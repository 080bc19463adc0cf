"""What surrounds work that comes into inboxes: the record opened, the journal and listeners told, clocks set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.deadlines import moment_of
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.events import WorkItemsOpened
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, Timer, WorkItem


def let_read(run: Run, person_ids: Iterable[int], *, why: str = Participation.Why.APPROVER) -> None:
    """Open the record (for a part: the record it belongs to) to those who have to work on it."""
    record = run.record
    while (access := getattr(record, "access", None)) and access.parent:
        record = getattr(record, access.parent)
    kind, since = kind_of(record), run.act.at
    rows = [
        Participation(kind=kind, record_id=record.pk, person_id=person_id, why=why, since=since)
        for person_id in sorted(set(person_ids))
    ]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)


def tell_opened(run: Run) -> None:
    """Journal and publish what came into inboxes during this act, and has not left them again."""
    opened = [item for item in run.opened if item.state == WorkItem.State.OPEN]
    if not opened:
        return
    steps: dict[str, list[WorkItem]] = {}
    for item in opened:
        steps.setdefault(item.activity.node, []).append(item)
    for name, items in steps.items():
        who = joined(item.assignee.name for item in items)
        run.journal(verbs.OPENED, run.graph.nodes[name], system=True, who=who, **behalf(items))
    run.publish(WorkItemsOpened(act=run.act, instance_id=run.instance.pk, items=tuple(opened)))


def behalf(items: Iterable[WorkItem]) -> dict[str, Any]:
    """For the journal: in whose place these items are done, where they are."""
    names = dict.fromkeys(item.on_behalf_of.name for item in items if item.on_behalf_of is not None)
    return {"on_behalf_of": joined(names)} if names else {}


def timers(run: Run, node: Node, activity: Activity) -> Iterator[Timer]:
    """The timers of an opening, counted from its opening.

    The limit itself, and those drawn on the step's edge.
    """
    if activity.due_at is not None:
        yield Timer(instance=run.instance, activity=activity, fire_at=activity.due_at)
    for boundary in node.boundaries:
        fire_at = moment_of(boundary, activity.opened_at)
        yield Timer(instance=run.instance, activity=activity, boundary=boundary.id, fire_at=fire_at)
