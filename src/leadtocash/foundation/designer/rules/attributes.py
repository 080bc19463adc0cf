"""Edits that change no arrow but what stands at an element: who, limit, reminders, conditions, decision tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml import etree

from leadtocash.foundation.designer.rules.document import Document, condition_of, own, set_condition, tag
from leadtocash.foundation.designer.rules.grids import write_table
from leadtocash.foundation.designer.rules.tidying import tidy
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.bpmn import BPMN

REMIND, REPORT = gettext_noop("Reminder on day %(day)s"), gettext_noop("Reported on day %(day)s")


@dataclass(frozen=True)
class TimerRow:
    """A reminder or report: on which working day, and what it does (`remind`, `escalate:superior`, …)."""

    after: int
    does: str
    id: str = ""


@dataclass(frozen=True)
class Way:
    """A way out of a question; an empty condition is the default. An empty id is a new way."""

    id: str
    name: str
    target: str
    condition: str


def set_attributes(doc: Document, name: str, values: Mapping[str, str]) -> None:
    """Set attributes of an element; an empty value takes one away.

    What the picture says of who does it, and English twins, are dropped where the thing itself has changed.
    """
    element = doc.find(name)
    changed = {key for key, value in values.items() if _value(element, key) != value}
    doc.put(element, {key: value for key, value in values.items() if key in changed})
    if "assign" in changed:
        doc.put(element, {key: "" for key in ("who", "who_en") if key not in changed})
    for key in changed & {"name", "standard"}:
        doc.put(element, {f"{key}_en": values.get(f"{key}_en", "")})


def set_process(doc: Document, values: Mapping[str, str]) -> None:
    """Set the settings of the whole process."""
    changed = {key: value for key, value in values.items() if _value(doc.process, key) != value}
    doc.put(doc.process, changed)
    if "name" in changed and "name_en" not in changed:
        doc.put(doc.process, {"name_en": ""})


def set_timers(doc: Document, name: str, rows: Sequence[TimerRow]) -> None:
    """The reminders and reports of a step; a timer that ends the step stays as it is."""
    old = {one.get("id"): one for one in doc.timers(name) if one.get("cancelActivity", "true") == "false"}
    keep = {row.id for row in rows}
    for timer_id, element in old.items():
        if timer_id not in keep:
            doc.drop(element)
            doc.forget_diagram()
    for row in sorted(rows, key=lambda one: (one.after, one.does)):
        element = old.get(row.id)
        if element is None:
            doc.forget_diagram()
            element = doc.add("boundaryEvent", doc.fresh("timer"))
            element.set("attachedToRef", name)
            element.set("cancelActivity", "false")
            etree.SubElement(element, f"{BPMN}timerEventDefinition", id=f"{element.get('id')}_timer")
        if (own(element, "after"), own(element, "do")) != (str(row.after), row.does):
            words = _timer_words(row)
            doc.put(element, {"after": str(row.after), "do": row.does, "name": words[0], "name_en": words[1]})


def set_choice(doc: Document, name: str, words: str, ways: Sequence[Way]) -> None:
    """The ways out of a question, in the order in which they are asked; exactly one is the default.

    Raises RuleError where there is none, or two.
    """
    gateway = doc.find(name)
    if tag(gateway) != "exclusiveGateway":
        raise RuleError(_("This is no question with several ways."), code="not_a_choice")
    defaults = [way for way in ways if not way.condition]
    if len(defaults) != 1 or len(ways) < 2:
        raise RuleError(
            _("A question has at least two ways, and exactly one of them without a condition: for all other cases."),
            code="one_default",
        )
    set_attributes(doc, name, {"name": words})
    old = {flow.get("id"): flow for flow in doc.out_of(name)}
    targets = {flow_id: flow.get("targetRef") for flow_id, flow in old.items()}
    if [(way.id, way.target) for way in ways] != list(targets.items()):
        doc.forget_diagram()
    for flow in old.values():
        doc.drop(flow)
    for way in ways:
        doc.find(way.target)
        flow = old.get(way.id)
        if flow is None:
            flow = doc.connect(name, way.target)
        doc.process.append(flow)
        flow.set("targetRef", way.target)
        if flow.get("name", "") != way.name:
            doc.put(flow, {"name": way.name, "name_en": ""})
        if condition_of(flow) != way.condition:
            set_condition(flow, way.condition)
        if not way.condition:
            gateway.set("default", flow.get("id"))
    tidy(doc)


def set_table(doc: Document, name: str, words: str, text: str) -> None:
    """Change a decision table and its name."""
    element = doc.find(name)
    if tag(element) != "businessRuleTask":
        raise RuleError(_("This is no decision table."), code="not_a_table")
    set_attributes(doc, name, {"name": words})
    write_table(element, text)


def _value(element: Any, key: str) -> str:
    return str(element.get("name", "")) if key == "name" else own(element, key)


def _timer_words(row: TimerRow) -> tuple[str, str]:
    sentence = REMIND if row.does == "remind" else REPORT
    with translation.override("zh-hans"):
        chinese = translation.gettext(sentence) % {"day": row.after}
    return chinese, sentence % {"day": row.after}
