"""Drafts tried on past cases: the same way as it went, another where the draft differs, nothing claimed else."""

from __future__ import annotations

import pytest

from leadtocash.foundation.designer import simulation
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.tests.drafts import PARALLEL, SMALL, begun, insert
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1")]


def tried(firm: Company, key: str, text: str | None = None) -> simulation.Result:
    graph = Document(text).graph() if text else graph_of(newest(key).pk)
    return simulation.simulate(key, graph, firm.people["system_admin"])


def run_through(firm: Company, key: str, *, reject_first: bool = False) -> ProcessInstance:
    instance = firm.start(key)
    firm.decide(instance, "apply", "do")
    for name in ("one", "two") if key == "side" else ("sign",):
        if reject_first:
            firm.decide(instance, name, "reject")
            firm.decide(instance, "apply", "do")
            reject_first = False
    for name in ("one", "two") if key == "side" else ("sign",):
        firm.decide(instance, name)
    instance.refresh_from_db()
    return instance


@pytest.mark.parametrize("xml", [SMALL, PARALLEL])
def test_by_the_same_definition_every_case_goes_as_it_went(firm: Company, xml: bytes):
    key = firm.publish(xml).key
    run_through(firm, key)
    firm.start(key)
    if key == "small":
        run_through(firm, key, reject_first=True)
    result = tried(firm, key)
    assert (len(result.differing), len(result.lost), result.same) == (0, 0, len(result.cases))
    assert all(one.before == one.after and one.days == 0 for one in result.cases)


def test_a_new_step_is_seen_in_every_round_with_who_would_be_asked(firm: Company):
    draft = begun(firm)
    run_through(firm, "small", reject_first=True)
    insert(firm, draft)
    draft.refresh_from_db()
    (case,) = tried(firm, "small", draft.bpmn).cases
    assert case.differs
    assert case.before == ["apply", "sign", "apply", "sign", "end"]
    assert case.after == ["apply", "Finance", "sign", "apply", "Finance", "sign", "end"]
    assert [(one.step, one.who) for one in case.more] == [("Finance", "finance")]
    assert (case.fewer, case.days) == ([], 4)


def test_a_step_taken_out_names_who_was_asked_then(firm: Company):
    firm.publish(PARALLEL)
    run_through(firm, "side")
    without = draw("side", "start > apply > one > gw > end", "gw > apply : one_outcome == 'rejected'",
                   apply=do(), one=step("role:bu_manager", limit="3"))  # fmt: skip
    (case,) = tried(firm, "side", without.decode()).cases
    assert [(one.step, one.who) for one in case.fewer] == [("two", "finance")]
    assert case.after == ["apply", "one", "end"]
    assert case.days == 0  # both had three days side by side


def test_another_person_at_the_same_step_is_a_difference_too(firm: Company):
    firm.publish(SMALL)
    run_through(firm, "small")
    (case,) = tried(firm, "small", SMALL.decode().replace("role:bu_manager", "role:legal")).cases
    assert (case.differs, case.before == case.after) == (True, True)
    assert [(one.step, one.who) for one in case.other] == [("sign", "legal")]


def test_a_question_left_as_it_was_is_answered_as_on_that_day(firm: Company):
    asked = draw(
        "asked",
        "start > gw1 > sign > gw > end",
        "gw1 > end : amount < 50",
        "gw > end : sign_outcome == 'rejected'",
        sign=step("role:bu_manager", limit="3"),
    )
    firm.publish(asked)
    FACTS.values = {"amount": 100}
    instance = firm.start("asked")
    firm.decide(instance, "sign")
    FACTS.values = {"amount": 10}  # the record has changed since: by today's facts nobody would be asked
    (case,) = tried(firm, "asked", asked.decode().replace('lc:limit="3"', 'lc:limit="5"')).cases
    assert (case.differs, case.before, case.assumed) == (False, ["sign", "end"], [])
    (case,) = tried(firm, "asked", asked.decode().replace("amount &lt; 50", "amount &lt; 60")).cases
    assert (case.differs, case.after, case.assumed) == (True, ["end"], ["amount"])


def test_cases_sent_back_are_followed(firm: Company):
    two = draw(
        "two",
        "start > apply > one > gw1 > sign > gw > end",
        "gw1 > apply : one_outcome == 'rejected'",
        "gw > apply : sign_outcome == 'rejected'",
        apply=do(),
        one=step("role:finance"),
        sign=step("role:bu_manager"),
    )
    firm.publish(two)
    instance = firm.start("two")
    firm.decide(instance, "apply", "do")
    firm.decide(instance, "one")
    item = firm.item(instance, "sign")
    workflow.send_back(item, "apply", act=firm.act(item.assignee), comment="again", then="straight_back")
    firm.decide(instance, "apply", "do")
    firm.decide(instance, "sign")
    (case,) = tried(firm, "two").cases
    assert (case.followed, case.differs) == (True, False)
    assert case.after == ["apply", "one", "sign", "apply", "sign", "end"]


def test_of_a_case_that_cannot_be_followed_nothing_is_claimed(firm: Company):
    firm.publish(SMALL)
    instance = run_through(firm, "small")
    Activity.objects.filter(instance=instance, node="sign").update(node="somewhere")
    (case,) = tried(firm, "small").cases
    assert (case.followed, case.differs) == (False, False)


def test_trying_writes_nothing(firm: Company):
    draft = begun(firm)
    run_through(firm, "small")
    insert(firm, draft)
    draft.refresh_from_db()
    before = (Activity.objects.count(), WorkItem.objects.count(), list(ProcessInstance.objects.values()))
    tried(firm, "small", draft.bpmn)
    assert before == (Activity.objects.count(), WorkItem.objects.count(), list(ProcessInstance.objects.values()))
