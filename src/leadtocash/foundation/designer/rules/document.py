"""A definition as editable BPMN: find, add, connect and drop elements; what is not touched stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import bpmn, nesting
from leadtocash.foundation.workflow.bpmn import BPMN, OWN
from leadtocash.foundation.workflow.graph import Graph

NODES = (
    "startEvent", "endEvent", "userTask", "serviceTask", "businessRuleTask", "exclusiveGateway", "parallelGateway",
    "receiveTask",
)  # fmt: skip
WORKING = ("userTask", "serviceTask", "businessRuleTask", "receiveTask")
DIAGRAM = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def both(sentence: str) -> tuple[str, str]:
    """A shipped word as the data of a process: in Chinese, and its English twin."""
    with translation.override("zh-hans"):
        return str(translation.gettext(sentence)), sentence


class Document:
    """The tree of one definition. Raises bpmn.Refused for what is no BPMN file with one process."""

    def __init__(self, text: str, *, taken: frozenset[str] = frozenset()) -> None:
        self.root, self.process = _read(text.encode("utf-8"))
        self._taken = taken

    def text(self) -> str:
        """The file again, indented."""
        etree.indent(self.root, "  ")
        written: bytes = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return written.decode("utf-8") + "\n"

    def graph(self) -> Graph:
        """The process as the engine reads it. Raises bpmn.Refused."""
        return nesting.nested(bpmn.parse(self.text().encode("utf-8")))

    # ---- finding
    def nodes(self) -> Iterator[Any]:
        for element in self.process:
            if isinstance(element.tag, str) and tag(element) in NODES:
                yield element

    def find(self, name: str) -> Any:
        """An element by its id. Raises RuleError for one that is not (any more) in the draft."""
        for element in self.process:
            if isinstance(element.tag, str) and element.get("id") == name:
                return element
        raise RuleError(_("This step is no longer in the draft. Load the page again."), code="no_such_step")

    def flows(self) -> list[Any]:
        return list(self.process.findall(f"{BPMN}sequenceFlow"))

    def into(self, name: str) -> list[Any]:
        return [flow for flow in self.flows() if flow.get("targetRef") == name]

    def out_of(self, name: str) -> list[Any]:
        return [flow for flow in self.flows() if flow.get("sourceRef") == name]

    def timers(self, name: str) -> list[Any]:
        return [one for one in self.process.findall(f"{BPMN}boundaryEvent") if one.get("attachedToRef") == name]

    def is_parallel(self, name: str) -> bool:
        return tag(self.find(name)) == "parallelGateway"

    # ---- changing
    def fresh(self, prefix: str) -> str:
        """An id that neither this draft nor any version of the process has used."""
        used = {element.get("id") for element in self.root.iter() if isinstance(element.tag, str)} | self._taken
        number = 1
        while f"{prefix}_{number}" in used:
            number += 1
        return f"{prefix}_{number}"

    def add(self, kind: str, name: str, words: tuple[str, str] = ("", ""), **own: str) -> Any:
        """A new element at the end of the elements, before the arrows."""
        element = etree.Element(f"{BPMN}{kind}", id=name, nsmap=self.process.nsmap)
        flows = self.flows()
        if flows:
            flows[0].addprevious(element)
        else:
            self.process.append(element)
        self.put(element, {"name": words[0], "name_en": words[1], **own})
        return element

    def put(self, element: Any, values: Mapping[str, str]) -> None:
        """Set attributes of ours (`name` is BPMN's own); an empty value takes the attribute away."""
        for key, value in values.items():
            attribute = key if key in ("name", "default") else f"{OWN}{key}"
            if value:
                element.set(attribute, value)
            else:
                element.attrib.pop(attribute, None)

    def connect(
        self, source: str, target: str, words: tuple[str, str] = ("", ""), *, condition: str = "", after: Any = None
    ) -> Any:
        """A new arrow."""
        flow = etree.SubElement(self.process, f"{BPMN}sequenceFlow", id=self.fresh("flow"))
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        self.put(flow, {"name": words[0], "name_en": words[1]})
        set_condition(flow, condition)
        if after is not None:
            after.addnext(flow)
        return flow

    def drop(self, element: Any) -> None:
        """Take an element away; arrows and timers of a node are the caller's."""
        name = element.get("id")
        for reference in list(self.process.iter(f"{BPMN}flowNodeRef")):
            if (reference.text or "").strip() == name:
                reference.getparent().remove(reference)
        if element.getparent() is not None:
            element.getparent().remove(element)

    def forget_diagram(self) -> None:
        """The drawing no longer fits: it is laid out anew when it is opened next."""
        for diagram in self.root.findall(DIAGRAM):
            self.root.remove(diagram)
        for child in list(self.process.iter(f"{BPMN}incoming", f"{BPMN}outgoing")):
            child.getparent().remove(child)


def tag(element: Any) -> str:
    return str(etree.QName(element).localname)


def own(element: Any, name: str, otherwise: str = "") -> str:
    """An attribute of our namespace."""
    return str(element.get(f"{OWN}{name}", otherwise))


def condition_of(flow: Any) -> str:
    found = flow.find(f"{BPMN}conditionExpression")
    return ((found.text if found is not None else "") or "").strip()


def set_condition(flow: Any, text: str) -> None:
    """Write or take away an arrow's condition."""
    for found in flow.findall(f"{BPMN}conditionExpression"):
        flow.remove(found)
    if text:
        etree.SubElement(flow, f"{BPMN}conditionExpression").text = text


def is_key(text: str) -> bool:
    """May a process be called so? Small Latin letters, digits and underscores."""
    return bool(_NAME.fullmatch(text))


def _read(xml: bytes) -> tuple[Any, Any]:
    if len(xml) > bpmn.LARGEST:
        raise bpmn.Refused([_("The file is larger than 2 MB.")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise bpmn.Refused([_("This is not well-formed XML: %(reason)s") % {"reason": error}]) from None
    found = root.findall(f"{BPMN}process") if root.tag == f"{BPMN}definitions" else []
    if len(found) != 1:
        raise bpmn.Refused([_("The file must hold exactly one BPMN process.")])
    return root, found[0]
