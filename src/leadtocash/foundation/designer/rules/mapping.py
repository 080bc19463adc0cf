"""May a running process go on by another version? Which element of the new one stands for which of the old."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.foundation.workflow import expressions
from leadtocash.foundation.workflow.graph import Graph, Kind, Node

NodeMap = Mapping[str, str]


@dataclass(frozen=True)
class Standing:
    """Where a running process stands.

    waiting: steps that are open; parked: forks whose branches run; joined: joins at which branches wait; visited:
    every step it has been at; resuming: steps that open steps go straight back to; values: what is remembered.
    """

    waiting: Collection[str]
    parked: Collection[str] = ()
    joined: Collection[str] = ()
    visited: Collection[str] = ()
    resuming: Collection[str] = ()
    values: Collection[str] = ()


def propose(old: Graph, new: Graph, by_hand: Mapping[str, str] | None = None) -> dict[str, str]:
    """Old element -> new element: the same id and kind; `by_hand` adds or replaces ("" takes one out)."""
    found = {name: name for name, node in old.nodes.items() if name in new.nodes and new.nodes[name].kind == node.kind}
    found.update(by_hand or {})
    return {name: target for name, target in found.items() if target}


def hindrances(old: Graph, new: Graph, node_map: NodeMap, standing: Standing) -> list[str]:
    """Why a process that stands there cannot go on by the new version; none when it can."""
    found = list(dict.fromkeys(_hindrances(old, new, node_map, standing)))
    return found or list(_unknown_later(new, node_map, standing))


def _hindrances(old: Graph, new: Graph, node_map: NodeMap, standing: Standing) -> Iterator[str]:
    for name in [*standing.waiting, *standing.parked, *standing.joined, *standing.resuming]:
        node, target = old.nodes.get(name), new.nodes.get(node_map.get(name, ""))
        if node is None or target is None or target.kind != node.kind:
            yield _("“%(step)s” has no counterpart in the new version") % {"step": _label(old, name)}
        elif [node_map.get(one.fork, "") for one in node.path] != [one.fork for one in target.path]:
            yield _("“%(step)s” lies in another parallel block in the new version") % {"step": node.label}
    for name in standing.waiting:
        target = new.nodes.get(node_map.get(name, ""))
        if target is not None and name in old.nodes and target.work != old.nodes[name].work:
            yield _("at “%(step)s” something else is to be done in the new version") % {"step": target.label}
    for name in standing.parked:
        target = new.nodes.get(node_map.get(name, ""))
        if name in old.nodes and target is not None and len(target.flows) != len(old.nodes[name].flows):
            yield _("the parallel block before “%(step)s” has other branches in the new version") % {
                "step": _label(new, target.flows[0].target)
            }
    yield from _side_by_side(old, new, node_map, standing)
    for name in standing.visited:
        if node_map.get(name, "") not in new.nodes:
            yield _("it has been at “%(step)s”, which the new version does not have") % {"step": _label(old, name)}


def _side_by_side(old: Graph, new: Graph, node_map: NodeMap, standing: Standing) -> Iterator[str]:
    branches = [new.nodes[node_map[n]].path for n in standing.waiting if node_map.get(n, "") in new.nodes]
    together = [old.nodes[n].path for n in standing.waiting if n in old.nodes]
    if len({path for path in branches if path}) < len({path for path in together if path}):
        yield _("steps that run side by side follow each other in the new version")


def _unknown_later(new: Graph, node_map: NodeMap, standing: Standing) -> Iterator[str]:
    """A table that the process has already passed by (or never comes to) gives what is asked for later."""
    ahead = _ahead(new, {node_map[name] for name in standing.waiting})
    asked = {
        name for node in ahead for flow in node.flows if flow.condition for name in expressions.names(flow.condition)
    }
    for node in new.nodes.values():
        given = {*(node.table.outputs if node.table else ()), *_matrix_names(node)}
        if node.kind == Kind.RULE and node not in ahead and (given & asked) - set(standing.values):
            yield _("a later question asks for the result of “%(table)s”, which it has already passed") % {
                "table": node.label
            }


def _ahead(graph: Graph, names: set[str]) -> list[Node]:
    seen, todo = set(names), list(names)
    while todo:
        for flow in graph.flows_from(graph.nodes[todo.pop()]):
            if flow.target not in seen:
                seen.add(flow.target)
                todo.append(flow.target)
    return [graph.nodes[name] for name in graph.nodes if name in seen]


def _matrix_names(node: Node) -> tuple[str, ...]:
    return (f"{node.id}_roles", f"{node.id}_row") if node.matrix else ()


def _label(graph: Graph, name: str) -> str:
    return graph.nodes[name].label if name in graph.nodes else name
