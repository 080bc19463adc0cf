"""What publishing refuses, in plain sentences: a definition that passes can run to its end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import spelling, tables
from leadtocash.foundation.authority.matrix import shipped as documents
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import escalation, expressions, nesting
from leadtocash.foundation.workflow.expressions import NotACondition
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import Activity
from leadtocash.foundation.workflow.registry import Fact, Subject, lists, services, subjects

MODES = ("any", "all", "in_order")
NUMBERS = ("money", "number")
SETTINGS = {
    "repeat": ("each", "once", "in_a_row"),
    "own": ("self", "skip", "superior"),
    "nobody": ("administrator", "superior", "skip"),
    "bulk": ("yes", "no"),
}
OF_PROCESS = {"cancel": ("untouched", "starter", "nobody"), "edit": ("refuse", "restart")}


def problems(graph: Graph) -> list[str]:
    """Everything wrong with a nested graph; empty when it may be published."""
    subject = subjects.find(graph.record_kind)
    if subject is None:
        return [_("No area knows records of the kind “%(kind)s”.") % {"kind": graph.record_kind}]
    found = [*_shape(graph), *nesting.problems(graph)]
    roles = set(Role.objects.values_list("code", flat=True))
    for name, allowed in {**SETTINGS, **OF_PROCESS}.items():
        if getattr(graph, name) not in allowed:
            found.append(_setting(name, getattr(graph, name), allowed))
    for node in graph.nodes.values():
        for what in _node_problems(graph, node, subject, roles):
            found.append(_("“%(step)s”: %(what)s.") % {"step": node.label, "what": what})
    return found


def known_names(graph: Graph, subject: Subject) -> set[str]:
    """What conditions may ask for: facts, outcomes of steps, results of tables."""
    names = set(subject.fact_types)
    for node in graph.nodes.values():
        if node.waits:
            names.add(f"{node.id}_outcome")
        if node.table:
            names.update(node.table.outputs)
        if node.matrix:
            names.update((f"{node.id}_roles", f"{node.id}_row"))
    return names


def _shape(graph: Graph) -> Iterator[str]:
    for node in graph.nodes.values():
        if node.kind == Kind.END and node.flows:
            yield _("%(id)s: no arrow may leave an end.") % {"id": node.id}
        if node.kind != Kind.END and not node.flows:
            yield _("%(id)s: no arrow leaves it; the process would stop there.") % {"id": node.id}
        if node.kind not in (Kind.EXCLUSIVE, Kind.FORK) and len(node.flows) > 1:
            yield _("%(id)s: several arrows leave it; put a gateway behind it.") % {"id": node.id}
        if node.kind == Kind.START and node.arrivals:
            yield _("%(id)s: no arrow may lead to the start.") % {"id": node.id}


def _node_problems(graph: Graph, node: Node, subject: Subject, roles: set[str]) -> Iterator[str]:
    match node.kind:
        case Kind.STEP:
            yield from _step(graph, node, subject, roles)
        case Kind.SERVICE if node.service not in services:
            yield _("the service “%(name)s” is not known") % {"name": node.service}
        case Kind.RECEIVE if not node.event:
            yield _("it is missing which event is waited for")
        case Kind.RULE:
            yield from _rule(graph, node, subject)
        case Kind.EXCLUSIVE:
            yield from _choice(graph, node, subject)
    if node.boundaries and not node.waits:
        yield _("a timer can only stand at a step or at a waiting for an event")
    yield from escalation.problems(node, roles)
    if node.clause and not policy.known(node.clause):
        yield _("the handbook has no clause “%(clause)s”") % {"clause": node.clause}


def _step(graph: Graph, node: Node, subject: Subject, roles: set[str]) -> Iterator[str]:
    yield from _assignment(node, subject, roles)
    if not node.name:
        yield _("a step needs a name")
    if node.mode not in MODES and not _is_ratio(node.mode):
        yield _("“%(mode)s” is no way of signing (any, all, in_order, ratio:0.6)") % {"mode": node.mode}
    if node.reject not in ("at_once", "after_all"):
        yield _("reject is at_once or after_all")
    if node.comment not in ("on_reject", "always", "never"):
        yield _("comment is on_reject, always or never")
    if node.work not in ("decide", "do"):
        yield _("work is decide or do")
    yield from _settings(node, subject, roles)
    if node.work == "decide":
        asked = set().union(*(expressions_names(flow.condition) for n in graph.nodes.values() for flow in n.flows))
        if f"{node.id}_outcome" not in asked:
            yield _("no condition asks for its outcome, so a rejection would change nothing")
        if any(boundary.flow for boundary in node.boundaries):
            yield _("a decision is never ended by time; let a timer remind or escalate instead")


def _settings(node: Node, subject: Subject, roles: set[str]) -> Iterator[str]:
    for name, allowed in SETTINGS.items():
        value = getattr(node, name)
        if value and value not in allowed:
            yield _setting(name, value, allowed)
        elif value == "skip" and node.by_matrix:
            yield _("%(name)s: a step of the authority matrix is never skipped") % {"name": name}
        elif value == "skip" and node.work == "do":
            yield _("%(name)s: what has to be done cannot be skipped, only a decision") % {"name": name}
    for whom in node.copy:
        kind, _colon, name = whom.partition(":")
        people = {"owner", "starter", *subject.people}
        if not (kind == "role" and name in roles) and not (kind == "person" and name in people):
            yield _("a copy cannot go to “%(whom)s”; it can go to role:… or person:…") % {"whom": whom}


def _setting(name: str, value: str, allowed: tuple[str, ...]) -> str:
    return _("%(name)s is %(allowed)s, not “%(value)s”") % {
        "name": name,
        "allowed": _(" or ").join(allowed),
        "value": value,
    }


def expressions_names(condition: str) -> set[str]:
    """The names in a condition; none when it cannot be read (which is reported where it stands)."""
    try:
        return expressions.names(condition) if condition else set()
    except NotACondition:
        return set()


def _assignment(node: Node, subject: Subject, roles: set[str]) -> Iterator[str]:
    kind, _colon, name = node.assign.partition(":")
    people = {"owner", "starter", *subject.people}
    match kind:
        case "role" if name not in roles:
            yield _("there is no role “%(name)s”") % {"name": name}
        case "person" | "superior" if name not in people:
            yield _("the record has no person “%(name)s”") % {"name": name}
        case "each" if name not in lists:
            yield _("the list of signers “%(name)s” is not known") % {"name": name}
        case "matrix" if name not in documents:
            yield _("the authority matrix has no document “%(name)s”") % {"name": name}
        case "role" | "person" | "superior" | "each" | "matrix":
            return
        case _:
            yield _("it is missing who does it")


def _rule(graph: Graph, node: Node, subject: Subject) -> Iterator[str]:
    if node.matrix:
        if node.matrix not in documents:
            yield _("the authority matrix has no document “%(name)s”") % {"name": node.matrix}
        return
    if node.table is None:
        yield _("it needs a decision table or the authority matrix")
        return
    unknown = set(node.table.inputs) - known_names(graph, subject)
    if unknown:
        yield _("the table asks for something unknown: %(names)s") % {"names": joined(sorted(unknown))}
        return
    boxes = [box for box, _values in node.table.rows]
    for one, other in tables.overlaps(boxes):
        yield _("rows %(one)s and %(other)s of the table overlap") % {"one": one + 1, "other": other + 1}
    axes = {name: axis_of(subject.fact_types.get(name)) for name in node.table.inputs}
    for gap in tables.gaps(boxes, axes):
        yield _("no row of the table covers %(where)s") % {
            "where": spelling.box(gap, {name: fact.label for name, fact in subject.fact_types.items()})
        }


def axis_of(fact: Fact | None) -> tables.Axis:
    """The values a fact can have."""
    if fact is None:
        return tables.Axis()
    if fact.type == "choice":
        return tables.Axis(choices=tuple(fact.choices))
    if fact.type == "flag":
        return tables.Axis(choices=(False, True))
    return tables.Axis(minimum=Decimal(0) if fact.type == "money" else None)


def _choice(graph: Graph, node: Node, subject: Subject) -> Iterator[str]:
    if len(node.flows) < 2:
        return
    if node.default not in {flow.id for flow in node.flows}:
        yield _("it needs a default arrow for when no condition holds")
    names = known_names(graph, subject)
    for flow in node.flows:
        if flow.id == node.default:
            continue
        if not flow.condition:
            yield _("the arrow %(id)s needs a condition") % {"id": flow.id}
            continue
        try:
            unknown = expressions.names(flow.condition) - names
        except NotACondition:
            yield _("“%(text)s” is not a condition") % {"text": flow.condition}
            continue
        if unknown:
            yield _("a condition asks for something unknown: %(names)s") % {"names": joined(sorted(unknown))}
        yield from _types(flow.condition, subject)


def _types(condition: str, subject: Subject) -> Iterator[str]:
    for name, operation, constants in expressions.comparisons(condition):
        fact = subject.fact_types.get(name)
        outcomes = set(Activity.Outcome.values) if fact is None and name.endswith("_outcome") else set()
        for constant in constants:
            if outcomes and constant is not None and constant not in outcomes:
                yield _("%(name)s can never be “%(value)s”") % {"name": name, "value": constant}
            if fact is None or constant is None:
                continue
            if not _suits(fact, constant) or (isinstance(operation, expressions.ORDERING) and fact.type not in NUMBERS):
                yield _("%(name)s cannot be compared with “%(value)s”") % {"name": name, "value": constant}


def _suits(fact: Fact, constant: Any) -> bool:
    match fact.type:
        case "money" | "number":
            return isinstance(constant, int | Decimal) and not isinstance(constant, bool)
        case "flag":
            return isinstance(constant, bool)
        case "choice":
            return constant in fact.choices
        case _:
            return isinstance(constant, str)


def _is_ratio(mode: str) -> bool:
    kind, _colon, share = mode.partition(":")
    try:
        return kind == "ratio" and 0 < Decimal(share) <= 1
    except InvalidOperation:
        return False
