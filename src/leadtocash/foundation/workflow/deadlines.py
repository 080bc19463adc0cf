"""Due dates follow the calendar (WFL-4, ORG-6): when a day turns into a holiday or a make-up day, what spans it moves.

The end of a limit depends only on when a step was opened and on the calendar, so counting anew is safe to repeat:
what is right already is not touched. It is done for many steps in a few statements, a portion in a transaction.
"""
# ruff: noqa: S608 - put together from parts of this file; every value is a parameter

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.recording import entry
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Boundary
from leadtocash.foundation.workflow.models import WorkItem

PORTION = 2000
DUE_MOVED = verb(
    "workflow.due_moved", _("%(name)s: due %(new)s instead of %(old)s, the calendar changed"), tone="wait",
    icon="calendar-event",
)  # fmt: skip
DUE_EARLIER = topic(
    "workflow.due_earlier",
    _("%(step)s of %(title)s is due earlier: %(new)s"),
    tone="wait",
    label=_("My work is due earlier by the calendar"),
)

_TOUCHED = """
SELECT DISTINCT i.definition_id, a.node, t.boundary, (a.opened_at AT TIME ZONE %(zone)s)::date
FROM workflow_timer t JOIN workflow_activity a ON a.id = t.activity_id
JOIN workflow_processinstance i ON i.id = a.instance_id
WHERE a.is_open AND (%(days)s::date[] IS NULL OR EXISTS (SELECT FROM unnest(%(days)s::date[]) day
  WHERE day > (a.opened_at AT TIME ZONE %(zone)s)::date AND day <= (t.fire_at AT TIME ZONE %(zone)s)::date))
UNION
SELECT DISTINCT i.definition_id, a.node, '', (a.opened_at AT TIME ZONE %(zone)s)::date
FROM workflow_activity a JOIN workflow_processinstance i ON i.id = a.instance_id
WHERE a.is_open AND a.due_at IS NOT NULL
AND (%(days)s::date[] IS NULL OR EXISTS (SELECT FROM unnest(%(days)s::date[]) day
  WHERE day > (a.opened_at AT TIME ZONE %(zone)s)::date AND day <= (a.due_at AT TIME ZONE %(zone)s)::date))
"""
_GROUPS = """
unnest(%(definitions)s::bigint[], %(nodes)s::text[], %(boundaries)s::text[], %(opened)s::date[],
  %(moments)s::timestamptz[]) AS g (definition_id, node, boundary, opened, moment)
"""
_SAME = """
i.definition_id = g.definition_id AND a.node = g.node AND (a.opened_at AT TIME ZONE %(zone)s)::date = g.opened
"""
# the instance's row is locked first, as every act on it does; an act in between has closed the activity or waits
_WRONG_ACTIVITIES = f"""
SELECT a.id, a.instance_id, a.node, a.due_at, g.moment, i.record_kind, i.record_id, i.title
FROM {_GROUPS} JOIN workflow_processinstance i ON i.definition_id = g.definition_id
JOIN workflow_activity a ON a.instance_id = i.id AND {_SAME}
WHERE g.boundary = '' AND a.is_open AND a.due_at IS NOT NULL AND a.due_at <> g.moment
ORDER BY i.id, a.id LIMIT {PORTION} FOR UPDATE OF i
"""
_WRONG_TIMERS = f"""
SELECT t.id, g.moment FROM {_GROUPS} JOIN workflow_processinstance i ON i.definition_id = g.definition_id
JOIN workflow_activity a ON a.instance_id = i.id AND {_SAME}
JOIN workflow_timer t ON t.activity_id = a.id AND t.boundary = g.boundary
WHERE a.is_open AND t.fire_at <> g.moment ORDER BY t.id LIMIT {PORTION} FOR UPDATE OF t
"""
_MOVED = "unnest(%(ids)s::bigint[], %(old)s::timestamptz[], %(new)s::timestamptz[]) AS m (id, old, new)"
_MOVE_ACTIVITIES = f"""
UPDATE workflow_activity a SET due_at = m.new FROM {_MOVED} WHERE a.id = m.id AND a.is_open AND a.due_at = m.old
RETURNING a.id
"""
_MOVE_ITEMS = f"""
UPDATE workflow_workitem w SET due_at = m.new FROM {_MOVED}
WHERE w.activity_id = m.id AND w.due_at = m.old AND (w.state IN ('open', 'waiting') OR w.set_aside)
"""
_MOVE_TIMERS = """
UPDATE workflow_timer t SET fire_at = m.new FROM unnest(%(ids)s::bigint[], %(new)s::timestamptz[]) AS m (id, new)
WHERE t.id = m.id
"""
# the limit had passed and was told; now it lies ahead again
_LIMIT_AGAIN = f"""
INSERT INTO workflow_timer (instance_id, activity_id, boundary, fire_at)
SELECT a.instance_id, a.id, '', m.new FROM {_MOVED} JOIN workflow_activity a ON a.id = m.id
WHERE a.is_open AND m.new > %(now)s
AND NOT EXISTS (SELECT FROM workflow_timer t WHERE t.activity_id = a.id AND t.boundary = '')
"""


@dataclass(frozen=True)
class Moved:
    """How many due dates and how many timers were put right."""

    activities: int = 0
    timers: int = 0


@dataclass(frozen=True)
class _Activity:
    id: int
    instance_id: int
    node: str
    old: datetime
    new: datetime
    record_kind: str
    record_id: int
    title: str


def moment_of(boundary: Boundary, opened_at: datetime) -> datetime:
    """When a timer on a step's edge goes off: reminders and reports when work begins, an end by time at day's end."""
    count = days.due_at if boundary.flow is not None else days.begin_at
    return count(opened_at, boundary.after)


def recount(*, act: Act, touched: Sequence[date] | None = None) -> Moved:
    """Put right every open step whose limit or timers span one of these days (None: look at all).

    Written in the journal of each record whose due date moved; whoever has less time than before is told.
    """
    days.forget()
    if touched is not None and not touched:
        return Moved()
    groups = _groups(list(touched) if touched is not None else None)
    if not groups["nodes"]:
        return Moved()
    activities = timers = 0
    while moved := _activities(groups, act):
        activities += moved
    while moved := _timers(groups):
        timers += moved
    return Moved(activities, timers)


def calendar_changed(event: CalendarChanged) -> None:
    """Have everything counted anew that spans the changed days, as soon as the change is stored."""
    from leadtocash.foundation.workflow.jobs import recount as job

    job.defer(changed=[day.isoformat() for day in event.days])


def _groups(touched: list[date] | None) -> dict[str, list[Any]]:
    """What has to be counted anew, each kind of step and day of opening once, with its right moment."""
    found: dict[str, list[Any]] = {"definitions": [], "nodes": [], "boundaries": [], "opened": [], "moments": []}
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"days": touched, "zone": settings.TIME_ZONE})
        rows = cursor.fetchall()
    for definition, node, boundary, opened in rows:
        moment = _right(definition, node, boundary, opened)
        if moment is not None:
            for name, value in zip(found, (definition, node, boundary, opened, moment), strict=True):
                found[name].append(value)
    return found


def _right(definition: int, name: str, boundary: str, opened: date) -> datetime | None:
    node = graph_of(definition).nodes.get(name)
    if node is None:
        return None
    if not boundary:
        return days.end_of(days.add(opened, node.limit)) if node.limit else None
    timer = next((one for one in node.boundaries if one.id == boundary), None)
    return moment_of(timer, days.begin_of(opened)) if timer else None


@transaction.atomic
def _activities(groups: dict[str, list[Any]], act: Act) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_ACTIVITIES, {**groups, "zone": settings.TIME_ZONE})
        rows = [_Activity(*row) for row in cursor.fetchall()]
        if not rows:
            return 0
        moved: dict[str, Any] = {
            "ids": [r.id for r in rows],
            "old": [r.old for r in rows],
            "new": [r.new for r in rows],
        }
        cursor.execute(_MOVE_ACTIVITIES, moved)
        still = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(_MOVE_ITEMS, moved)
        cursor.execute(_LIMIT_AGAIN, {**moved, "now": act.at})
    kept = [row for row in rows if row.id in still]
    Entry.objects.bulk_create(list(_entries(kept, act)))
    _tell([row for row in kept if row.new < row.old], act)
    return len(rows)


@transaction.atomic
def _timers(groups: dict[str, list[Any]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_TIMERS, {**groups, "zone": settings.TIME_ZONE})
        rows = cursor.fetchall()
        if rows:
            cursor.execute(_MOVE_TIMERS, {"ids": [pk for pk, _at in rows], "new": [moment for _pk, moment in rows]})
    return len(rows)


def _entries(rows: Sequence[_Activity], act: Act) -> Iterator[Entry]:
    definitions = _definitions_of(rows)
    for row in rows:
        node = graph_of(definitions[row.instance_id]).nodes[row.node]
        record = apps.get_model(row.record_kind)(pk=row.record_id)
        data = {"name": node.name, "name_en": node.name_en, "step": node.id, "instance": row.instance_id}
        both = {"old": _day(row.old), "new": _day(row.new)}
        yield entry(record, DUE_MOVED, act=act.as_system(), data={**data, **both})


def _tell(rows: Sequence[_Activity], act: Act) -> None:
    by_id = {row.id: row for row in rows}
    items = WorkItem.objects.filter(activity__in=by_id, state=WorkItem.State.OPEN).select_related("assignee")
    definitions = _definitions_of(rows)
    for item in items:
        row = by_id[item.activity_id]
        step = graph_of(definitions[row.instance_id]).nodes[row.node].name
        day = _day(row.new)
        notify(
            [item.assignee], DUE_EARLIER, act=act, url=item.get_absolute_url(), key=f"work-item-{item.pk}-due-{day}",
            step=step, title=row.title, new=day,
        )  # fmt: skip


def _definitions_of(rows: Sequence[_Activity]) -> dict[int, int]:
    ids = {row.instance_id for row in rows}
    instances = apps.get_model("workflow", "ProcessInstance").objects.filter(pk__in=ids)
    return dict(instances.values_list("pk", "definition_id"))


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
