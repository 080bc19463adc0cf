"""Work out in which parallel blocks each node lies, and refuse what is not block-structured.

A node's path names the forks around it and the branch in each. Where arrows of different depth meet, the node
lies outside of the blocks that are not common to all: an arrow there leaves those blocks, and their other
branches end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from leadtocash.foundation.workflow.graph import Branch, Flow, Graph, Kind, Node, Path


def nested(graph: Graph) -> Graph:
    """The same graph, every reachable node with its path."""
    paths = _paths(graph)
    nodes = {name: replace(node, path=paths.get(name, ())) for name, node in graph.nodes.items()}
    return replace(graph, nodes=nodes)


def problems(graph: Graph) -> list[str]:
    """Why the nested graph could get stuck or run doubly: sentences, none when it is sound."""
    found = [*_unreachable(graph), *_never_ending(graph), *_idle_loops(graph)]
    return found or [*_bad_joins(graph), *_bad_forks(graph)]


def _paths(graph: Graph) -> dict[str, Path]:
    paths: dict[str, Path] = {graph.start: ()}
    todo = [graph.start]
    while todo:
        node = graph.nodes[todo.pop()]
        for flow in graph.flows_from(node):
            arriving = path_along(graph, node, flow, paths[node.id])
            old = paths.get(flow.target)
            new = arriving if old is None else _common(old, arriving)
            if new != old:
                paths[flow.target] = new
                todo.append(flow.target)
    return paths


def path_along(graph: Graph, node: Node, flow: Flow, path: Path) -> Path:
    """The path a token has when it comes to the flow's target, one level up when that is a join."""
    here = (*path, Branch(node.id, flow.id)) if node.kind == Kind.FORK else path
    return here[:-1] if graph.nodes[flow.target].kind == Kind.JOIN else here


def _common(one: Path, other: Path) -> Path:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def _arriving(graph: Graph) -> Iterator[tuple[Node, Flow, Path]]:
    """Every arrow with the path of a token on it, before a join takes a level away."""
    for node in graph.nodes.values():
        for flow in graph.flows_from(node):
            fork = node.kind == Kind.FORK
            yield node, flow, (*node.path, Branch(node.id, flow.id)) if fork else node.path


def _bad_joins(graph: Graph) -> Iterator[str]:
    coming: dict[str, list[Path]] = defaultdict(list)
    for _node, flow, path in _arriving(graph):
        if graph.nodes[flow.target].kind == Kind.JOIN:
            coming[flow.target].append(path)
    joined: dict[str, str] = {}
    for name, paths in coming.items():
        forks = {path[-1].fork if path else "" for path in paths}
        if forks == {""} or len(forks) > 1 or any(path[:-1] != graph.nodes[name].path for path in paths):
            yield _("%(join)s: not every arrow comes from a branch of one and the same fork.") % {"join": name}
            continue
        fork = forks.pop()
        if fork in joined:
            yield _("%(fork)s: its branches are joined at two places.") % {"fork": fork}
        joined[fork] = name
    for name, node in graph.nodes.items():
        if node.kind == Kind.FORK and name not in joined:
            yield _("%(fork)s: its branches are never joined.") % {"fork": name}


def _bad_forks(graph: Graph) -> Iterator[str]:
    for name, node in graph.nodes.items():
        if node.kind != Kind.FORK:
            continue
        if len(node.flows) < 2:
            yield _("%(fork)s: a fork needs at least two branches.") % {"fork": name}
        for flow in node.flows:
            target = graph.nodes[flow.target]
            inside = target.kind == Kind.JOIN or target.depth > node.depth
            if not inside or (target.kind != Kind.JOIN and not _joins(graph, flow)):
                yield _("%(fork)s: the branch to “%(target)s” does not come to the join.") % {
                    "fork": name,
                    "target": target.label,
                }


def _joins(graph: Graph, branch: Flow) -> bool:
    depth = graph.nodes[branch.target].depth
    seen, todo = {branch.target}, [branch.target]
    while todo:
        for flow in graph.flows_from(graph.nodes[todo.pop()]):
            target = graph.nodes[flow.target]
            if target.kind == Kind.JOIN and target.depth == depth - 1:
                return True
            if target.depth >= depth and target.id not in seen:
                seen.add(target.id)
                todo.append(target.id)
    return False


def _unreachable(graph: Graph) -> Iterator[str]:
    reached = _reach(graph, graph.start)
    for name, node in graph.nodes.items():
        if name not in reached:
            yield _("“%(name)s” (%(id)s) can never be reached.") % {"name": node.label, "id": name}


def _never_ending(graph: Graph) -> Iterator[str]:
    back: dict[str, list[str]] = defaultdict(list)
    for node, flow, _path in _arriving(graph):
        back[flow.target].append(node.id)
    todo = [name for name, node in graph.nodes.items() if node.kind == Kind.END]
    ending = set(todo)
    while todo:
        fresh = [name for name in back[todo.pop()] if name not in ending]
        ending.update(fresh)
        todo.extend(fresh)
    for name, node in graph.nodes.items():
        if name not in ending:
            yield _("From “%(name)s” (%(id)s) no arrow leads to an end.") % {"name": node.label, "id": name}


def _idle_loops(graph: Graph) -> Iterator[str]:
    """Loops without anybody to wait for would turn for ever."""
    state: dict[str, bool] = {}

    def turns(name: str) -> bool:
        if name in state:
            return not state[name]
        state[name] = False
        found = any(not graph.nodes[flow.target].waits and turns(flow.target) for flow in graph.nodes[name].flows)
        state[name] = True
        return found

    for name, node in graph.nodes.items():
        if not node.waits and turns(name):
            yield _("%(name)s lies in a loop in which nobody has anything to do.") % {"name": name}
            return


def _reach(graph: Graph, start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for flow in graph.flows_from(graph.nodes[todo.pop()]):
            if flow.target not in seen:
                seen.add(flow.target)
                todo.append(flow.target)
    return seen
