"""The rows of the step table: the process in flow order, everything in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from leadtocash.foundation.designer.forms import OF_PROCESS, SETTINGS
from leadtocash.foundation.designer.rules.differences import goal
from leadtocash.foundation.designer.wording import Known, Wording
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import nesting, papers
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.picture.layout import lay_out

ICONS = {
    Kind.START: "player-play", Kind.END: "flag", Kind.STEP: "user", Kind.SERVICE: "bolt", Kind.RULE: "table",
    Kind.EXCLUSIVE: "arrows-split", Kind.FORK: "arrows-split", Kind.JOIN: "arrow-merge", Kind.RECEIVE: "bell-check",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """One element of the process as the table shows it."""

    id: str
    sort: str
    icon: str
    name: str
    depth: int
    number: int = 0
    who: str = ""
    signing: str = ""
    limit: int = 0
    timers: list[str] = field(default_factory=list)
    standard: str = ""
    documents: tuple[str, ...] = ()
    clause: str = ""
    settings: list[str] = field(default_factory=list)
    ways: list[dict[str, str]] = field(default_factory=list)
    decision_of: str = ""

    @property
    def is_step(self) -> bool:
        return self.sort in ("step", "service", "rule", "receive")


def rows(text: str, graph: Graph, known: Known | None = None) -> list[Row]:
    """Every element worth a row, in the order of the flow; places where ways only meet are left out."""
    wording = Wording(graph.record_kind, known)
    found, number = [], 0
    for name in flow_order(graph):
        node = graph.nodes[name]
        if node.kind == Kind.EXCLUSIVE and len(node.flows) < 2:
            continue
        number += node.kind == Kind.STEP
        found.append(_row(graph, node, wording, number if node.kind == Kind.STEP else 0))
    return found


def flow_order(graph: Graph) -> list[str]:
    """Ids from the start onwards; as in the file while the process is not sound."""
    return list(graph.nodes) if nesting.problems(graph) else lay_out(graph).rows


def places(graph: Graph) -> list[tuple[str, str]]:
    """Where something can be put: behind or before each step, by name."""
    found = []
    for name in flow_order(graph):
        node = graph.nodes[name]
        if node.kind in (Kind.STEP, Kind.SERVICE, Kind.RULE, Kind.RECEIVE):
            found.append((f"before:{name}", _("before “%(step)s”") % {"step": node.label}))
            found.append((f"after:{name}", _("behind “%(step)s”") % {"step": node.label}))
            if node.kind in (Kind.STEP, Kind.RECEIVE):
                found.append((f"beside:{name}", _("at the same time as “%(step)s”") % {"step": node.label}))
        elif node.kind == Kind.END:
            found.append((f"before:{name}", _("before the end “%(step)s”") % {"step": node.label}))
    return found


def process_rows(graph: Graph, known: Known | None = None) -> list[tuple[str, str]]:
    """What holds for the whole process, in words."""
    wording = Wording(graph.record_kind, known)
    shown = [(wording.label(n), wording.value(n, getattr(graph, n), None)) for n in {**SETTINGS, **OF_PROCESS}]
    return [pair for pair in shown if pair[1]]


def targets(graph: Graph) -> list[tuple[str, str]]:
    """Where a way may lead, by name."""
    kinds = (Kind.STEP, Kind.SERVICE, Kind.RULE, Kind.RECEIVE, Kind.END)
    shown = []
    for name in flow_order(graph):
        node = graph.nodes[name]
        if node.kind in kinds:
            shown.append((name, node.label))
        elif node.kind == Kind.EXCLUSIVE and node.name:
            shown.append((name, _("question “%(name)s”") % {"name": node.label}))
        elif node.kind in (Kind.FORK, Kind.JOIN, Kind.EXCLUSIVE):
            shown.append((name, _gateway(graph, node)))
    return shown


def _row(graph: Graph, node: Node, wording: Wording, number: int) -> Row:
    plain = node.kind in (Kind.FORK, Kind.JOIN)
    return Row(
        id=node.id,
        sort=str(node.kind),
        icon=ICONS[node.kind],
        name=_gateway(graph, node) if plain else node.label if node.name else "",
        depth=min(node.depth, 4),
        number=number,
        who=wording.whom(node.assign) if node.kind == Kind.STEP else _automatic(node, wording),
        signing=wording.mode(node.mode) if node.kind == Kind.STEP and node.work == "decide" else _done(node),
        limit=node.limit,
        timers=[
            _("day %(day)s: %(what)s") % {"day": one.after, "what": wording.does(one.does)}
            for one in sorted(node.boundaries, key=lambda one: one.after)
        ],
        standard=own_language(node.standard, node.standard_en),
        documents=tuple(papers.paper(code).label for code in node.documents),
        clause=node.clause if node.clause and policy.known(node.clause) else "",
        settings=[
            f"{wording.label(n)}: {wording.value(n, getattr(node, n), node)}"
            for n in (*SETTINGS, "copy")
            if getattr(node, n, "")
        ],
        ways=_ways(graph, node, wording) if node.kind == Kind.EXCLUSIVE else [],
        decision_of=_decides(graph, node),
    )


def _gateway(graph: Graph, node: Node) -> str:
    if node.kind == Kind.FORK:
        return _("At the same time: %(steps)s") % {"steps": joined(goal(graph, flow.target) for flow in node.flows)}
    if node.kind == Kind.JOIN:
        return _("When all are done")
    onward = goal(graph, node.flows[0].target) if node.flows else ""
    return (node.name and node.label) or _("where ways meet, before “%(step)s”") % {"step": onward}


def _automatic(node: Node, wording: Wording) -> str:
    if node.kind == Kind.RULE and node.matrix:
        return wording.value("matrix", node.matrix, node)
    return {
        Kind.SERVICE: _("System"),
        Kind.RULE: _("Decision table"),
        Kind.RECEIVE: _("Waits until it has happened"),
    }.get(node.kind, "")


def _done(node: Node) -> str:
    return _("does it") if node.kind == Kind.STEP else ""


def _ways(graph: Graph, node: Node, wording: Wording) -> list[dict[str, str]]:
    return [
        {
            "name": flow.label,
            "when": wording.condition(flow.condition, graph) if flow.condition else _("otherwise"),
            "target": goal(graph, flow.target),
        }
        for flow in node.flows
    ]


def _decides(graph: Graph, node: Node) -> str:
    """The one step whose result a gateway asks for; it cannot be removed alone."""
    before = [one for one in graph.nodes.values() if any(flow.target == node.id for flow in one.flows)]
    if node.kind != Kind.EXCLUSIVE or len(before) != 1 or before[0].kind != Kind.STEP or before[0].work == "do":
        return ""
    asks = any(f"{before[0].id}_outcome" in flow.condition for flow in node.flows)
    return before[0].id if asks else ""
