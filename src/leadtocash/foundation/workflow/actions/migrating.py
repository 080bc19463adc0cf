"""Let a running process go on by another version of its definition. Who may and whether it can is the caller's."""

from __future__ import annotations

from collections.abc import Mapping

from leadtocash.foundation.calendar import days
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine.inboxes import timers
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, Timer, WorkItem


def move_to(run: Run, definition: ProcessDefinition, node_map: Mapping[str, str], *, reason: str) -> ProcessInstance:
    """Put a locked process onto another version: its tokens, its history, limits and timers.

    node_map: old element -> new element, for every one the process stands at or has been at. Limits count from when
    the step was opened; a reminder whose day has passed is not sent again. Raises KeyError for an element that is not
    mapped: the caller has checked it.
    """
    instance = run.instance
    old = instance.definition
    names = {name: node_map[name] for name in _names(run)}
    for token in run.tokens.values():
        token.node = node_map.get(token.node, token.node)
        token.save(update_fields=["node"])
    for name, other in names.items():
        if name != other:
            Activity.objects.filter(instance=instance, node=name).update(node=other)
    _rename(instance, names)
    instance.definition = definition
    instance.recallable, instance.last_item = False, None
    instance.save(update_fields=["definition", "values", "rounds", "recallable", "last_item"])
    run.graph = graph_of(definition.pk)
    _set_clocks(run)
    run.journal(verbs.MIGRATED, reason=reason, version=definition.version, before=old.version)
    run.tell()
    return instance


def _names(run: Run) -> list[str]:
    rows = Activity.objects.filter(instance=run.instance).order_by().values_list("node", flat=True)
    return sorted({*rows, *run.instance.rounds})


def _rename(instance: ProcessInstance, names: Mapping[str, str]) -> None:
    """What is remembered under a step's name goes with the step."""
    instance.rounds = {names[name]: count for name, count in instance.rounds.items()}
    outcomes = {f"{name}_outcome": f"{other}_outcome" for name, other in names.items()}
    instance.values = {outcomes.get(name, name): value for name, value in instance.values.items()}


def _set_clocks(run: Run) -> None:
    """Limits and timers of what is open, by the new version."""
    for activity in Activity.objects.filter(instance=run.instance, is_open=True):
        node = run.graph.nodes[activity.node]
        was_late = activity.due_at is not None and activity.due_at <= run.act.at
        activity.due_at = days.due_at(activity.opened_at, node.limit) if node.limit else None
        activity.event = node.event
        activity.resume_to = activity.resume_to if activity.resume_to in run.graph.nodes else ""
        activity.save(update_fields=["due_at", "event", "resume_to"])
        live = (WorkItem.State.OPEN, WorkItem.State.WAITING)
        WorkItem.objects.filter(activity=activity, state__in=live).update(due_at=activity.due_at)
        Timer.objects.filter(activity=activity).delete()
        fresh = [
            timer
            for timer in timers(run, node, activity)
            if timer.fire_at > run.act.at or (not timer.boundary and not was_late)
        ]
        Timer.objects.bulk_create(fresh)
