"""Clean up after an edit: what no longer has a meaning goes, conditions that have become certain are settled."""

from __future__ import annotations

from typing import Any

from leadtocash.foundation.designer.rules import conditions, shape
from leadtocash.foundation.designer.rules.document import Document, condition_of, set_condition, tag


def tidy(doc: Document) -> None:
    """Take out what no longer has a meaning: questions with one way, branches without work, what cannot be reached."""
    while _tidied(doc):
        pass


def _tidied(doc: Document) -> bool:
    start = next((n.get("id") for n in doc.nodes() if tag(n) == "startEvent"), "")
    reached, todo = {start}, [start]
    while todo:
        here = todo.pop()
        sources = [here, *(timer.get("id") for timer in doc.timers(here))]
        for flow in (f for source in sources for f in doc.out_of(source)):
            if flow.get("targetRef") not in reached:
                reached.add(flow.get("targetRef"))
                todo.append(flow.get("targetRef"))
    for node in list(doc.nodes()):
        name, out, into = node.get("id"), doc.out_of(node.get("id")), doc.into(node.get("id"))
        if name not in reached:
            _forget(doc, node)
            return True
        if tag(node) == "exclusiveGateway" and len(out) == 1 and (len(into) < 2 or _is_question(node)):
            bypass(doc, name)
            return True
        if tag(node) != "parallelGateway":
            continue
        idle = [flow for flow in out if len(out) > 1 and doc.is_parallel(flow.get("targetRef"))]
        if idle:
            doc.drop(idle[0])
            return True
        if len(out) == 1 and len(into) == 1:
            bypass(doc, name)
            return True
    return False


def _is_question(gateway: Any) -> bool:
    """Was this gateway a question (it has a default), not only a place where ways meet?"""
    return bool(gateway.get("default"))


def _forget(doc: Document, node: Any) -> None:
    for timer in doc.timers(node.get("id")):
        for flow in doc.out_of(timer.get("id")):
            doc.drop(flow)
        doc.drop(timer)
    for flow in [*doc.out_of(node.get("id")), *doc.into(node.get("id"))]:
        doc.drop(flow)
    doc.drop(node)


def bypass(doc: Document, name: str) -> None:
    """Lead the ways into an element straight to where its one arrow leads."""
    out = doc.out_of(name)[0]
    target = out.get("targetRef")
    for flow in doc.into(name):
        if flow.get("sourceRef") == name or (flow.get("sourceRef") == target and _is_empty(doc, flow, target)):
            doc.drop(flow)
        else:
            flow.set("targetRef", target)
    if out.getparent() is not None:
        doc.drop(out)
    doc.drop(doc.find(name))


def _is_empty(doc: Document, flow: Any, target: str) -> bool:
    """Would the arrow lead from a gateway to itself?"""
    return tag(doc.find(target)) in ("exclusiveGateway", "parallelGateway") and flow.get("sourceRef") == target


def settle(doc: Document, name: str, value: str) -> None:
    """Conditions that ask for the name become what they are when it has this value."""
    for flow in doc.flows():
        if flow.getparent() is None or not shape.asks(flow, name):
            continue
        left = conditions.assume(condition_of(flow), name, value)
        if left is False:
            doc.drop(flow)
        elif left is True:
            gateway = doc.find(flow.get("sourceRef"))
            gateway.set("default", flow.get("id"))
            others = doc.out_of(gateway.get("id"))
            for other in others[others.index(flow) + 1 :]:
                doc.drop(other)
            set_condition(flow, "")
        else:
            set_condition(flow, str(left))
