"""Edits of a process that keep it block-structured: insert, put beside, remove, move steps and decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leadtocash.foundation.designer.rules import conditions, shape
from leadtocash.foundation.designer.rules.document import WORKING, Document, both, condition_of, own, set_condition, tag
from leadtocash.foundation.designer.rules.grids import write_table
from leadtocash.foundation.designer.rules.tidying import bypass, settle, tidy
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import bpmn, nesting
from leadtocash.foundation.workflow.graph import Graph

AGREED, YES, NO = gettext_noop("Agreed?"), gettext_noop("Agreed"), gettext_noop("Not agreed")
NEEDED, OTHERWISE = gettext_noop("Needed?"), gettext_noop("Otherwise")
REFUSED = gettext_noop("Refused")


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """A step to be put in: its words, what people do, its attributes, when only, and where a rejection leads."""

    name: str
    work: str = "decide"
    attributes: Mapping[str, str] = field(default_factory=dict)
    only_when: str = ""
    on_reject: str = ""


def guarded(
    text: str,
    edit: Callable[[Document], Any],
    *,
    taken: frozenset[str] = frozenset(),
    check: Callable[[str], list[str]] | None = None,
) -> tuple[str, Any]:
    """Do an edit and give the new text and the edit's own answer.

    `check` gives the problems of a text (only those of its structure unless told otherwise). Raises RuleError with
    every problem that was not there before.
    """
    problems = check or structure_problems
    before = set(problems(text))
    doc = Document(text, taken=taken)
    answer = edit(doc)
    after = doc.text()
    fresh = [problem for problem in problems(after) if problem not in before]
    if fresh:
        raise RuleError(
            _("This change would break the process; nothing was changed."),
            code="edit_breaks",
            missing=[Missing(what=problem) for problem in fresh],
        )
    return after, answer


def structure_problems(text: str) -> list[str]:
    """What keeps the text from being a process that can run to its end; roles and names are not looked at."""
    try:
        return nesting.problems(Document(text).graph())
    except bpmn.Refused as refused:
        return refused.problems


# ---- putting in
def insert_step(doc: Document, anchor: str, new: NewStep, *, before: bool = False) -> str:
    """Put a step behind (or before) an element; give its id.

    A step that decides gets its own gateway: agreed goes on, rejected goes to `on_reject` (else where the other
    rejections go, else to a new end). With `only_when` a gateway before it asks whether it is needed.
    """
    target_of = doc.find(anchor)
    reject = _reject_target(doc, anchor, new)
    into = doc.into(anchor) if before else [shape.exit_flow(doc, anchor)]
    onward = anchor if before else into[0].get("targetRef")
    if not into or (before and tag(target_of) == "startEvent"):
        raise RuleError(_("Nothing can stand there."), code="no_place")
    doc.forget_diagram()
    name, last = _made(doc, new, reject)
    first = name
    if new.only_when:
        first = _question(doc, new.only_when, name, onward)
    for flow in into:
        flow.set("targetRef", first)
    if last.get("targetRef") == "":
        last.set("targetRef", onward)
    return name


def add_parallel(doc: Document, anchor: str, new: NewStep) -> str:
    """Put a step beside another one: both are asked at once, the process goes on when both have answered.

    Where the result of the other is asked for, it counts as rejected when one of the two rejects.
    """
    element, out = doc.find(anchor), doc.out_of(anchor)
    if tag(element) not in ("userTask", "receiveTask") or len(out) != 1 or not doc.into(anchor):
        raise RuleError(_("Only beside a step another one can be put."), code="no_place")
    reject = _reject_target(doc, anchor, new)
    doc.forget_diagram()
    name = _task(doc, new)
    fork, join = _branch_of(doc, anchor)
    if not fork:
        fork, join = doc.fresh("together"), ""
        doc.add("parallelGateway", fork)
        join = doc.fresh("joined")
        doc.add("parallelGateway", join)
        _lead_to_fork(doc, anchor, fork)
        doc.connect(fork, anchor)
        out[0].set("sourceRef", join)
        doc.connect(anchor, join)
    doc.connect(fork, name)
    doc.connect(name, join)
    if new.work == "decide" and not _rejoined(doc, anchor, name, _siblings(doc, fork, join)):
        onward = doc.out_of(join)[0]
        gateway = _decision(doc, name, reject)
        flow = _default_of(doc, gateway, onward.get("targetRef"))
        onward.set("targetRef", gateway)
        flow.set("sourceRef", gateway)
    return name


def insert_choice(doc: Document, anchor: str, words: str, *, condition: str, target: str) -> str:
    """A question behind an element: when the condition holds the process goes to `target`, else on as before."""
    flow = shape.exit_flow(doc, anchor)
    doc.find(target)
    doc.forget_diagram()
    gateway = doc.fresh("choice")
    doc.add("exclusiveGateway", gateway, (words, ""))
    onward = flow.get("targetRef")
    flow.set("targetRef", gateway)
    doc.connect(gateway, target, condition=condition)
    _default_of(doc, gateway, onward, both(OTHERWISE))
    return gateway


def insert_table(doc: Document, anchor: str, words: str, table: str) -> str:
    """A decision table behind an element; its results can be asked for from there on."""
    flow = shape.exit_flow(doc, anchor)
    doc.forget_diagram()
    name = doc.fresh("table")
    element = doc.add("businessRuleTask", name, (words, ""))
    write_table(element, table)
    onward = flow.get("targetRef")
    flow.set("targetRef", name)
    doc.connect(name, onward)
    return name


# ---- taking out
def remove_step(doc: Document, name: str) -> list[str]:
    """Take a step out, with the decision about it; give the names of what went with it.

    Conditions that ask for its result become what they are when it has gone well.
    """
    element = doc.find(name)
    if tag(element) not in WORKING:
        raise RuleError(_("Only steps can be removed here."), code="not_a_step")
    if len(doc.out_of(name)) != 1:
        raise RuleError(_("Several ways leave “%(step)s”.") % {"step": shape.label(element)}, code="way_not_clear")
    before = {node.get("id"): shape.label(node) for node in doc.nodes()}
    doc.forget_diagram()
    settle(doc, shape.outcome_name(name), shape.good_outcome(element))
    for timer in doc.timers(name):
        for flow in doc.out_of(timer.get("id")):
            doc.drop(flow)
        doc.drop(timer)
    bypass(doc, name)
    tidy(doc)
    left = {node.get("id") for node in doc.nodes()}
    return [words for one, words in before.items() if one not in left and one != name]


def remove_choice(doc: Document, name: str) -> list[str]:
    """Take a question out: the process always goes the way of its default; give what went with it."""
    gateway = doc.find(name)
    flows, into = doc.out_of(name), doc.into(name)
    if tag(gateway) != "exclusiveGateway" or len(flows) < 2:
        raise RuleError(_("This is no question with several ways."), code="not_a_choice")
    if len(into) == 1 and shape.own_gateway(doc, into[0].get("sourceRef")) is gateway:
        raise RuleError(
            _("“%(step)s” decides, so its result must lead somewhere. Remove the step, or let it be done only.")
            % {"step": shape.label(doc.find(into[0].get("sourceRef")))},
            code="decision_needed",
        )
    before = {node.get("id"): shape.label(node) for node in doc.nodes()}
    doc.forget_diagram()
    for flow in flows:
        if flow.get("id") != gateway.get("default"):
            doc.drop(flow)
    tidy(doc)
    left = {node.get("id") for node in doc.nodes()}
    return [words for one, words in before.items() if one not in left and one != name]


def move_step(doc: Document, name: str, *, up: bool) -> None:
    """Exchange a step (with its decision) with its neighbour. Raises RuleError where ways meet or part between."""
    if up:
        ways = [f for f in doc.into(name) if f.get("sourceRef") not in shape.members(doc, name)]
        if len(ways) != 1:
            raise _ways_meet(doc, name)
        first, second = shape.unit_before(doc, ways[0]), name
    else:
        first, second = name, doc.find(shape.exit_flow(doc, name).get("targetRef")).get("id")
    _exchange(doc, first, second)


def set_work(doc: Document, name: str, work: str, on_reject: str = "") -> None:
    """Let a step decide, or only be done; its own decision comes or goes with it."""
    element = doc.find(name)
    if tag(element) != "userTask" or (own(element, "work") or "decide") == work:
        return
    doc.forget_diagram()
    if work == "do":
        settle(doc, shape.outcome_name(name), shape.good_outcome(element))
        doc.put(element, {"work": "do", "reject": "", "comment": ""})
        tidy(doc)
        return
    reject = _reject_target(doc, name, NewStep(name="", on_reject=on_reject))
    doc.put(element, {"work": ""})
    onward = shape.exit_flow(doc, name)
    gateway = _decision(doc, name, reject)
    flow = _default_of(doc, gateway, onward.get("targetRef"))
    flow.set("sourceRef", gateway)
    onward.set("targetRef", gateway)


def _exchange(doc: Document, first: str, second: str) -> None:
    element = doc.find(second)
    if tag(doc.find(first)) not in WORKING:
        raise RuleError(_("Only steps can be moved here."), code="not_a_step")
    if tag(element) not in WORKING:
        raise RuleError(
            _("Behind it stands “%(what)s”, which is no step. Put the step elsewhere by inserting it there.")
            % {"what": shape.label(element)},
            code="no_neighbour",
        )
    out, ours = shape.exit_flow(doc, first), shape.members(doc, first)
    onward = shape.exit_flow(doc, second)
    theirs = shape.members(doc, second)
    ways = [f for f in doc.into(second) if f.get("sourceRef") not in theirs]
    if len(ways) != 1 or ways[0] is not out:
        raise _ways_meet(doc, second)
    crossing = [f for f in doc.flows() if f.get("sourceRef") in theirs and f.get("targetRef") in ours]
    if crossing:
        raise RuleError(
            _("“%(second)s” sends back to “%(first)s”; it cannot stand before it.")
            % {"second": shape.label(element), "first": shape.label(doc.find(first))},
            code="sends_back",
        )
    doc.forget_diagram()
    target = onward.get("targetRef")
    for flow in doc.into(first):
        if flow.get("sourceRef") not in ours:
            flow.set("targetRef", second)
    onward.set("targetRef", first)
    out.set("targetRef", target)


def _ways_meet(doc: Document, name: str) -> RuleError:
    return RuleError(
        _("Several ways lead to “%(step)s”, so it cannot change places with its neighbour. Use the drawing for that.")
        % {"step": shape.label(doc.find(name))},
        code="ways_meet",
    )


# ---- making
def _reject_target(doc: Document, anchor: str, new: NewStep) -> str:
    if new.work != "decide":
        return ""
    graph: Graph = doc.graph()
    target = new.on_reject or shape.usual_reject_target(doc, graph, graph.nodes[anchor])
    if target:
        doc.find(target)
    return target


def _task(doc: Document, new: NewStep) -> str:
    name = doc.fresh("step")
    attributes = {"work": "do" if new.work == "do" else "", **new.attributes}
    doc.add("userTask", name, (new.name, attributes.pop("name_en", "")), **attributes)
    return name


def _made(doc: Document, new: NewStep, reject: str) -> tuple[str, Any]:
    """A step with its decision; the arrow that leaves it has no target yet."""
    name = _task(doc, new)
    if new.work == "do":
        return name, doc.connect(name, "")
    gateway = _decision(doc, name, reject)
    doc.connect(name, gateway)
    return name, _default_of(doc, gateway, "")


def _decision(doc: Document, name: str, reject: str) -> str:
    gateway = doc.fresh("agreed")
    doc.add("exclusiveGateway", gateway, both(AGREED))
    if not reject:
        reject = doc.fresh("refused")
        doc.add("endEvent", reject, both(REFUSED), outcome="rejected")
    doc.connect(gateway, reject, both(NO), condition=f"{shape.outcome_name(name)} == 'rejected'")
    return gateway


def _default_of(doc: Document, gateway: str, target: str, words: tuple[str, str] | None = None) -> Any:
    flow = doc.connect(gateway, target, both(YES) if words is None else words)
    doc.find(gateway).set("default", flow.get("id"))
    return flow


def _question(doc: Document, condition: str, name: str, onward: str) -> str:
    gateway = doc.fresh("needed")
    doc.add("exclusiveGateway", gateway, both(NEEDED))
    doc.connect(gateway, name, condition=condition)
    _default_of(doc, gateway, onward, both(OTHERWISE))
    return gateway


def _lead_to_fork(doc: Document, anchor: str, fork: str) -> None:
    """The ways into a step lead to the fork; several of them meet in one gateway first."""
    ways = doc.into(anchor)
    target = fork
    if len(ways) > 1:
        target = doc.fresh("meet")
        doc.add("exclusiveGateway", target)
    for flow in ways:
        flow.set("targetRef", target)
    if target != fork:
        doc.connect(target, fork)


def _branch_of(doc: Document, anchor: str) -> tuple[str, str]:
    """The fork and join directly around a step; empty where there are none."""
    into, out = doc.into(anchor), doc.out_of(anchor)
    if len(into) != 1:
        return "", ""
    fork, join = into[0].get("sourceRef"), out[0].get("targetRef")
    around = [
        one for one in (fork, join) if any(node.get("id") == one for node in doc.nodes()) and doc.is_parallel(one)
    ]
    return (fork, join) if len(around) == 2 else ("", "")


def _siblings(doc: Document, fork: str, join: str) -> list[str]:
    inner = {flow.get("targetRef") for flow in doc.out_of(fork)}
    return [flow.get("sourceRef") for flow in doc.into(join) if flow.get("sourceRef") in inner]


def _rejoined(doc: Document, anchor: str, name: str, siblings: list[str]) -> bool:
    """Where the result of a neighbour is asked for, ask for the new step's too; say whether that was anywhere."""
    for other in [anchor, *siblings]:
        asking = [flow for flow in doc.flows() if shape.asks(flow, shape.outcome_name(other))]
        if other != name and asking:
            for flow in asking:
                names = shape.outcome_name(other), shape.outcome_name(name)
                set_condition(flow, conditions.rejoin(condition_of(flow), *names))
            return True
    return False
