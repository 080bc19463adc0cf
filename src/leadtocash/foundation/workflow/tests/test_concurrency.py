"""Several people at the very same moment, on real connections."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from tests.together import failures

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step, timer
from leadtocash.foundation.workflow.tests.invariants import violations

pytestmark = pytest.mark.django_db(transaction=True)


def countersign(firm: Company, mode: str = "all") -> ProcessInstance:
    flow = draw(
        f"five_{mode}",
        "start > sign > gw",
        "gw > again : sign_outcome == 'rejected'",
        "again > end",
        "gw > next > end",
        sign=step("each:test.reviewers", mode=mode),
        again=do(),
        next=do(),
    )
    return firm.start(firm.publish(flow).key)


def calls(firm: Company, instance: ProcessInstance, decision: str = "approve") -> list[Callable[[], object]]:
    def call(item: WorkItem, act: Act) -> Callable[[], object]:
        return lambda: actions.decide(item, decision, act=act, revision=None, comment="x")  # type: ignore[arg-type]

    items = WorkItem.objects.filter(instance=instance, state="open").select_related("assignee", "instance")
    return [call(item, firm.act(item.assignee)) for item in items]


@pytest.mark.req("WFL-3")
def test_five_countersigners_at_once_open_the_next_step_exactly_once(firm: Company) -> None:
    for _time in range(8):
        instance = countersign(firm)
        assert failures(calls(firm, instance)) == []
        assert firm.standing(instance) == ["next"]
        assert Activity.objects.filter(instance=instance, node="next").count() == 1
        assert not violations(ProcessInstance.objects.get(pk=instance.pk))


def test_of_five_rejections_at_once_one_counts_and_the_others_are_told(firm: Company) -> None:
    for _time in range(4):
        instance = countersign(firm)
        raised = failures(calls(firm, instance, "reject"))
        assert [error.code for error in raised if isinstance(error, RuleError)] == ["already_done"] * 4
        assert len(raised) == 4
        assert firm.standing(instance) == ["again"]


def test_the_same_process_started_twice_at_once_runs_once(firm: Company) -> None:
    firm.publish(draw("twice", "start > a > end", a=do()))
    record, act = firm.record(), firm.act()
    raised = failures([lambda: actions.start("twice", record, act=act)] * 3)
    assert [error.code for error in raised if isinstance(error, RuleError)] == ["process_running"] * 2
    assert ProcessInstance.objects.filter(record_id=record.pk).count() == 1


def test_an_area_that_has_locked_its_record_and_a_decision_do_not_block_each_other(firm: Company) -> None:
    """Both take the record first: no deadlock, whoever comes first."""
    firm.publish(draw("two", "start > fork", "fork > a > join", "fork > b > join", "join > end", a=do(), b=do()))

    def area(record: Department, name: str, act: Act) -> Callable[[], object]:
        def call() -> None:
            with transaction.atomic():
                Department.objects.select_for_update().get(pk=record.pk)
                actions.finish_step(record, name, act=act)

        return call

    for _time in range(5):
        instance = firm.start("two")
        record = Department.objects.get(pk=instance.record_id)
        assert failures([area(record, "a", firm.act()), area(record, "b", firm.act())]) == []
        instance.refresh_from_db()
        assert instance.state == "ended"


@pytest.mark.req("WFL-4")
def test_three_workers_fire_every_timer_once(firm: Company) -> None:
    flow = draw("late", "start > a > end", "t1 > b > end", a=do(limit="1"), t1=timer("a", 2), b=do())
    firm.publish(flow)
    started = [firm.start("late") for _number in range(6)]
    FACTS.done = []
    later = firm.act(days=7)
    failures([lambda: actions.fire_timers(act=later)] * 3)
    actions.fire_timers(act=later)  # what was in other hands at that moment
    for instance in started:
        assert firm.standing(instance) == ["b"]
        assert Activity.objects.filter(instance=instance, node="b").count() == 1


@pytest.mark.req("WFL-3")
def test_eight_hammer_one_countersign_with_everything_they_have(firm: Company) -> None:
    """Approving, asking others, claiming, handing on and taking back at the same moment, again and again."""
    FACTS.reviewers = ("finance", "legal")
    firm.second("finance", "finance2")
    firm.second("finance", "finance3")
    firm.publish(
        draw(
            "eight",
            "start > sign > gw",
            "gw > sign : sign_outcome == 'rejected'",
            "gw > next > end",
            sign=step("each:test.reviewers", mode="all"),
            next=do(),
        )
    )
    for _time in range(6):
        instance = firm.start("eight")
        failures(everything(firm, instance))
        instance.refresh_from_db()
        assert not violations(instance)
        for _act in range(30):
            if firm.standing(instance) == ["next"]:
                break
            item = calls_items(instance)[0]
            actions.decide(item, "approve", act=firm.act(item.assignee), revision=None)
            assert not violations(instance)
        opened = Activity.objects.filter(instance=instance, node="next")
        assert opened.exclude(outcome="recalled").count() == 1  # who takes his approval back in time closes it again


def calls_items(instance: ProcessInstance) -> list[WorkItem]:
    rows = WorkItem.objects.filter(instance=instance, state="open").select_related("assignee", "instance")
    return list(rows.order_by("pk"))


def everything(firm: Company, instance: ProcessInstance) -> list[Callable[[], object]]:
    """Eight acts of four people on the same step."""
    items = {one.assignee.username: one for one in calls_items(instance)}
    first, second, third, legal = (items[name] for name in ("finance", "finance2", "finance3", "legal"))
    acts, people = {name: firm.act(name) for name in items}, firm.people
    return [
        lambda: actions.decide(first, "approve", act=acts["finance"], revision=None),
        lambda: actions.claim(second, act=acts["finance2"]),
        lambda: actions.add_signer(third, people=[people["sales_vp"]], where="before", act=acts["finance3"]),
        lambda: actions.decide(third, "approve", act=acts["finance3"], revision=None),
        lambda: actions.add_signer(legal, people=[people["planner"]], where="after", act=acts["legal"]),
        lambda: actions.decide(legal, "approve", act=acts["legal"], revision=None),
        lambda: actions.transfer(legal, to=people["bu_manager"], act=acts["legal"]),
        lambda: actions.recall(instance, act=acts["finance"]),
    ]
