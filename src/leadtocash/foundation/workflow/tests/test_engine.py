"""The engine on the real database: every rule beside the success it differs from."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.errors import RuleError, Stale
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Token, WorkItem
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, receive, rule, service, step
from leadtocash.foundation.workflow.tests.invariants import violations

pytestmark = pytest.mark.django_db

REVIEW = draw(
    "review",
    "start > submit > check > gw",
    "gw > submit : check_outcome == 'rejected'",
    "gw > fork",
    "fork > legal > join",
    "fork > finance > join",
    "join > gw2",
    "gw2 > submit : legal_outcome == 'rejected' or finance_outcome == 'rejected'",
    "gw2 > approve > gw3",
    "gw3 > submit : approve_outcome == 'rejected'",
    "gw3 > mark > end",
    submit=do(),
    check=step("role:sales_manager"),
    legal=step("role:legal"),
    finance=step("role:finance"),
    approve=step("role:bu_manager"),
    mark=service("test.mark"),
    end=end("approved"),
)


@pytest.fixture
def review(firm: Company) -> ProcessInstance:
    firm.publish(REVIEW)
    return firm.start("review")


def to_branches(firm: Company, instance: ProcessInstance) -> None:
    firm.decide(instance, "submit", "do")
    firm.decide(instance, "check")


def refusal(code: str, call: object, *args: object, **more: object) -> RuleError:
    with pytest.raises(RuleError) as caught:
        call(*args, **more)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


@pytest.mark.req("WFL-1", "WFL-3")
def test_a_review_runs_through_its_steps_to_its_end(firm: Company, review: ProcessInstance) -> None:
    to_branches(firm, review)
    assert firm.standing(review) == ["finance", "legal"]
    firm.decide(review, "legal")
    assert firm.standing(review) == ["finance"]
    firm.decide(review, "finance")
    assert firm.standing(review) == ["approve"]
    over = firm.decide(review, "approve")
    assert (over.state, over.outcome, FACTS.done) == ("ended", "approved", [f"mark {review.record_id}"])
    assert not Token.objects.filter(instance=review).exists()


@pytest.mark.req("WFL-3")
def test_a_rejection_loop_joins_only_when_both_branches_came_again(firm: Company, review: ProcessInstance) -> None:
    for _round in range(4):
        to_branches(firm, review)
        firm.decide(review, "legal")
        assert firm.standing(review) == ["finance"]
        firm.decide(review, "finance")
        firm.decide(review, "approve", "reject")
    assert firm.standing(review) == ["submit"]
    assert Token.objects.filter(instance=review).count() == 1
    assert Activity.objects.get(instance=review, is_open=True).round == 5


@pytest.mark.req("WFL-5")
def test_the_journal_tells_who_decided_what_and_why(firm: Company, review: ProcessInstance) -> None:
    firm.decide(review, "submit", "do")
    firm.decide(review, "check", "reject", comment="margin too low")
    entries = Entry.objects.filter(kind="accounts.department", record_id=review.record_id).order_by("seq")
    told = [(e.verb, e.actor and e.actor.username, e.data.get("step"), e.reason) for e in entries]
    assert told == [
        ("workflow.started", "account_manager", None, ""),
        ("workflow.opened", None, "submit", ""),
        ("workflow.done", "account_manager", "submit", ""),
        ("workflow.opened", None, "check", ""),
        ("workflow.rejected", "sales_manager", "check", "margin too low"),
        ("workflow.opened", None, "submit", ""),
    ]
    assert entries[5].data["round"] == 2


@pytest.mark.req("WFL-3")
def test_a_rejection_needs_a_comment_and_an_approval_does_not(firm: Company, review: ProcessInstance) -> None:
    firm.decide(review, "submit", "do")
    refusal("comment_missing", firm.decide, review, "check", "reject", comment=" ")
    firm.decide(review, "check", "approve", comment="")
    assert firm.standing(review) == ["finance", "legal"]


def test_only_who_has_the_step_may_decide_and_only_once(firm: Company, review: ProcessInstance) -> None:
    firm.decide(review, "submit", "do")
    item = firm.item(review, "check")
    wrong = refusal("not_yours", actions.decide, item, "approve", act=firm.act("legal"), revision=None)
    assert [(m.who, m.what) for m in wrong.missing] == [("sales_manager", "check")]
    firm.decide(review, "check")
    refusal("already_done", actions.decide, item, "approve", act=firm.act("sales_manager"), revision=None)


def test_a_step_done_on_the_record_is_not_decided_and_a_decision_is_not_done(
    firm: Company, review: ProcessInstance
) -> None:
    refusal("step_is_work", firm.decide, review, "submit", "approve")
    record = Department.objects.get(pk=review.record_id)
    refusal("step_not_open", actions.finish_step, record, "check", act=firm.act("sales_manager"))
    refusal("not_yours", actions.finish_step, record, "submit", act=firm.act("legal"))
    firm.decide(review, "submit", "do")
    refusal("step_is_decision", actions.finish_step, record, "check", act=firm.act("sales_manager"))


@pytest.mark.req("WFL-3", "CON-3")
def test_an_approval_of_an_outdated_document_is_refused(
    firm: Company, review: ProcessInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.decide(review, "submit", "do")
    monkeypatch.setattr(Department, "revision", 4, raising=False)
    item = firm.item(review, "check")
    with pytest.raises(Stale):
        actions.decide(item, "approve", act=firm.act("sales_manager"), revision=3)
    actions.decide(item, "approve", act=firm.act("sales_manager"), revision=4)
    item.refresh_from_db()
    assert (item.outcome, item.revision) == ("approved", 4)


def test_the_same_process_runs_once_on_a_record(firm: Company, review: ProcessInstance) -> None:
    record = Department.objects.get(pk=review.record_id)
    refusal("process_running", actions.start, "review", record, act=firm.act())


def test_whoever_gets_a_step_can_read_the_record(firm: Company, review: ProcessInstance) -> None:
    firm.decide(review, "submit", "do")
    opened = Participation.objects.filter(kind="accounts.department", record_id=review.record_id)
    assert sorted(opened.values_list("person__username", "why")) == [
        ("account_manager", "approver"),
        ("sales_manager", "approver"),
    ]


@pytest.mark.req("WFL-1")
def test_a_running_process_keeps_its_version(firm: Company, review: ProcessInstance) -> None:
    other = draw("review", "start > sign > end", sign=do("role:legal"))
    assert firm.publish(other).version == 2
    firm.decide(review, "submit", "do")
    assert (firm.standing(review), firm.standing(firm.start("review"))) == (["check"], ["sign"])


class TestPools:
    FLOW = draw(
        "pool",
        "start > pay > gw",
        "gw > end2 : pay_outcome == 'rejected'",
        "gw > end",
        pay=step("role:finance"),
    )

    def test_one_of_a_role_decides_for_all(self, firm: Company) -> None:
        firm.second("finance", "finance2")
        firm.publish(self.FLOW)
        instance = firm.start("pool")
        assert firm.holders(instance) == ["finance", "finance2"]
        late = firm.item(instance, "pay", "finance")
        over = firm.decide(instance, "pay", who="finance2")
        assert over.state == "ended"
        why = refusal("already_done", actions.decide, late, "approve", act=firm.act("finance"), revision=None)
        assert "finance2" in why.message

    def test_the_nearest_holder_of_a_role_is_asked(self, firm: Company) -> None:
        firm.publish(self.FLOW)
        record = firm.record()
        near = firm.second("finance", "branch")
        near.positions.update(department=record)
        instance = actions.start("pool", record, act=firm.act())
        assert firm.holders(instance) == ["branch"]

    def test_nobody_found_goes_to_the_administrator_who_may_only_hand_it_on(self, firm: Company) -> None:
        firm.publish(self.FLOW)
        finance = firm.people["finance"]
        type(finance).objects.filter(pk=finance.pk).update(is_active=False)
        instance = firm.start("pool")
        assert firm.holders(instance) == ["system_admin"]
        assert Entry.objects.filter(verb="workflow.nobody_found", record_id=instance.record_id).count() == 1
        refusal("hand_on_first", firm.decide, instance, "pay")
        item = firm.item(instance, "pay")
        actions.transfer(item, to=firm.people["legal"], act=firm.act("system_admin"))
        assert firm.decide(instance, "pay").state == "ended"

    def test_without_anybody_and_administrator_the_act_is_refused(self, firm: Company) -> None:
        firm.publish(self.FLOW)
        for who in ("finance", "system_admin"):
            firm.people[who].positions.all().delete()
        refusal("nobody_found", firm.start, "pool")
        assert not ProcessInstance.objects.exists()


def countersign(firm: Company, mode: str, reject: str = "at_once") -> ProcessInstance:
    flow = draw(
        f"sign_{mode.replace(':', '_').replace('.', '_')}_{reject}",
        "start > sign > gw",
        "gw > no : sign_outcome == 'rejected'",
        "gw > yes > end",
        "no > end",
        sign=step("each:test.reviewers", mode=mode, reject=reject),
        yes=do(),
        no=do(),
    )
    return firm.start(firm.publish(flow).key)


@pytest.mark.req("WFL-3")
@pytest.mark.parametrize(
    ("mode", "reject", "said", "asked", "after"),
    [
        ("all", "at_once", "aaaaa", [5, 4, 3, 2, 1], ["yes"]),
        ("all", "at_once", "aar", [5, 4, 3], ["no"]),
        ("all", "after_all", "raara", [5, 4, 3, 2, 1], ["no"]),
        ("any", "at_once", "a", [5], ["yes"]),
        ("any", "at_once", "rra", [5, 4, 3], ["yes"]),
        ("any", "at_once", "rrrrr", [5, 4, 3, 2, 1], ["no"]),
        ("ratio:0.6", "at_once", "aaa", [5, 4, 3], ["yes"]),
        ("ratio:0.6", "at_once", "aarr", [5, 4, 3, 2], ["sign"]),
        ("ratio:0.6", "at_once", "rrr", [5, 4, 3], ["no"]),
        ("ratio:0.6", "after_all", "rrraa", [5, 4, 3, 2, 1], ["no"]),
        ("in_order", "at_once", "aaaaa", [1, 1, 1, 1, 1], ["yes"]),
        ("in_order", "at_once", "ar", [1, 1], ["no"]),
        ("in_order", "after_all", "araaa", [1, 1, 1, 1, 1], ["no"]),
    ],
)
def test_countersigning(firm: Company, mode: str, reject: str, said: str, asked: list[int], after: list[str]) -> None:
    instance = countersign(firm, mode, reject)
    counted = []
    for letter in said:
        counted.append(len(firm.holders(instance)))
        firm.decide(instance, "sign", "approve" if letter == "a" else "reject")
    assert (counted, firm.standing(instance)) == (asked, after)


def test_in_order_the_next_is_asked_only_when_his_turn_comes(firm: Company) -> None:
    instance = countersign(firm, "in_order")
    second = WorkItem.objects.get(instance=instance, slot="planner")
    refusal("not_your_turn", actions.decide, second, "approve", act=firm.act("planner"), revision=None)
    firm.decide(instance, "sign")
    assert firm.holders(instance) == ["planner"]


@pytest.mark.req("WFL-3")
class TestSendingBack:
    def test_out_of_a_block_ends_the_other_branch(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        actions.send_back(firm.item(review, "finance"), "check", act=firm.act("finance"), comment="look again")
        assert firm.standing(review) == ["check"]
        assert Token.objects.filter(instance=review).count() == 1
        firm.decide(review, "check")
        assert firm.standing(review) == ["finance", "legal"]

    def test_into_a_finished_block_reopens_one_branch_only(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        firm.decide(review, "finance")
        actions.send_back(firm.item(review, "approve"), "legal", act=firm.act("bu_manager"), comment="clause 5")
        assert firm.standing(review) == ["legal"]
        firm.decide(review, "legal")
        assert firm.standing(review) == ["approve"]

    def test_straight_back_skips_the_steps_between(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        firm.decide(review, "finance")
        item, act = firm.item(review, "approve"), firm.act("bu_manager")
        actions.send_back(item, "submit", act=act, comment="attach the quotation", then="straight_back")
        firm.decide(review, "submit", "do")
        assert firm.standing(review) == ["approve"]

    def test_straight_back_across_a_block_is_refused(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        item, act = firm.item(review, "legal"), firm.act("legal")
        refusal("not_straight_back", actions.send_back, item, "submit", act=act, comment="x", then="straight_back")

    def test_into_another_branch_or_a_step_not_passed_is_refused(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        item = firm.item(review, "finance")
        refusal("no_way_back", actions.send_back, item, "legal", act=firm.act("finance"), comment="x")
        refusal("no_way_back", actions.send_back, item, "approve", act=firm.act("finance"), comment="x")
        refusal("comment_missing", actions.send_back, item, "check", act=firm.act("finance"), comment=" ")


@pytest.mark.req("WFL-3")
class TestRecall:
    def test_the_last_step_comes_back_while_nobody_acted(self, firm: Company, review: ProcessInstance) -> None:
        firm.decide(review, "submit", "do")
        actions.recall(review, act=firm.act())
        assert firm.standing(review) == ["submit"]
        firm.decide(review, "submit", "do")
        assert Activity.objects.get(instance=review, node="check", is_open=True).round == 1

    def test_after_somebody_acted_it_is_refused_with_who_has_it(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        why = refusal("no_recall", actions.recall, review, act=firm.act())
        assert {m.who for m in why.missing} == {"legal", "finance"}

    def test_a_fork_is_taken_back_as_a_whole(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        actions.recall(review, act=firm.act("sales_manager"))
        assert (firm.standing(review), Token.objects.filter(instance=review).count()) == (["check"], 1)

    def test_a_branch_that_waits_at_the_join_comes_back(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        actions.recall(review, act=firm.act("legal"))
        assert firm.standing(review) == ["finance", "legal"]
        firm.decide(review, "finance")
        assert firm.standing(review) == ["legal"]
        firm.decide(review, "legal")
        assert firm.standing(review) == ["approve"]

    def test_a_join_that_fired_is_undone_for_this_branch(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        firm.decide(review, "legal")
        firm.decide(review, "finance")
        actions.recall(review, act=firm.act("finance"))
        assert firm.standing(review) == ["finance"]
        firm.decide(review, "finance")
        assert firm.standing(review) == ["approve"]

    def test_one_opinion_of_an_open_countersign_comes_back(self, firm: Company) -> None:
        instance = countersign(firm, "all")
        firm.decide(instance, "sign", who="legal")
        actions.recall(instance, act=firm.act("legal"))
        assert len(firm.holders(instance)) == 5

    def test_a_veto_taken_back_opens_the_others_again_and_keeps_what_they_said(self, firm: Company) -> None:
        instance = countersign(firm, "all")
        firm.decide(instance, "sign", who="legal")
        firm.decide(instance, "sign", "reject", who="finance")
        assert firm.standing(instance) == ["no"]
        actions.recall(instance, act=firm.act("finance"))
        assert firm.holders(instance) == ["bu_manager", "finance", "planner", "rd_manager"]

    def test_in_order_the_next_waits_again(self, firm: Company) -> None:
        instance = countersign(firm, "in_order")
        firm.decide(instance, "sign")
        actions.recall(instance, act=firm.act("rd_manager"))
        assert firm.holders(instance) == ["rd_manager"]
        for _signer in range(5):
            firm.decide(instance, "sign")
        assert firm.standing(instance) == ["yes"]

    def test_a_process_just_started_is_withdrawn(self, firm: Company, review: ProcessInstance) -> None:
        over = actions.recall(review, act=firm.act())
        assert (over.state, over.outcome, firm.standing(review)) == ("withdrawn", "withdrawn", [])
        refusal("already_done", decide_again, firm, review)
        refusal("process_over", actions.recall, review, act=firm.act())

    def test_what_a_service_did_is_not_taken_back(self, firm: Company) -> None:
        firm.publish(draw("serve", "start > a > mark > b > end", a=do(), mark=service("test.mark"), b=do("role:legal")))
        instance = firm.start("serve")
        firm.decide(instance, "a", "do")
        refusal("no_recall", actions.recall, instance, act=firm.act())


def decide_again(firm: Company, instance: ProcessInstance) -> None:
    item = WorkItem.objects.filter(instance=instance).first()
    assert item is not None
    actions.decide(item, "approve", act=firm.act(item.assignee), revision=None)


@pytest.mark.req("WFL-3")
class TestTransfer:
    def test_the_other_has_it_as_if_from_the_beginning(self, firm: Company, review: ProcessInstance) -> None:
        to_branches(firm, review)
        actions.transfer(firm.item(review, "legal"), to=firm.people["planner"], act=firm.act("legal"), comment="yours")
        assert firm.holders(review) == ["finance", "planner"]
        assert Participation.objects.filter(record_id=review.record_id, person=firm.people["planner"]).exists()
        firm.decide(review, "legal")
        firm.decide(review, "finance")
        assert firm.standing(review) == ["approve"]

    def test_not_to_one_who_has_it_or_has_left(self, firm: Company) -> None:
        instance = countersign(firm, "all")
        item = firm.item(instance, "sign", "legal")
        refusal("has_it_already", actions.transfer, item, to=firm.people["finance"], act=firm.act("legal"))
        gone = firm.second("legal", "gone")
        gone.is_active = False
        refusal("person_inactive", actions.transfer, item, to=gone, act=firm.act("legal"))


class TestAutomaticNodes:
    TABLE = """{"inputs": ["amount", "credit"], "outputs": ["level"], "rows": [
      {"when": {"amount": {"to": 1000}}, "then": {"level": 1}},
      {"when": {"amount": {"from": 1000}, "credit": ["A", "B"]}, "then": {"level": 2}},
      {"when": {"amount": {"from": 1000}, "credit": ["C"]}, "then": {"level": 3}}]}"""

    @pytest.mark.parametrize(
        ("amount", "credit", "asked"), [(999, "C", "low"), (1000, "A", "high"), (1000, "C", "top")]
    )
    def test_a_decision_table_routes(self, firm: Company, amount: int, credit: str, asked: str) -> None:
        FACTS.values = {"amount": amount, "credit": credit}
        firm.publish(
            draw(
                "table",
                "start > level > gw",
                "gw > low : level == 1",
                "gw > high : level == 2",
                "gw > top > end",
                "low > end",
                "high > end",
                level=rule(self.TABLE),
                low=do(),
                high=do(),
                top=do(),
            )
        )
        assert firm.standing(firm.start("table")) == [asked]

    def test_a_missing_fact_is_a_refusal_that_names_it(self, firm: Company) -> None:
        FACTS.values = {"amount": None}
        firm.publish(draw("fact", "start > gw", "gw > a : amount > 5", "gw > a > end", a=do()))
        assert [m.what for m in refusal("process_fact_missing", firm.start, "fact").missing] == ["amount"]

    def test_a_condition_after_a_service_sees_what_it_changed(self, firm: Company) -> None:
        firm.publish(
            draw(
                "fresh",
                "start > rename > gw",
                "gw > a : note == 'renamed'",
                "gw > b > end",
                "a > end",
                rename=service("test.rename"),
                a=do(),
                b=do(),
            )
        )
        assert firm.standing(firm.start("fresh")) == ["a"]

    def test_an_event_moves_every_process_that_waits_for_it(self, firm: Company) -> None:
        firm.publish(draw("wait", "start > arrival > a > end", arrival=receive("arrived"), a=do()))
        instance = firm.start("wait")
        record = Department.objects.get(pk=instance.record_id)
        assert firm.standing(instance) == []
        assert actions.receive("other", record, act=firm.act()) == 0
        assert actions.receive("arrived", firm.record(), act=firm.act()) == 0
        assert actions.receive("arrived", record, act=firm.act()) == 1
        assert firm.standing(instance) == ["a"]
        assert actions.receive("arrived", record, act=firm.act()) == 0

    def test_leaving_a_block_ends_its_other_branches(self, firm: Company) -> None:
        firm.publish(
            draw(
                "leave",
                "start > a > fork",
                "fork > b > gw",
                "gw > a : b_outcome == 'rejected'",
                "gw > join",
                "fork > c > join",
                "join > end",
                a=do(),
                b=step("role:legal"),
                c=do("role:finance"),
            )
        )
        instance = firm.start("leave")
        firm.decide(instance, "a", "do")
        firm.decide(instance, "b", "reject")
        assert (firm.standing(instance), Token.objects.filter(instance=instance).count()) == (["a"], 1)
        assert Activity.objects.get(instance=instance, node="c").outcome == "cancelled"


def test_a_comment_is_journalled_and_changes_nothing(firm: Company, review: ProcessInstance) -> None:
    actions.comment(review, " please hurry ", act=firm.act("legal"), attachments=[7])
    entry = Entry.objects.get(verb="workflow.commented", record_id=review.record_id)
    assert (entry.reason, entry.data["attachments"], firm.standing(review)) == (
        "please hurry",
        [7],
        ["submit"],
    )
    refusal("comment_missing", actions.comment, review, " ", act=firm.act("legal"))


def test_a_record_given_up_ends_its_processes_whoever_has_them(
    firm: Company, review: ProcessInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[ProcessEnded] = []
    monkeypatch.setitem(events._listeners, ProcessEnded, [ended.append])
    to_branches(firm, review)
    record = Department.objects.get(pk=review.record_id)
    assert actions.end_running(record, act=firm.act("bu_manager"), reason="customer gone", process="other") == 0
    assert actions.end_running(record, act=firm.act("bu_manager"), reason="customer gone") == 1
    review.refresh_from_db()
    assert (review.state, review.outcome, firm.standing(review)) == ("withdrawn", "given_up", [])
    assert [event.outcome for event in ended] == ["given_up"]
    assert not violations(review)


def test_deciding_takes_few_statements_however_many_rounds(firm: Company, review: ProcessInstance) -> None:
    def decide() -> int:
        firm.decide(review, "submit", "do")
        item, act = firm.item(review, "check"), firm.act("sales_manager")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            actions.decide(item, "reject", act=act, revision=None, comment="no")
        return len(seen)

    first = decide()
    for _round in range(3):
        again = decide()
    assert again == first <= 20
