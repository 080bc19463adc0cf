"""The drawing data (BPMN DI) of a definition, laid out like our own picture: made when a drawing is opened first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from leadtocash.foundation.designer.rules.document import DIAGRAM, Document, tag
from leadtocash.foundation.workflow import bpmn, nesting
from leadtocash.foundation.workflow.bpmn import BPMN
from leadtocash.foundation.workflow.picture.layout import lay_out
from leadtocash.foundation.workflow.picture.words import SQUARE, width_of

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
LEFT, TOP, COLUMN, ROW, TRACK, TIMER = 220, 60, 280, 120, 24, 36
LABEL = 15
_SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "exclusiveGateway": (50, 50), "parallelGateway": (50, 50)}
_TASK = (140, 64)

Box = tuple[float, float, float, float]


@dataclass
class _Places:
    """Row and column of every element, the track of every arrow: 0 straight, right above 0, left below."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, float] = field(default_factory=dict)
    tracks: dict[str, int] = field(default_factory=dict)
    width: int = 1


def is_drawn(doc: Document) -> bool:
    """Has every element and every arrow its place in the file?"""
    placed = {
        shape.get("bpmnElement") for shape in doc.root.iter(f"{{{DI}}}BPMNShape", f"{{{DI}}}BPMNEdge")
    }  # fmt: skip
    timers = [one.get("id") for one in doc.process.findall(f"{BPMN}boundaryEvent")]
    names = [*(node.get("id") for node in doc.nodes()), *(flow.get("id") for flow in doc.flows()), *timers]
    return all(name in placed for name in names)


def drawn(text: str) -> str:
    """The definition with drawing data; what is there is kept when it is complete, else everything is laid out."""
    doc = Document(text)
    if is_drawn(doc):
        return text
    doc.forget_diagram()
    _draw(doc, _places(doc))
    return doc.text()


def _places(doc: Document) -> _Places:
    try:
        graph = doc.graph()
        if not nesting.problems(graph):
            layout = lay_out(graph)
            return _Places(
                {name: number for number, name in enumerate(layout.rows)},
                dict(layout.columns),
                {arrow.flow.id: arrow.track for arrow in layout.arrows},
                layout.width,
            )
    except bpmn.Refused:
        pass
    rows = {node.get("id"): number for number, node in enumerate(doc.nodes())}
    hosts = {timer.get("id"): timer.get("attachedToRef") for timer in doc.process.findall(f"{BPMN}boundaryEvent")}
    tracks, right, left = {}, 0, 0
    for flow in doc.flows():
        source = flow.get("sourceRef")
        step = rows.get(flow.get("targetRef"), 0) - rows.get(hosts.get(source, source), 0)
        if step == 1:
            tracks[flow.get("id")] = 0
        elif step > 0:
            tracks[flow.get("id")] = right = right + 1
        else:
            left += 1
            tracks[flow.get("id")] = -left
    return _Places(rows, dict.fromkeys(rows, 0.0), tracks, 1)


def _draw(doc: Document, places: _Places) -> None:
    diagram = etree.SubElement(doc.root, DIAGRAM, id="drawing", nsmap={"bpmndi": DI, "dc": DC, "di": LINES})
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="drawing_plane", bpmnElement=doc.process.get("id"))
    boxes: dict[str, Box] = {}
    for node in doc.nodes():
        boxes[node.get("id")] = _box(node, places)
    for host in list(boxes):
        x, y, width, height = boxes[host]
        for number, timer in enumerate(doc.timers(host)):
            left = x + width - TIMER / 2 - 4 - number * (TIMER - 2)
            boxes[timer.get("id")] = (left, y + height - TIMER / 2, TIMER, TIMER)
    for name, box in boxes.items():
        shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{name}_di", bpmnElement=name)
        _bounds(shape, box)
        element = doc.find(name)
        if element.get("name") and (tag(element) in _SIZES or tag(element) == "boundaryEvent"):
            _label(shape, _beside(element, box, boxes.get(element.get("attachedToRef", "")), doc))
    for flow in doc.flows():
        _edge(doc, plane, flow, boxes, places)


def _edge(doc: Document, plane: Any, flow: Any, boxes: dict[str, Box], places: _Places) -> None:
    ends = boxes.get(flow.get("sourceRef")), boxes.get(flow.get("targetRef"))
    if ends[0] is None or ends[1] is None:
        return
    edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow.get('id')}_di", bpmnElement=flow.get("id"))
    forks = tag(doc.find(flow.get("sourceRef"))) == "parallelGateway"
    track = places.tracks.get(flow.get("id"), 0)
    for x, y in _route(ends[0], ends[1], track, places.width, forks=forks):
        etree.SubElement(edge, f"{{{LINES}}}waypoint", x=_number(x), y=_number(y))
    if flow.get("name"):
        (x, y, width, height), size = ends[0], _width(flow.get("name"))
        at = {0: (x + width / 2 + 6, y + height + 4)}.get(track, (x + width + 6, y + height / 2 - LABEL - 3))
        at = at if track >= 0 else (x - size - 6, at[1])
        _label(edge, (*at, size, LABEL))


def _beside(element: Any, box: Box, host: Box | None, doc: Document) -> Box:
    """Where the words of a sign stand: a question's at the left, a timer's at the right of its step, else beside."""
    (x, y, width, height), size = box, _width(element.get("name"))
    if host is not None:
        fellows = [one.get("id") for one in doc.timers(element.get("attachedToRef"))]
        line = fellows.index(element.get("id"))
        return host[0] + host[2] + 8, host[1] + host[3] - 8 + line * LABEL - (len(fellows) - 1) * LABEL / 2, size, LABEL
    if tag(element) in ("startEvent", "endEvent"):
        return x + width + 6, y + height / 2 - LABEL / 2, size, LABEL
    return x - size + 6, y + height - 8, size, LABEL


def _label(owner: Any, box: Box) -> None:
    _bounds(etree.SubElement(owner, f"{{{DI}}}BPMNLabel"), box)


def _width(text: str) -> float:
    return width_of(text) * 11.5 / SQUARE + 6


def _box(node: Any, places: _Places) -> Box:
    width, height = _SIZES.get(tag(node), _TASK)
    name = node.get("id")
    x = LEFT + (places.columns.get(name, 0.0) + 0.5) * COLUMN - width / 2
    y = TOP + (places.rows.get(name, len(places.rows)) + 0.5) * ROW - height / 2
    return x, y, width, height


def _route(
    one: Box,
    other: Box,
    track: int,
    width: int,
    *,
    forks: bool,
) -> Iterator[tuple[float, float]]:
    (x1, y1, w1, h1), (x2, y2, w2, h2) = one, other
    m1, m2, n1, n2 = x1 + w1 / 2, x2 + w2 / 2, y1 + h1 / 2, y2 + h2 / 2
    if track == 0 and m1 == m2:
        yield from ((m1, y1 + h1), (m2, y2))
    elif track == 0 and forks:
        yield from ((x1 + w1 if m2 > m1 else x1, n1), (m2, n1), (m2, y2))
    elif track == 0:
        yield from ((m1, y1 + h1), (m1, n2), (x2 if m2 > m1 else x2 + w2, n2))
    elif track > 0:
        lane = LEFT + COLUMN * width + TRACK * track
        yield from ((x1 + w1, n1), (lane, n1), (lane, n2), (x2 + w2, n2))
    else:
        lane = LEFT - 20 + TRACK * track
        yield from ((x1, n1), (lane, n1), (lane, n2), (x2, n2))


def _bounds(shape: Any, box: Box) -> None:
    x, y, width, height = box
    etree.SubElement(shape, f"{{{DC}}}Bounds", x=_number(x), y=_number(y), width=_number(width), height=_number(height))


def _number(value: float) -> str:
    return f"{value:g}"
