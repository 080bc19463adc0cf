"""A pre-sales project from the report to its closing, against the real database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import Cast

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.criteria import look
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.presales import actions
from leadtocash.areas.presales.models import ElementAction, TeamMember
from leadtocash.areas.presales.tests.factories import (
    a_report,
    a_team,
    again,
    decide,
    desks,
    fill_plan,
    gone,
    more_budget,
    planned,
    working,
)
from leadtocash.foundation.access.gate import sees
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

pytestmark = pytest.mark.django_db
CLOSING = {
    "summary": "技术领先而胜", "handover": "方案、报价、会议纪要", "money_review": "预算内",
    "quality_review": "评审充分", "quality_score": 4,
}  # fmt: skip


def a_cost(amount: str, act, **more):
    return {"category": "travel", "amount": Decimal(amount), "spent_on": act.today, "what": "拜访差旅", **more}


@pytest.mark.req("OPP-7")
def test_an_incomplete_report_is_not_decided_on_and_the_refusal_says_what_it_lacks(cast: Cast):
    project = a_report(cast, authority="", conclusion="")
    with pytest.raises(RuleError) as refused:
        actions.submit_report(project, act=cast.act("wang"))
    assert (refused.value.code, len(refused.value.missing), refused.value.clause) == ("report_incomplete", 2, "S2 E.1")
    actions.change_report(project, {"authority": "王总定", "conclusion": "七成"}, act=cast.act("wang"))
    assert actions.submit_report(again(project), act=cast.act("wang")).state == "review"
    with pytest.raises(RuleError):
        actions.change_report(project, {"need": "改"}, act=cast.act("wang"))


@pytest.mark.req("OPP-7")
def test_who_decides_follows_from_grade_and_amount(cast: Cast):
    wang = cast.act("wang")
    small = a_report(cast, deal=an_opportunity(wang, amount=Decimal(300_000)))
    large = a_report(cast)
    strategic = a_report(cast, grade="A")
    for project in (small, large, strategic):
        actions.submit_report(project, act=wang)
    assert [desks(one) for one in (small, large, strategic)] == [
        {("decide", "li")}, {("decide", "li")}, {("decide_a", "zheng")},
    ]  # fmt: skip
    assert decide(cast, small).state == "go"
    signers = WorkItem.objects.filter(instance__record_id=large.pk, activity__node="decide").values_list(
        "assignee__username", flat=True
    )
    assert set(signers) == {"li", "zheng"}
    with pytest.raises(ValidationError):  # 4.86 million are at least of grade B
        a_report(cast, deal=an_opportunity(wang), grade="C")


@pytest.mark.req("OPP-7")
def test_no_team_and_no_cost_before_the_decision(cast: Cast):
    project = a_report(cast)
    for _round in range(2):
        with pytest.raises(RuleError) as team:
            actions.appoint_team(project, a_team(cast), act=cast.act("li"))
        with pytest.raises(RuleError) as cost:
            actions.record_cost(project, a_cost("10", cast.act("wang")), act=cast.act("wang"))
        assert (team.value.code, team.value.clause) == ("not_initiated", "S2 E.2")
        assert (cost.value.code, cost.value.clause) == ("not_initiated", "S2 E.8")
        if project.state == "draft":
            project = actions.submit_report(project, act=cast.act("wang"))
    assert not TeamMember.objects.exists()


@pytest.mark.req("OPP-7")
def test_a_no_go_keeps_its_reason_goes_onto_the_watch_list_and_may_be_begun_anew(cast: Cast):
    project = a_report(cast)
    with pytest.raises(RuleError):
        a_report(cast, deal=project.opportunity)
    actions.submit_report(project, act=cast.act("wang"))
    refused = decide(cast, project, refuse="预算没有着落")
    assert (refused.state, refused.no_go_reason) == ("no_go", "预算没有着落")
    later = cast.act("wang").today.replace(month=12)
    actions.watch_again(refused, later, act=cast.act("wang"))
    assert [due.at for due in deadlines.get("presales.watch")(cast.wang, later)] == [later]
    with pytest.raises(RuleError):
        actions.record_cost(refused, a_cost("10", cast.act("wang")), act=cast.act("wang"))
    assert a_report(cast, deal=project.opportunity).state == "draft"


@pytest.mark.req("OPP-7")
def test_a_report_that_is_sent_back_may_be_changed_again(cast: Cast):
    project = actions.submit_report(a_report(cast), act=cast.act("wang"))
    item = WorkItem.objects.get(instance__record_id=project.pk, activity__node="decide", state="open")
    workflow.send_back(item, "verify", act=cast.act("li"), comment="写清拍板人")
    assert again(project).state == "draft"
    assert actions.submit_report(again(project), act=cast.act("wang")).state == "review"


@pytest.mark.req("OPP-8")
def test_the_team_sees_project_and_deal_until_it_is_released(cast: Cast):
    project = gone(cast)
    deal = project.opportunity
    assert desks(project) == {("appoint", "li")}
    with pytest.raises(ValidationError) as missing:
        actions.appoint_team(project, a_team(cast, solution=""), act=cast.act("li"))
    assert list(missing.value.message_dict) == ["solution"]
    with pytest.raises(NotAllowed):
        actions.appoint_team(project, a_team(cast), act=cast.act("wang"))
    appointed = actions.appoint_team(project, a_team(cast), act=cast.act("li"))
    assert (appointed.state, appointed.team_number) == ("planning", "TDRM-2026-0001")
    assert desks(project) == {("kick_off", "li")}
    assert (sees(cast.shen, project), sees(cast.shen, deal)) == (True, True)
    assert Notice.objects.filter(topic="presales.appointed", person=cast.shen).count() == 1
    actions.change_team(appointed, a_team(cast, fulfilment="yang", director="zheng"), act=cast.act("li"))
    assert (sees(cast.shen, deal), sees(cast.yang, deal)) == (False, True)
    assert desks(project) == {("kick_off", "zheng")}
    with pytest.raises(RuleError):
        actions.appoint_team(appointed, a_team(cast), act=cast.act("li"))


@pytest.mark.req("OPP-8", "OPP-9")
def test_analyses_strategies_and_plan_in_order_each_when_it_is_complete(cast: Cast):
    project = working(cast)
    assert desks(project) == {("analyse_relation", "wang"), ("analyse_solution", "chu"), ("analyse_delivery", "shen")}
    with pytest.raises(RuleError) as refused:
        actions.finish_analysis(project, "analyse_relation", act=cast.act("wang"))
    assert len(refused.value.missing) == 2
    for element in project.elements.all():
        actions.write_element(element, {"findings": "已分析"}, act=cast.act("wang"))
    with pytest.raises(RuleError):  # it lies with chu
        actions.finish_analysis(project, "analyse_solution", act=cast.act("wang"))
    for step, name in (("analyse_relation", "wang"), ("analyse_solution", "chu"), ("analyse_delivery", "shen")):
        actions.finish_analysis(again(project), step, act=cast.act(name))
    with pytest.raises(RuleError) as refused:
        actions.finish_strategies(again(project), act=cast.act("li"))
    assert len(refused.value.missing) == 8
    for element in project.elements.all():
        actions.write_element(element, {"goal": "领先", "strategy": "技术"}, act=cast.act("li"))
    actions.finish_strategies(again(project), act=cast.act("li"))
    with pytest.raises(RuleError) as refused:
        actions.settle_plan(again(project), act=cast.act("li"))
    assert (refused.value.clause, len(refused.value.missing)) == ("S2 E.5", 7)
    fill_plan(cast, project)
    settled = actions.settle_plan(again(project), act=cast.act("li"))
    assert (settled.state, settled.plan_number, desks(project)) == ("watching", "YXJH-2026-0001", set())
    told = [due.title for due in deadlines.get("presales.actions")(cast.wang, cast.act("wang").today)]
    assert len(told) == 4


@pytest.mark.req("OPP-9")
def test_cost_stays_within_the_budget_unless_a_manager_approves_more(cast: Cast):
    project, wang = gone(cast), cast.act("wang")
    first = actions.record_cost(project, a_cost("15000", wang), act=wang)
    with pytest.raises(RuleError) as over:
        actions.record_cost(again(project), a_cost("5000.01", wang), act=wang)
    assert (over.value.code, over.value.clause, over.value.missing[0].who) == ("over_budget", "S2 E.8", "李强")
    with pytest.raises(NotAllowed):
        actions.lower_budget(again(project), Decimal(16_000), reason="收紧", act=wang)
    for wrong in ("10000", "20000", "90000"):
        with pytest.raises(ValidationError):
            actions.lower_budget(again(project), Decimal(wrong), reason="收紧", act=cast.act("li"))
    actions.lower_budget(again(project), Decimal(16_000), reason="收紧", act=cast.act("li"))
    more_budget(cast, project, "20000.01")
    actions.record_cost(again(project), a_cost("5000.01", wang), act=wang)
    actions.withdraw_cost(first, reason="记错项目", act=wang)
    with pytest.raises(RuleError):
        actions.withdraw_cost(first, reason="记错项目", act=wang)
    with pytest.raises(ValidationError):
        actions.record_cost(again(project), a_cost("0", wang), act=wang)
    verbs = [entry.verb for entry in history(project)]
    assert verbs[:6] == [
        "presales.unspent", "presales.spent", "presales.budget_changed", "presales.budget_asked",
        "presales.budget_changed", "presales.spent",
    ]  # fmt: skip


@pytest.mark.req("OPP-9")
def test_it_is_closed_with_the_deal_and_the_team_is_released(cast: Cast):
    project = planned(cast)
    with pytest.raises(RuleError) as still:
        actions.close_project(project, CLOSING, act=cast.act("li"))
    assert still.value.code == "deal_open"
    deals.win_opportunity(project.opportunity, act=cast.act("wang"))
    assert (again(project).state, desks(project)) == ("closing", {("close", "li")})
    deals.reopen_opportunity(again(project).opportunity, act=cast.act("wang"), reason="合同没签成")
    assert again(project).state == "watching"
    deals.lose_opportunity(again(project).opportunity, act=cast.act("wang"), reason="价格高")
    with pytest.raises(ValidationError):
        actions.close_project(again(project), {**CLOSING, "handover": ""}, act=cast.act("li"))
    closed = actions.close_project(again(project), CLOSING, act=cast.act("li"))
    assert (closed.state, closed.closing_number) == ("closed", "XMZJ-2026-0001")
    assert not TeamMember.objects.filter(released_on=None).exists()
    assert not sees(cast.shen, project.opportunity)
    assert ProcessInstance.objects.get(record_id=project.pk, process="presales_initiation").state == "ended"
    with pytest.raises(RuleError):
        actions.record_cost(closed, a_cost("1", cast.act("wang")), act=cast.act("wang"))


@pytest.mark.req("OPP-9")
def test_a_deal_decided_early_ends_what_runs(cast: Cast):
    early, late = a_report(cast), working(cast)
    for project in (early, late):
        deals.lose_opportunity(project.opportunity, act=cast.act("wang"), reason="客户不做了")
    assert (again(early).state, again(late).state) == ("dropped", "closing")
    assert desks(early) == desks(late) == set()
    assert actions.close_project(again(late), CLOSING, act=cast.act("li")).state == "closed"


@pytest.mark.req("OPP-8")
def test_roles_and_open_work_go_to_a_successor(cast: Cast):
    project = planned(cast)
    actions.hand_over_roles(cast.wang, cast.zhao, act=cast.act("admin"), reason="调岗")
    team = {one.role: one.person.username for one in project.members.filter(released_on=None)}
    assert (team["customer"], sees(cast.zhao, project)) == ("zhao", True)
    assert set(ElementAction.objects.values_list("owner__username", flat=True)) == {"zhao"}


@pytest.mark.req("OPP-4", "OPP-7")
def test_gates_know_initiation_and_team(cast: Cast):
    wang, project = cast.act("wang"), a_report(cast)
    deal = project.opportunity

    def found():
        asked = {"initiated": {}, "team": {}, "strategies": {}}
        return [look(name, deal, given, wang.today).met for name, given in asked.items()]

    assert found() == [False, False, False]
    actions.submit_report(project, act=wang)
    decide(cast, project)
    assert found() == [True, False, False]
    actions.appoint_team(again(project), a_team(cast), act=cast.act("li"))
    assert (found(), look("team", deal, {"far": "kick_off"}, wang.today).met) == ([True, True, False], False)
    for element in project.elements.all():
        actions.write_element(element, {"goal": "领先", "strategy": "技术"}, act=cast.act("li"))
    assert found() == [True, True, True]
