"""The token game against SpiffWorkflow: the same definitions, the same acts, the same open steps after each."""

from __future__ import annotations

import random
import sys
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from leadtocash.foundation.workflow import registry
from leadtocash.foundation.workflow.actions.publishing import shipped_files
from leadtocash.foundation.workflow.bpmn import BPMN, OWN
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import Fact
from leadtocash.foundation.workflow.tests.company import FACTS, SUBJECT, Company
from leadtocash.foundation.workflow.tests.generating import definition
from leadtocash.foundation.workflow.tests.spiff import Oracle, patched_join

__all__ = ["patched_join"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patched_join")]

DEFINITIONS, ACTS = 30, 25


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize("seed", range(2))
def test_the_open_steps_are_those_of_the_oracle(firm: Company, seed: int) -> None:
    rnd, acts, loops = random.Random(1000 + seed), 0, 0
    for number in range(DEFINITIONS):
        key = f"oracle_{seed}_{number}"
        sys.stdout.write(f"seed {seed} definition {number}\n")
        xml = definition(key, rnd, simple=True)
        graph = graph_of(firm.publish(xml).pk)
        FACTS.values = {"amount": rnd.choice((10, 5000))}
        done, rejected = compare(firm, firm.start(key), Oracle(xml, key, unknown(graph) | FACTS.values), graph, rnd)
        acts, loops = acts + done, loops + rejected
    sys.stdout.write(f"seed {seed}: {acts} acts, {loops} rejections, no difference\n")
    assert loops > DEFINITIONS / 3


def compare(
    firm: Company, instance: ProcessInstance, oracle: Oracle, graph: Graph, rnd: random.Random
) -> tuple[int, int]:
    """The same acts on both, the same open steps after each; gives how many acts, and rejections."""
    path: list[tuple[str, str]] = []
    for _act in range(ACTS):
        assert firm.standing(instance) == oracle.standing(), path
        if not oracle.standing():
            break
        name = rnd.choice(oracle.standing())
        decide = graph.nodes[name].work == "decide"
        said = rnd.choice(("approve", "approve", "reject")) if decide else "do"
        path.append((name, said))
        firm.decide(instance, name, said)
        oracle.complete(name, {"approve": "approved", "reject": "rejected", "do": "done"}[said])
    return len(path), sum(said == "reject" for _name, said in path)


def unknown(graph: Graph) -> dict[str, None]:
    return {f"{name}_outcome": None for name in graph.nodes}


SHIPPED = dict(shipped_files())
YES_OR_NO = (True, False)
ON_FIGURES = {
    "asks_departments": YES_OR_NO, "is_accepted": YES_OR_NO, "by_matrix": YES_OR_NO, "bond_needed": YES_OR_NO,
    "grade": ("A", "B", "C"),
}  # fmt: skip


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_processes_run_as_the_oracle_says(
    firm: Company, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every area's definition with its own steps, gateways, conditions; people, events, services, timers stubbed."""
    types = dict(SUBJECT.fact_types)
    for fact, values in ON_FIGURES.items():
        flag = values is YES_OR_NO
        types[fact] = Fact(fact, "flag") if flag else Fact(fact, "choice", {str(one): str(one) for one in values})
    monkeypatch.setitem(registry.subjects._things, "accounts.department", replace(SUBJECT, fact_types=types))
    ours, theirs = _stubbed(SHIPPED[name])
    definition, rnd = firm.publish(ours), random.Random(name)
    graph, seen = graph_of(definition.pk), set[str]()
    for _round in range(8):
        FACTS.values = {fact: rnd.choice(values) for fact, values in ON_FIGURES.items()}
        instance = firm.start(definition.key)
        compare(firm, instance, Oracle(theirs, definition.key, unknown(graph) | FACTS.values), graph, rnd)
        seen |= set(instance.activities.values_list("node", flat=True))
    assert seen == {node.id for node in graph.steps()}, "every step was reached"


def test_all_shipped_processes_are_compared() -> None:
    assert len(SHIPPED) >= 8


def _stubbed(xml: bytes) -> tuple[bytes, bytes]:
    root: Any = etree.fromstring(xml)
    process = root.find(f"{BPMN}process")
    process.set(f"{OWN}record", "accounts.department")
    process.set("id", f"{process.get('id')}_stubbed")  # the areas' listeners know their own by this name
    timers = [element.get("id") for element in process.findall(f"{BPMN}boundaryEvent")]
    for element in [*process]:
        if element.tag == f"{BPMN}boundaryEvent" or element.get("sourceRef") in timers:
            process.remove(element)
        else:
            _only(element, ("work", "name_en", "outcome"))
    _only(process, ("record",))
    for task in process.findall(f"{BPMN}receiveTask"):
        task.tag = f"{BPMN}userTask"  # somebody says that it happened
        task.set(f"{OWN}work", "do")
    for task in process.findall(f"{BPMN}userTask"):
        task.set(f"{OWN}assign", "person:owner")
    for task in process.findall(f"{BPMN}serviceTask"):
        task.set(f"{OWN}service", "test.mark")
    assert process.find(f"{BPMN}businessRuleTask") is None, "its results would have to be given to the oracle"
    ours = etree.tostring(root)
    for task in process.findall(f"{BPMN}serviceTask"):
        task.tag = f"{BPMN}scriptTask"  # which the oracle runs by itself
        etree.SubElement(task, f"{BPMN}script").text = "pass"
    return ours, etree.tostring(root)


def _only(element: Any, kept: Collection[str]) -> None:
    for attribute in list(element.attrib):
        if attribute.startswith(OWN) and attribute.removeprefix(OWN) not in kept:
            del element.attrib[attribute]
