"""Where everything stands in the picture: one row for each node, a column for each parallel branch. Pure.

Arrows to the next row go straight down; arrows forwards over other rows run on tracks at the right, arrows backwards on
tracks at the left, each track as far out as it must be so that no two lie on each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from leadtocash.foundation.workflow.graph import Flow, Graph, Kind, Node


@dataclass(frozen=True)
class Arrow:
    """An arrow with its place: track 0 goes straight down, positive ones at the right, negative at the left."""

    flow: Flow
    source: str
    target: str
    track: int


@dataclass(frozen=True)
class Layout:
    """rows: node ids from top to bottom; columns: node id -> column, in halves (a join stands in the middle)."""

    rows: list[str]
    columns: dict[str, float]
    arrows: list[Arrow]
    width: int
    left: int
    right: int


def lay_out(graph: Graph) -> Layout:
    """Place the nodes and arrows of a nested graph."""
    rows = _order(graph)
    columns = _columns(graph)
    place = {name: number for number, name in enumerate(rows)}
    spans: dict[bool, list[tuple[int, int, Node, Flow]]] = {True: [], False: []}
    arrows = []
    for node in graph.nodes.values():
        for flow in graph.flows_from(node):
            here, there = place[node.id], place[flow.target]
            if _straight(graph, node, flow, here, there):
                arrows.append(Arrow(flow, node.id, flow.target, 0))
            else:
                spans[there > here].append((min(here, there), max(here, there), node, flow))
    right, left = (list(_tracks(spans[forwards])) for forwards in (True, False))
    arrows += [Arrow(flow, node.id, flow.target, track) for track, node, flow in right]
    arrows += [Arrow(flow, node.id, flow.target, -track) for track, node, flow in left]
    return Layout(
        rows=rows,
        columns=columns,
        arrows=arrows,
        width=max(1, *(int(column) + 1 for column in columns.values())),
        left=max((track for track, _node, _flow in left), default=0),
        right=max((track for track, _node, _flow in right), default=0),
    )


def _straight(graph: Graph, node: Node, flow: Flow, here: int, there: int) -> bool:
    """The next row, or into and out of a branch, whose column is free between."""
    target = graph.nodes[flow.target]
    return there == here + 1 or (there > here and (node.kind == Kind.FORK or target.kind == Kind.JOIN))


def _order(graph: Graph) -> list[str]:
    """Forwards from the start, a branch or way as a whole before the next; where ways meet, after the last of them."""
    waiting: dict[str, int] = defaultdict(int)
    for _source, flow in _forward(graph):
        waiting[flow.target] += 1
    forward = defaultdict(list)
    for source, flow in _forward(graph):
        forward[source].append(flow.target)
    order, todo = [], [graph.start]
    while todo:
        name = todo.pop()
        order.append(name)
        ready = []
        for target in forward[name]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
        todo += reversed(ready)
    return order


def _forward(graph: Graph) -> Iterator[tuple[str, Flow]]:
    """Every arrow that does not close a loop, seen from the start."""
    state: dict[str, int] = {}
    found: list[tuple[str, Flow]] = []

    def visit(name: str) -> None:
        state[name] = 1
        for flow in graph.flows_from(graph.nodes[name]):
            if state.get(flow.target) != 1:
                found.append((name, flow))
            if flow.target not in state:
                visit(flow.target)
        state[name] = 2

    visit(graph.start)
    yield from found


def _columns(graph: Graph) -> dict[str, float]:
    """Branches stand beside each other; what lies outside of a block stands above its middle."""
    widths: dict[tuple[str, ...], int] = {}

    def width(fork: Node) -> int:
        key = (fork.id,)
        if key not in widths:
            widths[key] = sum(branch_width(fork, flow) for flow in fork.flows)
        return widths[key]

    def branch_width(fork: Node, flow: Flow) -> int:
        inner = [
            node
            for node in graph.nodes.values()
            if node.kind == Kind.FORK and node.path and node.path[-1] == (fork.id, flow.id)
        ]
        return max([1, *(width(node) for node in inner)])

    outer = [node for node in graph.nodes.values() if node.kind == Kind.FORK and not node.path]
    whole = max([1, *(width(node) for node in outer)])
    columns: dict[str, float] = {}
    for node in graph.nodes.values():
        begin, size = 0.0, float(whole)
        for fork_id, flow_id in node.path:
            fork = graph.nodes[fork_id]
            begin += (size - width(fork)) / 2
            for flow in fork.flows:
                size = float(branch_width(fork, flow))
                if flow.id == flow_id:
                    break
                begin += size
        columns[node.id] = begin + (size - 1) / 2
    return columns


def _tracks(spans: list[tuple[int, int, Node, Flow]]) -> Iterator[tuple[int, Node, Flow]]:
    """Give every span the innermost track on which nothing else lies; short ones first."""
    used: list[list[tuple[int, int]]] = []
    for begin, end, node, flow in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
        for number, track in enumerate(used):
            if all(end < other or begin > last for other, last in track):
                track.append((begin, end))
                yield number + 1, node, flow
                break
        else:
            used.append([(begin, end)])
            yield len(used), node, flow
