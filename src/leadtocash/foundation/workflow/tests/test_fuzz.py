"""Random processes under random acts: nothing ever gets stuck, doubled or lost, and every process can be ended."""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.journal.checks import journal_chains
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.checks import orphans
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine.returning import FINISHED
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.generating import definition
from leadtocash.foundation.workflow.tests.invariants import violations

pytestmark = pytest.mark.django_db(transaction=True)  # real commits: many savepoints in one are slow

SEEDS = range(4)
DEFINITIONS, INSTANCES = 26, 5  # per seed: 4 * 26 * 5 = 520 instances
RANDOM_ACTS, MOST_ACTS = 7, 400
ACTS = {
    "speak": 50, "send_back": 8, "straight_back": 6, "recall": 10, "transfer": 7, "stranger": 5, "time": 7,
    "comment": 2, "event": 5,
}  # fmt: skip
REFUSALS = {
    "no_way_back", "not_straight_back", "no_recall", "has_it_already", "not_yours", "hand_on_first", "step_is_work",
    "step_is_decision", "already_done",
}  # fmt: skip


class Monkey:
    """Acts at random on one instance; every choice comes from the seed."""

    def __init__(self, firm: Company, instance: ProcessInstance, rnd: random.Random, tally: Counter[str]) -> None:
        self.firm, self.instance, self.rnd, self.tally = firm, instance, rnd, tally
        self.trace: list[str] = []

    def items(self) -> list[WorkItem]:
        rows = WorkItem.objects.filter(instance=self.instance, state="open").order_by("pk")
        return list(rows.select_related("assignee", "activity", "instance"))

    def act(self, kind: str) -> None:
        """One act, refused or not; afterwards every invariant holds."""
        try:
            getattr(self, kind)()
            self.tally[kind] += 1
        except RuleError as refused:
            if refused.code not in REFUSALS:
                raise AssertionError((refused.code, self.trace)) from refused
            self.tally[f"refused: {refused.code}"] += 1
        self.instance.refresh_from_db()
        assert not violations(self.instance), (violations(self.instance), self.trace)

    def speak(self, decision: str = "") -> None:
        items = self.items()
        if not items:
            self.event()
            return
        item = self.rnd.choice(items)
        if item.is_fallback:
            self.hand(item, self.firm.people["planner"])
            return
        node = graph_of(self.instance.definition_id).nodes[item.activity.node]
        who = self.firm.act(item.assignee)
        decision = decision or self.rnd.choice(("approve", "approve", "reject"))
        self.trace.append(f"{decision} {node.id} {item.assignee}")
        if node.work == "do":
            record = Department.objects.get(pk=self.instance.record_id)
            actions.finish_step(record, node.id, act=who)
        else:
            actions.decide(item, decision, act=who, revision=None, comment="because")  # type: ignore[arg-type]

    def send_back(self, then: str = "step_by_step") -> None:
        items = self.items()
        passed = Activity.objects.filter(instance=self.instance, is_open=False, outcome__in=FINISHED)
        names = sorted(set(passed.values_list("node", flat=True)))
        if not items or not names:
            return
        item, target = self.rnd.choice(items), self.rnd.choice(names)
        self.trace.append(f"{then} {item.activity.node} -> {target}")
        who = self.firm.act(item.assignee)
        actions.send_back(item, target, act=who, comment="again", then=then)  # type: ignore[arg-type]

    def straight_back(self) -> None:
        self.send_back("straight_back")

    def recall(self) -> None:
        last = WorkItem.objects.filter(pk=self.instance.last_item or 0).select_related("assignee").first()
        people = sorted(self.firm.people.values(), key=lambda person: person.pk)
        who = last.assignee if last and self.rnd.random() < 0.8 else self.rnd.choice(people)
        if who == self.instance.started_by and self.instance.last_item is None:
            who = self.firm.people["planner"]  # or every second process would just be withdrawn
        self.trace.append(f"recall by {who}")
        actions.recall(self.instance, act=self.firm.act(who))

    def transfer(self) -> None:
        if items := self.items():
            people = sorted(self.firm.people.values(), key=lambda person: person.pk)
            self.hand(self.rnd.choice(items), self.rnd.choice(people))

    def hand(self, item: WorkItem, to: object) -> None:
        self.trace.append(f"transfer {item.activity.node} {item.assignee} -> {to}")
        try:
            actions.transfer(item, to=to, act=self.firm.act(item.assignee))  # type: ignore[arg-type]
        except RuleError:
            if not item.is_fallback:
                raise
            newcomer = self.firm.second("planner", f"p{item.pk}")
            actions.transfer(item, to=newcomer, act=self.firm.act(item.assignee))

    def stranger(self) -> None:
        if items := self.items():
            item = self.rnd.choice(items)
            other = next(p for p in self.firm.people.values() if p != item.assignee)
            actions.decide(item, "approve", act=self.firm.act(other), revision=None)

    def time(self) -> None:
        self.trace.append("days pass")
        self.firm.at += timedelta(days=self.rnd.randint(1, 6))
        actions.fire_timers(act=self.firm.act())

    def comment(self) -> None:
        actions.comment(self.instance, "hello", act=self.firm.act())

    def event(self) -> None:
        record = Department.objects.get(pk=self.instance.record_id)
        name = self.rnd.choice(("goods", "money"))
        self.trace.append(name)
        actions.receive(name, record, act=self.firm.act())

    def finish(self) -> None:
        """Everybody agrees from here on: the process must come to its end."""
        for _act in range(MOST_ACTS):
            if self.instance.state != "running":
                assert not violations(self.instance), (violations(self.instance), self.trace)
                return
            if self.items():
                self.act_kindly()
            else:
                self.act("event")
        raise AssertionError(f"it does not end: {self.trace[-20:]}")

    def act_kindly(self) -> None:
        """Somebody agrees; the invariants are looked at by the random acts and at the end."""
        self.speak("approve")
        self.instance.refresh_from_db()


@pytest.mark.req("WFL-1", "WFL-3")
@pytest.mark.parametrize("seed", SEEDS)
def test_random_acts_never_break_a_process(firm: Company, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_listeners", defaultdict(list))  # the engine alone
    rnd, tally = random.Random(seed), Counter[str]()
    firm.second("finance", "finance2")
    firm.second("finance", "finance3")
    firm.people["sales_vp"].positions.all().delete()  # nobody holds this role
    for number in range(DEFINITIONS):
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
                monkey.act(rnd.choices(list(ACTS), list(ACTS.values()))[0])
            monkey.finish()
            tally["ended"] += monkey.instance.state == "ended"
    sys.stdout.write(f"seed {seed}: {dict(tally)}\n")
    assert tally["ended"] > DEFINITIONS * INSTANCES * 0.8
    assert not list(journal_chains())
    assert not list(orphans())
