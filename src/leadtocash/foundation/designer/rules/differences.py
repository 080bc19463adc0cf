"""What is different between two versions of a process, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from django.utils.translation import gettext as _

from leadtocash.foundation.workflow.graph import Graph, Kind, Node

Sort = Literal["added", "removed", "changed"]
#: what is compared of a step, in the order in which it is shown
FIELDS = (
    "name", "name_en", "assign", "who", "mode", "reject", "work", "comment", "limit", "standard", "documents", "clause",
    "service", "matrix", "event", "outcome", "repeat", "own", "nobody", "bulk", "copy",
)  # fmt: skip
OF_PROCESS = ("name", "name_en", "clause", "repeat", "own", "nobody", "bulk", "cancel", "edit")


class Speller(Protocol):
    """Says attributes and their values in words."""

    def label(self, attribute: str) -> str: ...
    def value(self, attribute: str, value: object, node: Node | None) -> str: ...
    def condition(self, text: str, graph: Graph) -> str: ...


@dataclass(frozen=True)
class Line:
    """One thing that is different: what, how it was, how it is."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """An element that is new, gone or different. id "" is the process itself."""

    id: str
    label: str
    kind: str
    sort: Sort
    lines: list[Line] = field(default_factory=list)


def compare(old: Graph, new: Graph, speller: Speller) -> list[Change]:
    """Every difference, in the order of the new file, what is gone last."""
    found = list(_whole(old, new, speller))
    for name, node in new.nodes.items():
        before = old.nodes.get(name)
        if before is None or before.kind != node.kind:
            found.append(Change(name, node.label, str(node.kind), "added", list(_said(new, node, speller))))
            continue
        lines = [*_fields(before, node, speller), *_ways(old, new, before, node, speller)]
        if lines:
            found.append(Change(name, node.label, str(node.kind), "changed", lines))
    for name, node in old.nodes.items():
        if name not in new.nodes or new.nodes[name].kind != node.kind:
            found.append(Change(name, node.label, str(node.kind), "removed", []))
    return found


def same(old: Graph, new: Graph) -> bool:
    """Are both the same for the engine and the reader? Where things stand in the drawing does not count."""
    return old == new or (
        dict(old.nodes) == dict(new.nodes) and all(getattr(old, n) == getattr(new, n) for n in OF_PROCESS)
    )


def _whole(old: Graph, new: Graph, speller: Speller) -> Iterator[Change]:
    lines = [
        Line(speller.label(name), speller.value(name, a, None), speller.value(name, b, None))
        for name in OF_PROCESS
        if (a := getattr(old, name, "")) != (b := getattr(new, name, ""))
    ]
    if lines:
        yield Change("", new.label, "process", "changed", lines)


def _fields(before: Node, after: Node, speller: Speller) -> Iterator[Line]:
    for name in FIELDS:
        old, new = getattr(before, name, ""), getattr(after, name, "")
        if old != new:
            yield Line(speller.label(name), speller.value(name, old, before), speller.value(name, new, after))
    if before.table != after.table:
        yield Line(speller.label("table"), _table(before), _table(after))
    if _timers(before) != _timers(after):
        yield Line(speller.label("timers"), timers_said(before, speller), timers_said(after, speller))


def _said(graph: Graph, node: Node, speller: Speller) -> Iterator[Line]:
    for name in FIELDS[2:]:
        value, usual = getattr(node, name, ""), Node.__dataclass_fields__[name].default
        if value and value != usual:
            yield Line(speller.label(name), "", speller.value(name, value, node))
    if node.boundaries:
        yield Line(speller.label("timers"), "", timers_said(node, speller))
    if node.flows:
        yield Line(_("leads to"), "", ways_said(graph, node, speller))


def _ways(old: Graph, new: Graph, before: Node, after: Node, speller: Speller) -> Iterator[Line]:
    def plain(graph: Graph, node: Node) -> list[tuple[str, str, str, bool]]:
        return [(flow.target, flow.condition, flow.name, flow.id == node.default) for flow in graph.flows_from(node)]

    if plain(old, before) != plain(new, after):
        yield Line(_("leads to"), ways_said(old, before, speller), ways_said(new, after, speller))


def ways_said(graph: Graph, node: Node, speller: Speller) -> str:
    """Where the process goes from an element, with the conditions in words."""
    parts = []
    for flow in graph.flows_from(node):
        target = goal(graph, flow.target)
        when = speller.condition(flow.condition, graph) if flow.condition else ""
        if not when and node.kind == Kind.EXCLUSIVE and len(node.flows) > 1:
            when = _("otherwise")
        parts.append(f"{when} → {target}" if when else target)
    return "; ".join(parts)


def goal(graph: Graph, name: str) -> str:
    """The name of the element, or of what comes behind a gateway without a name."""
    node, seen = graph.nodes[name], set[str]()
    while not node.name and node.flows and node.id not in seen:
        seen.add(node.id)
        node = graph.nodes[node.flows[0].target]
    return node.label


def timers_said(node: Node, speller: Speller) -> str:
    return "; ".join(
        _("day %(day)s: %(what)s") % {"day": one.after, "what": speller.value("does", one.does, node)}
        for one in sorted(node.boundaries, key=lambda one: one.after)
    )


def _timers(node: Node) -> list[tuple[int, str]]:
    return sorted((one.after, one.does) for one in node.boundaries)


def _table(node: Node) -> str:
    return _("%(n)s rows") % {"n": len(node.table.rows)} if node.table else ""
