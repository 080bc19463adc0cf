"""Somebody who does anything at random to one process; after each act every invariant is looked at."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.engine.returning import FINISHED
from leadtocash.foundation.workflow.models import Activity, Copy, Delegation, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.invariants import violations

MOST_ACTS = 600
ACTS = {
    "speak": 60, "send_back": 6, "straight_back": 4, "recall": 10, "transfer": 6, "stranger": 3, "time": 5,
    "comment": 1, "event": 5, "add_signer": 16, "remove_signer": 6, "take_out": 3, "claim": 8, "release": 6,
    "delegate": 6, "end_delegation": 4, "turn_of_the_day": 2, "cancel": 1, "edit": 3, "many": 3, "reassign": 4,
    "leave": 1, "copy": 2, "remind": 2, "predict": 2,
}  # fmt: skip
REFUSALS = {
    "no_way_back", "not_straight_back", "no_recall", "has_it_already", "not_yours", "hand_on_first", "step_is_work",
    "step_is_decision", "already_done", "own_request", "nothing_to_claim", "not_claimed", "signers_added",
    "not_your_signer", "last_signer", "delegation_overlaps", "delegation_circle", "own_deputy", "others_acted",
    "no_cancelling", "not_yours_to_cancel", "under_approval", "urged_recently", "nobody_to_urge", "not_yours_to_urge",
    "has_copy_already", "not_your_turn", "nobody_chosen",
}  # fmt: skip
ALSO = {
    "leave": {"nobody_found"}
}  # the heir and the only administrator have the same step already: another heir is asked


class Monkey:
    """Acts at random on one instance; every choice comes from the seed."""

    def __init__(self, firm: Company, instance: ProcessInstance, rnd: random.Random, tally: Counter[str]) -> None:
        self.firm, self.instance, self.rnd, self.tally = firm, instance, rnd, tally
        self.trace: list[str] = []

    # ---- looking
    def items(self, *states: str) -> list[WorkItem]:
        rows = WorkItem.objects.filter(instance=self.instance, state__in=states or ("open",)).order_by("pk")
        return list(rows.select_related("assignee", "activity", "instance__definition", "on_behalf_of"))

    def people(self) -> list[User]:
        return sorted(self.firm.people.values(), key=lambda person: person.pk)

    def record(self) -> Department:
        return Department.objects.get(pk=self.instance.record_id)

    def actor(self, item: WorkItem) -> User:
        """Who acts on an item: who has it, at times the one for whom he has it."""
        if item.on_behalf_of is not None and self.rnd.random() < 0.3:
            his = WorkItem.objects.filter(activity=item.activity, slot=item.slot, state__in=("open", "waiting"))
            if not his.filter(assignee=item.on_behalf_of).exists():
                return item.on_behalf_of
        return item.assignee

    def note(self, *words: object) -> None:
        self.trace.append(" ".join(str(word) for word in words))

    # ---- acting
    def act(self, kind: str) -> None:
        """One act, refused or not; afterwards every invariant holds."""
        try:
            getattr(self, kind)()
            self.tally[kind] += 1
        except RuleError as refused:
            if refused.code not in REFUSALS | ALSO.get(kind, set()):
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
        who = self.firm.act(self.actor(item))
        decision = decision or self.rnd.choice(("approve", "approve", "reject"))
        self.note(decision, item.step.id, item.assignee, "as", who.by)
        if item.step.work == "do":
            actions.finish_step(self.record(), item.step.id, act=who)
        else:
            actions.decide(item, decision, act=who, revision=None, comment="because")  # type: ignore[arg-type]

    def send_back(self, then: str = "step_by_step") -> None:
        items = self.items()
        passed = Activity.objects.filter(instance=self.instance, is_open=False, outcome__in=FINISHED)
        names = sorted(set(passed.values_list("node", flat=True)))
        if not items or not names:
            return
        item, target = self.rnd.choice(items), self.rnd.choice(names)
        self.note(then, item.activity.node, "->", target)
        who = self.firm.act(self.actor(item))
        actions.send_back(item, target, act=who, comment="again", then=then)  # type: ignore[arg-type]

    def straight_back(self) -> None:
        self.send_back("straight_back")

    def recall(self) -> None:
        last = WorkItem.objects.filter(pk=self.instance.last_item or 0).select_related("assignee").first()
        who = last.assignee if last and self.rnd.random() < 0.8 else self.rnd.choice(self.people())
        if who == self.instance.started_by and self.instance.last_item is None:
            who = self.firm.people["planner"]  # or every second process would just be withdrawn
        self.note("recall by", who)
        actions.recall(self.instance, act=self.firm.act(who))

    def transfer(self) -> None:
        if items := self.items():
            self.hand(self.rnd.choice(items), self.rnd.choice(self.people()))

    def hand(self, item: WorkItem, to: User) -> None:
        who = self.actor(item)
        self.note("transfer", item.activity.node, who, "->", to)
        try:
            actions.transfer(item, to=to, act=self.firm.act(who))
        except RuleError:
            if not item.is_fallback:
                raise
            newcomer, _made = User.objects.get_or_create(username=f"p{item.pk}", defaults={"name": f"p{item.pk}"})
            self.note("transfer instead to", newcomer)
            actions.transfer(item, to=newcomer, act=self.firm.act(item.assignee))

    def stranger(self) -> None:
        if items := self.items():
            item = self.rnd.choice(items)
            mine = (item.assignee, item.on_behalf_of)
            other = next(person for person in self.people() if person not in mine)
            actions.decide(item, "approve", act=self.firm.act(other), revision=None)

    def add_signer(self) -> None:
        items = [item for item in self.items() if item.step.work == "decide"]
        if not items:
            return
        item, where = self.rnd.choice(items), self.rnd.choice(("before", "after", "beside"))
        asked = self.rnd.sample(self.people(), self.rnd.randint(1, 2))
        who = self.actor(item)
        self.note("add", where, item.step.id, who, "asks", *asked)
        actions.add_signer(item, people=asked, where=where, act=self.firm.act(who))  # type: ignore[arg-type]

    def remove_signer(self) -> None:
        added = [item for item in self.items("open", "waiting") if item.under_id is not None]
        if added:
            item = self.rnd.choice(added)
            who = item.sent_by if item.sent_by and self.rnd.random() < 0.8 else self.rnd.choice(self.people())
            self.note("remove added", item.step.id, item.assignee, "by", who)
            actions.remove_signer(item, act=self.firm.act(who or "planner"), comment="not needed")

    def take_out(self) -> None:
        roots = [item for item in self.items("open", "waiting") if item.under_id is None]
        if roots:
            item = self.rnd.choice(roots)
            self.note("take out", item.step.id, item.slot)
            actions.remove_signer(item, act=self.firm.act(), comment="not concerned")

    def claim(self) -> None:
        if items := self.items():
            item = self.rnd.choice(items)
            who = self.actor(item)
            self.note("claim", item.step.id, item.slot, who)
            actions.claim(item, act=self.firm.act(who))

    def release(self) -> None:
        items = self.items()
        claimed = [item for item in items if item.claimed_at] or items
        if claimed:
            item = self.rnd.choice(claimed)
            self.note("release", item.step.id, item.slot, item.assignee)
            actions.release(item, act=self.firm.act(item.assignee))

    def delegate(self) -> None:
        having = [item.assignee for item in self.items()] or self.people()
        principal, deputy = self.rnd.choice(having), self.rnd.choice(self.people())
        first = self.firm.act().today + timedelta(days=self.rnd.randint(0, 2))
        last = first + timedelta(days=self.rnd.randint(0, 8))
        self.note("delegate", principal, "->", deputy, first, last)
        actions.delegate(
            principal=principal, deputy=deputy, from_day=first, until_day=last, act=self.firm.act(principal)
        )

    def end_delegation(self) -> None:
        running = list(Delegation.objects.filter(ended_at=None).select_related("principal").order_by("pk"))
        if running:
            chosen = self.rnd.choice(running)
            self.note("end delegation of", chosen.principal)
            actions.end_delegation(chosen, act=self.firm.act(chosen.principal))

    def turn_of_the_day(self) -> None:
        self.note("turn of the day")
        actions.turn_of_the_day(act=self.firm.act())

    def time(self) -> None:
        self.note("days pass")
        self.firm.at += timedelta(days=self.rnd.randint(1, 6))
        actions.fire_timers(act=self.firm.act())

    def comment(self) -> None:
        actions.comment(self.instance, "hello", act=self.firm.act())

    def event(self) -> None:
        name = self.rnd.choice(("goods", "money"))
        self.note(name)
        actions.receive(name, self.record(), act=self.firm.act())

    def cancel(self) -> None:
        who = self.firm.people["account_manager" if self.rnd.random() < 0.7 else "system_admin"]
        self.note("cancel by", who)
        actions.cancel(self.instance, act=self.firm.act(who), reason="no more")

    def edit(self) -> None:
        self.note("edit")
        record, act = self.record(), self.firm.act()
        actions.check_editable(record, act=act)
        FACTS.values = {"amount": self.rnd.choice((10, 5000))}
        actions.restart(record, act=act, reason="changed")

    def many(self) -> None:
        items = self.items()
        if items:
            who = self.rnd.choice(items).assignee
            self.note("many by", who)
            done = actions.decide_many(items, "approve", act=self.firm.act(who))
            for one in done:
                if isinstance(one.refusal, RuleError):
                    assert one.refusal.code in REFUSALS | {"not_in_bulk"}, one.refusal.code

    def reassign(self) -> None:
        if items := self.items("open", "waiting"):
            item, to = self.rnd.choice(items), self.rnd.choice(self.people())
            self.note("reassign", item.step.id, item.assignee, "->", to)
            actions.reassign(item, to=to, act=self.firm.act("system_admin"), reason="by order")

    def leave(self) -> None:
        """Somebody leaves; on the next day he has changed his mind."""
        having = [item.assignee for item in self.items() if not item.is_fallback]
        person = self.rnd.choice(having) if having else self.firm.people["legal"]
        if person == self.firm.people["system_admin"]:
            return
        heir: Any = self.rnd.choice(self.people())
        self.note("leaves", person, "heir", heir)
        User.objects.filter(pk=person.pk).update(is_active=False)
        try:
            if heir != person and self.rnd.random() < 0.5:
                actions.hand_over_items(person, to=heir, act=self.firm.act("system_admin"), reason="leaves")
            else:
                actions.reassign_leaver(person, act=self.firm.act("system_admin"))
        except RuleError:
            User.objects.filter(pk=person.pk).update(is_active=True)
            raise
        left = WorkItem.objects.filter(assignee=person, state__in=("open", "waiting"))
        assert not left.exists(), (person, self.trace)
        User.objects.filter(pk=person.pk).update(is_active=True)

    def copy(self) -> None:
        chosen = self.rnd.sample(self.people(), 2)
        rows = actions.copy(self.instance, people=chosen, act=self.firm.act("planner"))
        actions.mark_read(rows[0], act=self.firm.act(rows[0].person))
        assert Copy.objects.filter(instance=self.instance).exists()

    def remind(self) -> None:
        actions.remind(self.instance, act=self.firm.act(self.rnd.choice(self.people())))

    def predict(self) -> None:
        """What is told to come begins with what is there."""
        told = queries.predicted(self.instance, act=self.firm.act())
        standing = {one.node.id for one in told if one.when == "now"}
        assert standing == set(self.firm.standing(self.instance)), self.trace

    # ---- coming to an end
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
        self.tally["agreed"] += 1
        self.instance.refresh_from_db()
