"""Random processes under random acts of every kind: nothing ever gets stuck, doubled or lost, everything ends.

The big one, with its numbers printed for every seed:

    LTC_FUZZ=100:40 pytest src/leadtocash/foundation/workflow/tests/test_fuzz.py -k random -s   # seeds : first seed
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope
from leadtocash.foundation.accounts.models import Position, Role
from leadtocash.foundation.journal.checks import journal_chains
from leadtocash.foundation.kernel import events
from leadtocash.foundation.workflow.actions import pooling, signing
from leadtocash.foundation.workflow.checks import orphans
from leadtocash.foundation.workflow.engine import deciding
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.generating import definition
from leadtocash.foundation.workflow.tests.monkey import ACTS, Monkey

pytestmark = pytest.mark.django_db(transaction=True)  # real commits: many savepoints in one are slow

MANY, _colon, FIRST = os.environ.get("LTC_FUZZ", "3:0").partition(":")
SEEDS = range(int(FIRST or 0), int(FIRST or 0) + int(MANY))
DEFINITIONS, INSTANCES, RANDOM_ACTS = (8, 3, 12) if int(MANY) <= 3 else (20, 5, 24)


@pytest.fixture
def alone(firm: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """The engine without listeners; a pool of three, a role nobody holds, a line of superiors."""
    monkeypatch.setattr(events, "_listeners", defaultdict(list))
    firm.second("finance", "finance2")
    firm.second("finance", "finance3")
    firm.people["sales_vp"].positions.all().delete()
    admin = Role.objects.get(code="system_admin")
    RolePermission.objects.get_or_create(role=admin, permission=ADMINISTER, defaults={"scope": Scope.ALL})
    Position.objects.filter(person=firm.people["finance"]).update(superior=firm.people["bu_manager"])
    Position.objects.filter(person=firm.people["legal"]).update(superior=firm.people["sales_manager"])
    return firm


def play(firm: Company, seed: int, definitions: int = DEFINITIONS, acts: dict[str, int] = ACTS) -> Counter[str]:
    """Random definitions, instances and acts, all from the seed; gives how often what was done."""
    rnd, tally = random.Random(seed), Counter[str]()
    for number in range(definitions):
        key = f"random_{seed}_{number}"
        sys.stdout.write(f"seed {seed} definition {number}\n")
        firm.publish(definition(key, rnd))
        for _instance in range(INSTANCES):
            FACTS.values = {"amount": rnd.choice((10, 5000))}
            FACTS.reviewers = tuple(rnd.sample(("rd_manager", "planner", "finance", "legal"), rnd.randint(1, 3)))
            monkey = Monkey(firm, firm.start(key), rnd, tally)
            for _act in range(RANDOM_ACTS):
                if monkey.instance.state != "running":
                    break
                monkey.act(rnd.choices(list(acts), list(acts.values()))[0])
            monkey.finish()
            tally["instances"] += 1
            tally[monkey.instance.outcome or monkey.instance.state] += 1
    return tally


@pytest.mark.req("WFL-1", "WFL-3")
@pytest.mark.parametrize("seed", SEEDS)
def test_random_acts_never_break_a_process(alone: Company, seed: int) -> None:
    tally = play(alone, seed)
    operations = sum(tally[kind] for kind in (*ACTS, "agreed")) + sum(
        count for kind, count in tally.items() if kind.startswith("refused")
    )
    sys.stdout.write(f"seed {seed}: {operations} operations {dict(tally)}\n")
    assert tally["completed"] > tally["instances"] * 0.7
    assert not list(journal_chains())
    assert not list(orphans())


def plays(firm: Company, seeds: range) -> None:
    for seed in seeds:
        play(firm, seed, definitions=6, acts={"speak": 60, "add_signer": 40, "claim": 15, "delegate": 15})


def _only_roots_speak(fellows: list[WorkItem]) -> deciding.Voice | None:
    return ORIGINAL([item for item in fellows if item.under_id is None or item.state == WorkItem.State.DONE])


def _keeps_the_pool(_run: object, _desk: object) -> list[WorkItem]:
    return []


ORIGINAL = deciding._voice
FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "added signers are forgotten": lambda patch: patch.setattr(deciding, "_voice", _only_roots_speak),
    "the pool keeps what one has taken": lambda patch: [  # type: ignore[dict-item]
        patch.setattr(place, "claim_pool", _keeps_the_pool) for place in (signing, pooling)
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_found(alone: Company, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](monkeypatch)
    with pytest.raises(AssertionError):
        plays(alone, range(100, 104))
