"""The event log of processes for process mining: XES (IEEE 1849-2016) and OCEL 2.0, written as a stream.

An event is a step a person finished, with the moment he first saw it as its start, or something that happened to the
process. People stand in it by their user name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem

BATCH = 500
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def as_xes(instances: Iterable[ProcessInstance]) -> Iterator[str]:
    """One trace per run, an event for the beginning (first seen) and the completion of each piece of work."""
    yield _HEAD
    for batch in _batches(instances):
        work = _events_of(batch)
        for instance in batch:
            yield "".join(_trace(instance, work.get(instance.pk, [])))
    yield "</log>\n"


def _trace(instance: ProcessInstance, events: list[dict[str, Any]]) -> Iterator[str]:
    yield "<trace>"
    yield _string("concept:name", str(instance.pk))
    yield _string("process", instance.process)
    yield f'<int key="version" value="{instance.definition.version}"/>'
    yield _string("record", f"{instance.record_kind}:{instance.record_id}")
    yield _string("outcome", instance.outcome or instance.state)
    lines: list[tuple[datetime, int, str]] = []
    for number, event in enumerate(events):
        if event["started"]:
            lines.append((event["started"], number, _event(event, "start", event["started"])))
        lines.append((event["at"], number, _event(event, "complete", event["at"])))
    yield from (text for _at, _number, text in sorted(lines, key=lambda line: line[:2]))
    yield "</trace>\n"


def _event(event: dict[str, Any], transition: str, at: datetime) -> str:
    parts = [
        _string("concept:name", event["name"]),
        _string("step", event["node"]),
        f'<date key="time:timestamp" value="{_moment(at)}"/>',
        _string("lifecycle:transition", transition),
        f'<int key="round" value="{event["round"]}"/>',
    ]
    if event["who"]:
        parts.append(_string("org:resource", event["who"]))
    if transition == "complete":
        parts.append(_string("outcome", event["outcome"]))
    return f"<event>{''.join(parts)}</event>"


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_printable(value))}/>"


def _printable(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def as_ocel(instances: Iterable[ProcessInstance], *, kinds: Iterable[str], steps: Iterable[str]) -> Iterator[str]:
    """Objects are the runs, the records they are about and the people; `steps` are the names of all event types."""
    types = [
        {"name": "process run", "attributes": [{"name": name, "type": "string"} for name in ("process", "outcome")]},
        {"name": "person", "attributes": []},
        *({"name": kind, "attributes": []} for kind in kinds),
    ]
    attributes = [{"name": "outcome", "type": "string"}, {"name": "round", "type": "integer"}]
    event_types = [{"name": name, "attributes": attributes} for name in sorted(set(steps))]
    yield f'{{"objectTypes":{_json(types)},"eventTypes":{_json(event_types)},"events":['
    objects: dict[str, dict[str, Any]] = {}
    first = True
    for batch in _batches(instances):
        work = _events_of(batch)
        for instance in batch:
            about = _objects_of(instance, objects)
            for event in work.get(instance.pk, []):
                yield ("" if first else ",") + _json(_ocel_event(event, about, objects))
                first = False
    yield f'],"objects":[{",".join(_json(one) for one in objects.values())}]}}\n'


def _objects_of(instance: ProcessInstance, objects: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    run, record = f"run:{instance.pk}", f"{instance.record_kind}:{instance.record_id}"
    moment = _moment(instance.started_at)
    values = {"process": instance.process, "outcome": instance.outcome or instance.state}
    objects[run] = {
        "id": run,
        "type": "process run",
        "attributes": [{"name": name, "time": moment, "value": value} for name, value in values.items()],
        "relationships": [{"objectId": record, "qualifier": "about"}],
    }
    objects.setdefault(record, {"id": record, "type": instance.record_kind, "attributes": [], "relationships": []})
    return [{"objectId": run, "qualifier": "part of"}, {"objectId": record, "qualifier": "about"}]


def _ocel_event(event: dict[str, Any], about: list[dict[str, str]], objects: dict[str, Any]) -> dict[str, Any]:
    related = list(about)
    if event["who"]:
        person = f"person:{event['who']}"
        objects.setdefault(person, {"id": person, "type": "person", "attributes": [], "relationships": []})
        related.append({"objectId": person, "qualifier": "done by"})
    return {
        "id": event["id"],
        "type": event["name"],
        "time": _moment(event["at"]),
        "attributes": [{"name": "outcome", "value": event["outcome"]}, {"name": "round", "value": event["round"]}],
        "relationships": related,
    }


def _events_of(batch: list[ProcessInstance]) -> dict[int, list[dict[str, Any]]]:
    """What happened in these runs, in order: finished work, and events no person did."""
    graphs = {instance.pk: graph_of(instance.definition_id) for instance in batch}
    found: dict[int, list[dict[str, Any]]] = {}

    def put(instance_id: int, node: str, about: dict[str, Any]) -> None:
        known = graphs[instance_id].nodes.get(node)
        name = (known.name if known else "") or node
        found.setdefault(instance_id, []).append({**about, "node": node, "name": name})

    items = WorkItem.objects.filter(instance__in=batch, state=WorkItem.State.DONE).select_related(
        "activity", "assignee"
    )
    for item in items:
        about: dict[str, Any] = {
            "id": f"work:{item.pk}",
            "at": item.closed_at,
            "started": item.seen_at,
            "who": item.assignee.username,
        }
        about |= {"outcome": item.outcome, "round": item.activity.round}
        put(item.instance_id, item.activity.node, about)
    happened = (Activity.Outcome.RECEIVED, Activity.Outcome.TIMED_OUT)
    for activity in Activity.objects.filter(instance__in=batch, outcome__in=happened):
        about = {"id": f"event:{activity.pk}", "at": activity.closed_at, "started": None, "who": ""}
        about |= {"outcome": activity.outcome, "round": activity.round}
        put(activity.instance_id, activity.node, about)
    for events in found.values():
        events.sort(key=lambda event: (event["at"], event["id"]))
    return found


def _batches(instances: Iterable[ProcessInstance]) -> Iterator[list[ProcessInstance]]:
    batch: list[ProcessInstance] = []
    for instance in instances:
        batch.append(instance)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
