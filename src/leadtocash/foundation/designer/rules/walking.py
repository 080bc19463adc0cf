"""Walk a case through a definition again, with the results that were recorded: only the routing, nothing is done.

The token game is the engine's: forks, joins and arrows that leave a block behave as there. What was not recorded
(a step that is new) is taken to go well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadtocash.foundation.workflow import expressions
from leadtocash.foundation.workflow.expressions import UnknownFact
from leadtocash.foundation.workflow.graph import Flow, Graph, Kind, Node

MOST_MOVES = 500
SHOWN = (Kind.STEP, Kind.RECEIVE, Kind.SERVICE)


@dataclass(frozen=True)
class Visit:
    """One recorded opening of a step: when, how it ended, and where it went straight back to."""

    number: int
    node: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    resume_to: str = ""


@dataclass
class Trail:
    """The way of a case: the elements in the order in which they were reached, the end, working days by the limits.

    choices: which arrows the questions took, in order; assumed: facts asked for that are known only as they are
    now; unknown: facts that are not known at all; lost: the recorded way could not be followed to its end.
    """

    path: list[str] = field(default_factory=list)
    end: str = ""
    days: int = 0
    choices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    assumed: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    lost: bool = False


@dataclass(eq=False)
class _Token:
    parent: _Token | None = None
    clock: int = 0
    arrived: bool = False


Ruling = Callable[[Node, Mapping[str, Any]], Mapping[str, Any]]


def walk(
    graph: Graph,
    visits: Sequence[Visit],
    facts: Mapping[str, Any],
    ruling: Ruling,
    *,
    started_at: datetime,
    as_recorded: bool,
    chosen: Mapping[str, Sequence[str]] | None = None,
    certain: Collection[str] = (),
) -> Trail:
    """The way of a case through a definition.

    as_recorded: the definition it really ran by, so that a question takes the arrow that leads to what was opened
    then. chosen: the arrows that questions took which are the same in both definitions. certain: facts known as they
    were then.
    """
    walker = _Walker(graph, visits, facts, ruling, as_recorded=as_recorded, chosen=chosen or {})
    walker.certain = frozenset(certain)
    return walker.run(started_at)


class _Walker:
    def __init__(
        self, graph: Graph, visits: Sequence[Visit], facts: Mapping[str, Any], ruling: Ruling, *,
        as_recorded: bool, chosen: Mapping[str, Sequence[str]],
    ) -> None:  # fmt: skip
        self.graph, self.facts, self.ruling = graph, facts, ruling
        self.as_recorded, self.chosen = as_recorded, chosen
        self.left: dict[str, list[Visit]] = defaultdict(list)
        for visit in visits:
            self.left[visit.node].append(visit)
        self.certain: frozenset[str] = frozenset()
        self.values: dict[str, Any] = {}
        self.trail = Trail()
        self.tokens: list[_Token] = []
        self.waiting: dict[_Token, tuple[Node, Visit | None]] = {}
        self.moves = 0
        self.moment: datetime | None = None

    def run(self, started_at: datetime) -> Trail:
        root = _Token()
        self.tokens, self.moment = [root], started_at
        self.follow(root, self.graph.nodes[self.graph.start].flows[0])
        while not self.trail.lost and (token := self.next_ready()) is not None:
            self.conclude(token)
        if not self.trail.end:
            self.trail.days = max((token.clock for token in self.tokens), default=0)
        return self.trail

    # ---- moving
    def follow(self, token: _Token, flow: Flow | None) -> None:
        while flow is not None:
            self.moves += 1
            if self.moves > MOST_MOVES:
                self.trail.lost = True
                return
            node = self.graph.nodes[flow.target]
            if node.kind == Kind.JOIN:
                joined = self.arrive(token)
                if joined is None:
                    return
                token, flow = joined, node.flows[0]
                continue
            token = self.leave_blocks(token, node.depth)
            flow = self.enter(token, node)

    def enter(self, token: _Token, node: Node) -> Flow | None:
        if node.kind in SHOWN:
            self.trail.path.append(node.id)
        match node.kind:
            case Kind.STEP | Kind.RECEIVE:
                recorded = self.left[node.id]
                self.waiting[token] = (node, recorded.pop(0) if recorded else None)
                return None
            case Kind.END:
                self.trail.end, self.trail.days = node.id, token.clock
                self.tokens, self.waiting = [], {}
                return None
            case Kind.FORK:
                self.fork(token, node)
                return None
            case Kind.RULE:
                self.values.update(self.ruling(node, self.known))
        if node.kind == Kind.EXCLUSIVE and len(node.flows) > 1:
            return self.choose(node)
        return node.flows[0]

    def fork(self, token: _Token, node: Node) -> None:
        branches = [_Token(token, token.clock) for _flow in node.flows]
        self.tokens += branches
        for branch, flow in zip(branches, node.flows, strict=True):
            if branch in self.tokens:
                self.follow(branch, flow)

    def arrive(self, token: _Token) -> _Token | None:
        token.arrived = True
        branches = [other for other in self.tokens if other.parent is token.parent]
        if token.parent is None or not all(branch.arrived for branch in branches):
            return None
        token.parent.clock = max(branch.clock for branch in branches)
        self.remove(branches)
        return token.parent

    def leave_blocks(self, token: _Token, depth: int) -> _Token:
        line = [token]
        while line[0].parent is not None:
            line.insert(0, line[0].parent)
        if len(line) - 1 <= depth:
            return token
        around = line[depth]
        around.clock = token.clock
        self.remove([one for one in self.tokens if one is not around and _inside(one, around)])
        return around

    def remove(self, tokens: list[_Token]) -> None:
        for token in tokens:
            self.tokens.remove(token)
            self.waiting.pop(token, None)

    # ---- deciding
    @property
    def known(self) -> dict[str, Any]:
        return {**self.facts, **self.values}

    def choose(self, gateway: Node) -> Flow:
        flow = self.evaluated(gateway)
        taken = self.trail.choices[gateway.id]
        if self.as_recorded:
            flow = self.as_it_went(gateway, flow)
        elif self.asks_facts(gateway) and len(self.chosen.get(gateway.id, ())) > len(taken):
            then = self.chosen[gateway.id][len(taken)]
            flow = next((one for one in gateway.flows if one.id == then), flow)
        elif self.asks_facts(gateway):
            self.trail.assumed |= self.asks_facts(gateway) - self.certain
        taken.append(flow.id)
        return flow

    def evaluated(self, gateway: Node) -> Flow:
        default = next(flow for flow in gateway.flows if flow.id == gateway.default)
        try:
            for flow in gateway.flows:
                if flow.id != gateway.default and expressions.holds(flow.condition, self.known):
                    return flow
        except UnknownFact as unknown:
            self.trail.unknown.add(unknown.name)
        return default

    def asks_facts(self, gateway: Node) -> set[str]:
        """The facts of the record that a question asks for (not results, which are recorded)."""
        names = set().union(*(expressions.names(flow.condition) for flow in gateway.flows if flow.condition))
        return {name for name in names if name in self.facts}

    def as_it_went(self, gateway: Node, flow: Flow) -> Flow:
        """The arrow that leads to what was opened at this moment; the evaluated one where that says nothing."""
        opened = {name for name, visits in self.left.items() if visits and visits[0].opened_at == self.moment}
        if not opened or opened & self.frontier(flow):
            return flow
        return next((one for one in gateway.flows if opened & self.frontier(one)), flow)

    def frontier(self, flow: Flow) -> set[str]:
        """The steps that can be reached by an arrow without passing another step."""
        found, todo, seen = set(), [flow.target], set()
        while todo:
            node = self.graph.nodes[todo.pop()]
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.waits:
                found.add(node.id)
            else:
                todo += [one.target for one in node.flows]
        return found

    # ---- concluding
    def next_ready(self) -> _Token | None:
        ready = []
        for place, (token, (_node, visit)) in enumerate(self.waiting.items()):
            if visit is None:
                return token
            if visit.closed_at is not None:
                ready.append((visit.closed_at, visit.outcome == "cancelled", visit.number, place, token))
        return min(ready, key=lambda one: one[:4])[4] if ready else None

    def conclude(self, token: _Token) -> None:
        node, visit = self.waiting.pop(token)
        token.clock += node.limit
        good = {"do": "done"}.get(node.work, "approved") if node.kind == Kind.STEP else "received"
        outcome = visit.outcome if visit and visit.outcome not in ("cancelled", "") else good
        self.moment = visit.closed_at if visit else self.moment
        self.values[f"{node.id}_outcome"] = outcome
        if outcome == "returned":
            self.send_back(token, node)
        elif outcome == "timed_out" and (ends := [one.flow for one in node.boundaries if one.flow]):
            self.follow(token, ends[0])
        elif visit and visit.resume_to in self.graph.nodes and outcome in ("approved", "done"):
            self.enter(token, self.graph.nodes[visit.resume_to])
        else:
            self.follow(token, node.flows[0])

    def send_back(self, token: _Token, node: Node) -> None:
        """Go where the case really went when somebody sent it back."""
        opened = [v for visits in self.left.values() for v in visits[:1] if v.opened_at == self.moment]
        target = self.graph.nodes.get(opened[0].node) if opened else None
        if target is None or target.path != node.path[: target.depth]:
            self.trail.lost = True
            return
        self.enter(self.leave_blocks(token, target.depth), target)


def _inside(token: _Token, around: _Token) -> bool:
    here: _Token | None = token
    while here is not None and here is not around:
        here = here.parent
    return here is around
