"""Read a process from BPMN 2.0 XML.

The block-structured subset, with our own attributes in our own namespace.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from leadtocash.foundation.authority import tables
from leadtocash.foundation.workflow.graph import Boundary, Flow, Graph, Kind, Node

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OWN = "{urn:leadtocash:flow}"
LARGEST = 2_000_000
_KINDS = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "userTask": Kind.STEP,
    "serviceTask": Kind.SERVICE,
    "businessRuleTask": Kind.RULE,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.FORK,
    "receiveTask": Kind.RECEIVE,
}
_IGNORED = {"laneSet", "textAnnotation", "association", "extensionElements", "documentation", "group"}
_IGNORED |= {"dataObjectReference", "dataObject", "dataStoreReference"}
_PICTURE = {"who", "who_en", "standard", "standard_en", "documents", "clause"}
_RULES = {"repeat", "own", "nobody", "bulk"}
_PROCESS = _RULES | {"cancel", "edit"}
_TEXTS = _PICTURE - {"documents"} | _RULES | {
    "name_en", "assign", "mode", "reject", "work", "comment", "service", "matrix", "event", "outcome",
}  # fmt: skip
_ALLOWED = {
    Kind.STEP: _PICTURE | _RULES | {"assign", "mode", "reject", "work", "comment", "limit", "copy"},
    Kind.SERVICE: _PICTURE | {"service"},
    Kind.RULE: _PICTURE | {"matrix"},
    Kind.RECEIVE: _PICTURE | {"event", "limit"},
    Kind.END: {"outcome"},
}
_WHOLE = re.compile(r"[1-9][0-9]{0,3}")


class Refused(Exception):
    """The definition cannot be published; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def parse(xml: bytes) -> Graph:
    """Read a definition as it stands in the file, nesting not yet worked out.

    Raises Refused with every problem.
    """
    return _Reader(_process(xml)).graph()


def _process(xml: bytes) -> Any:
    if len(xml) > LARGEST:
        raise Refused([_("The file is larger than 2 MB.")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Refused([_("This is not well-formed XML: %(reason)s") % {"reason": error}]) from None
    found = root.findall(f"{BPMN}process") if root.tag == f"{BPMN}definitions" else []
    if len(found) != 1:
        raise Refused([_("The file must hold exactly one BPMN process.")])
    return found[0]


class _Reader:
    def __init__(self, process: Any) -> None:
        self.process = process
        self.problems: list[str] = []
        self.flows: dict[str, list[Flow]] = {}
        self.arrivals: Counter[str] = Counter()
        self.timers: dict[str, list[Any]] = {}

    def graph(self) -> Graph:
        elements = self._elements()
        ids = Counter(element.get("id") for element in self.process if isinstance(element.tag, str))
        for name, count in ids.items():
            if name and count > 1:
                self.problem(name, _("this id is used more than once"))
        self._read_flows({element.get("id") for element in elements})
        nodes = {element.get("id"): self._node(element) for element in elements}
        starts = [node.id for node in nodes.values() if node.kind == Kind.START]
        if len(starts) != 1:
            self.problems.append(_("Exactly one start event is needed."))
        for host in self.timers.keys() - nodes.keys():
            self.problem(host, _("a timer is attached to something that is not there"))
        if self.problems:
            raise Refused(self.problems)
        return Graph(
            key=self.process.get("id"),
            name=self.process.get("name", ""),
            name_en=self.process.get(f"{OWN}name_en", ""),
            record_kind=self.process.get(f"{OWN}record", ""),
            clause=self.process.get(f"{OWN}clause", ""),
            start=starts[0],
            nodes=nodes,
            **{name: own for name in sorted(_PROCESS) if (own := self.process.get(f"{OWN}{name}"))},
        )

    def problem(self, where: str, what: str) -> None:
        self.problems.append(_("%(where)s: %(what)s.") % {"where": where, "what": what})

    def _elements(self) -> list[Any]:
        kept = []
        for element in self.process:
            tag = etree.QName(element).localname if isinstance(element.tag, str) else "?"
            name = element.get("id") or ""
            if tag == "sequenceFlow" or tag in _IGNORED:
                continue
            if not name:
                self.problem(tag, _("an id is missing"))
            elif tag == "boundaryEvent":
                self.timers.setdefault(element.get("attachedToRef", ""), []).append(element)
            elif tag in _KINDS:
                kept.append(element)
            else:
                self.problem(name, _("the element <%(tag)s> is not supported") % {"tag": tag})
        return kept

    def _read_flows(self, known: set[str]) -> None:
        timers = {timer.get("id") for group in self.timers.values() for timer in group}
        for element in self.process.iter(f"{BPMN}sequenceFlow"):
            condition = element.find(f"{BPMN}conditionExpression")
            flow = Flow(
                id=element.get("id", ""),
                source=element.get("sourceRef", ""),
                target=element.get("targetRef", ""),
                condition=((condition.text if condition is not None else "") or "").strip(),
                name=element.get("name", ""),
                name_en=element.get(f"{OWN}name_en", ""),
            )
            if flow.source not in known | timers or flow.target not in known:
                self.problem(flow.id, _("the arrow leads from or to something that is not there"))
            self.flows.setdefault(flow.source, []).append(flow)
            self.arrivals[flow.target] += 1

    def _node(self, element: Any) -> Node:
        name, kind = element.get("id"), _KINDS[etree.QName(element).localname]
        arrivals, flows = self.arrivals[name], tuple(self.flows.get(name, ()))
        if kind == Kind.FORK and arrivals > 1:
            kind = Kind.JOIN
            if len(flows) > 1:
                self.problem(name, _("a gateway either splits or joins; use two"))
        own = {key.removeprefix(OWN): value for key, value in element.attrib.items() if key.startswith(OWN)}
        for attribute in sorted(own.keys() - _ALLOWED.get(kind, set()) - {"name_en"}):
            self.problem(name, _("the attribute “%(name)s” is not known here") % {"name": attribute})
        texts: dict[str, Any] = {key: own[key] for key in sorted(_TEXTS) if key in own}
        if kind == Kind.STEP and "mode" not in own:
            texts["mode"] = _usual_mode(own.get("assign", ""))
        return Node(
            id=name,
            kind=kind,
            name=element.get("name", ""),
            flows=flows,
            arrivals=arrivals,
            default=element.get("default", "") if kind == Kind.EXCLUSIVE else "",
            boundaries=tuple(self._boundary(timer) for timer in self.timers.get(name, ())),
            limit=self._whole(name, own.get("limit", ""), may_miss=True),
            documents=tuple(own.get("documents", "").split()),
            copy=tuple(own.get("copy", "").split()),
            table=self._table(element, name),
            **texts,
        )

    def _boundary(self, element: Any) -> Boundary:
        name = element.get("id")
        interrupts = element.get("cancelActivity", "true") == "true"
        flows = self.flows.get(name, [])
        if element.find(f"{BPMN}timerEventDefinition") is None:
            self.problem(name, _("only timers can stand on the edge of a step"))
        if interrupts and len(flows) != 1:
            self.problem(name, _("a timer that ends a step needs exactly one arrow"))
        if not interrupts and flows:
            self.problem(name, _("a timer that does not end a step reminds or escalates; it has no arrow"))
        if not interrupts and not element.get(f"{OWN}do"):
            self.problem(name, _("it is missing what the timer does: remind, or escalate:role:…"))
        return Boundary(
            id=name,
            after=self._whole(name, element.get(f"{OWN}after", "")),
            does=element.get(f"{OWN}do", ""),
            flow=flows[0] if interrupts and flows else None,
            name=element.get("name", ""),
            name_en=element.get(f"{OWN}name_en", ""),
        )

    def _table(self, element: Any, name: str) -> tables.DecisionTable | None:
        found = element.find(f"{BPMN}extensionElements/{OWN}table")
        if found is None:
            return None
        try:
            raw: Mapping[str, Any] = json.loads(found.text or "")
            return tables.read(raw)
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:
            self.problem(name, _("the decision table cannot be read (%(reason)s)") % {"reason": error})
            return None

    def _whole(self, where: str, text: str, *, may_miss: bool = False) -> int:
        if _WHOLE.fullmatch(text):
            return int(text)
        if text or not may_miss:
            self.problem(where, _("a number of working days is needed, not “%(text)s”") % {"text": text})
        return 0


def _usual_mode(assign: str) -> str:
    """One of a role is enough; everybody of a list signs; the authority matrix goes upwards in order."""
    return {"each": "all", "matrix": "in_order"}.get(assign.partition(":")[0], "any")
