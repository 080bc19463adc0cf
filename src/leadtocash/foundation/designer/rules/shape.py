"""What belongs together in the flow: a step with its own decision, the way out of it, where a rejection may go."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.designer.rules import conditions
from leadtocash.foundation.designer.rules.document import Document, condition_of, own, tag
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import expressions
from leadtocash.foundation.workflow.graph import Graph, Node

GOOD = {"userTask": "approved", "receiveTask": "received"}


def outcome_name(name: str) -> str:
    return f"{name}_outcome"


def good_outcome(step: Any) -> str:
    """The result with which a step lets the process go on."""
    return "done" if own(step, "work") == "do" else GOOD.get(tag(step), "done")


def asks(flow: Any, name: str) -> bool:
    """Does the arrow's condition ask for this name?"""
    try:
        text = condition_of(flow)
        return bool(text) and name in expressions.names(text)
    except expressions.NotACondition:
        return False


def own_gateway(doc: Document, name: str) -> Any | None:
    """The gateway right behind a step that asks for its result and that no other way leads to."""
    out = doc.out_of(name)
    if len(out) != 1:
        return None
    behind = doc.find(out[0].get("targetRef"))
    if tag(behind) != "exclusiveGateway" or len(doc.into(behind.get("id"))) != 1:
        return None
    flows = doc.out_of(behind.get("id"))
    return behind if len(flows) > 1 and any(asks(flow, outcome_name(name)) for flow in flows) else None


def exit_flow(doc: Document, name: str) -> Any:
    """The arrow on which the process goes on when the step has gone well.

    Raises RuleError where there is not exactly one.
    """
    element = doc.find(name)
    gateway = own_gateway(doc, name)
    if gateway is not None:
        flows = doc.out_of(gateway.get("id"))
        for flow in flows:
            text = condition_of(flow)
            if text and conditions.assume(text, outcome_name(name), good_outcome(element)) is True:
                return flow
        default = [flow for flow in flows if flow.get("id") == gateway.get("default")]
        if default:
            return default[0]
    out = doc.out_of(name)
    if len(out) == 1 and gateway is None:
        return out[0]
    raise RuleError(
        _("Several ways leave “%(step)s”; it is not clear where to put it. Choose another place or use the drawing.")
        % {"step": label(element)},
        code="way_not_clear",
    )


def unit_before(doc: Document, flow: Any) -> str:
    """The step (with its decision) that an arrow comes from. Raises RuleError where it is no step."""
    source = doc.find(flow.get("sourceRef"))
    name = source.get("id")
    if tag(source) == "exclusiveGateway":
        into = doc.into(name)
        before = into[0].get("sourceRef") if len(into) == 1 else ""
        if before and own_gateway(doc, before) is source and exit_flow(doc, before) is flow:
            return str(before)
    elif tag(source) in ("userTask", "serviceTask", "businessRuleTask", "receiveTask"):
        return str(name)
    raise RuleError(
        _("Before it stands “%(what)s”, which is no step. Put the step elsewhere by inserting it there.")
        % {"what": label(source)},
        code="no_neighbour",
    )


def members(doc: Document, name: str) -> set[str]:
    """The ids of a step, of its own decision and of its timers."""
    gateway = own_gateway(doc, name)
    found = {name, *(timer.get("id") for timer in doc.timers(name))}
    return found | ({gateway.get("id")} if gateway is not None else set())


def label(element: Any) -> str:
    return element.get("name") or element.get("id") or ""


def reject_targets(graph: Graph, node: Node) -> list[Node]:
    """Where a rejection at this place may lead: steps and ends that lie in no block but those around it."""
    fits = (n for n in graph.nodes.values() if n.path == node.path[: len(n.path)] and n.kind not in ("start", "join"))
    return [n for n in fits if n.kind not in ("fork", "exclusive") or n.name]


def usual_reject_target(doc: Document, graph: Graph, node: Node) -> str:
    """Where the other rejections of the process go, as far as this place may lead there; else an end, else ""."""
    may = {one.id for one in reject_targets(graph, node)}
    for flow in doc.flows():
        if "'rejected'" in condition_of(flow).replace('"', "'") and flow.get("targetRef") in may:
            return str(flow.get("targetRef"))
    ends = [one.id for one in graph.nodes.values() if one.id in may and one.kind == "end"]
    return ends[0] if ends else ""
