"""The token game against SpiffWorkflow: the same definitions, the same acts, the same open steps after each."""

from __future__ import annotations

import random
import sys

import pytest

from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.tests.company import FACTS, Company
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
        unknown = {f"{name}_outcome": None for name in graph.nodes}
        instance, oracle, path = firm.start(key), Oracle(xml, key, unknown | FACTS.values), []
        for _act in range(ACTS):
            assert firm.standing(instance) == oracle.standing(), path
            if not oracle.standing():
                break
            name = rnd.choice(oracle.standing())
            decide = graph.nodes[name].work == "decide"
            said = rnd.choice(("approve", "approve", "reject")) if decide else "do"
            loops += said == "reject"
            path.append((name, said))
            firm.decide(instance, name, said)
            oracle.complete(name, {"approve": "approved", "reject": "rejected", "do": "done"}[said])
            acts += 1
    sys.stdout.write(f"seed {seed}: {acts} acts, {loops} rejections, no difference\n")
    assert loops > DEFINITIONS / 3
