"""A stage with a review before it, and waivers that are asked for: decided in a process, moved through the gate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now
from tests.browsing import text

from leadtocash.areas.opportunities import actions, gates
from leadtocash.areas.opportunities.models import Criterion, Opportunity, Stage, StageReview, Waiver, WaiverRequest
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.exchange.tests.driving import carried_out
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.queries import record_for

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]
URL = "/api/v1/opportunities/"


@pytest.fixture
def reviewed():
    """Before the second stage the sales manager reviews."""
    Stage.objects.filter(pk=a_stage(2).pk).update(review=True, may_skip=False)
    return a_stage(2)


@pytest.fixture
def criterion():
    """The first stage asks for a coach."""
    stage = a_stage(1)
    Stage.objects.filter(method=stage.method).update(may_skip=False)
    return Criterion.objects.create(stage=stage, position=1, text="找到教练", clause="S2 milestone.2.4")


def refusal(act):
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def waiting_for(person):
    return WorkItem.objects.get(assignee=person, state=WorkItem.State.OPEN)


def decide(cast, who, decision, comment=""):
    act = cast.act(who, now())
    item = waiting_for(act.by)
    record = record_for(act.by, item.instance)
    return workflow.decide(item, decision, act=act, revision=record.revision, comment=comment)


def test_a_reviewed_stage_is_entered_when_the_sales_manager_agrees(cast, reviewed):
    act = cast.act("wang", now())
    deal = an_opportunity(act)
    review = actions.advance(deal, reviewed, act=act)
    assert isinstance(review, StageReview)
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 1
    again = refusal(lambda: actions.advance(deal, reviewed, act=act))
    assert (again.code, again.missing[0].who) == ("asked_already", cast.li.name)
    decide(cast, "li", "approve")
    assert Opportunity.objects.get(pk=deal.pk).stage == reviewed
    assert StageReview.objects.get().state == "approved"


def test_a_refused_review_leaves_the_deal_and_another_can_be_asked_for(cast, reviewed):
    act = cast.act("wang", now())
    deal = an_opportunity(act)
    actions.advance(deal, reviewed, act=act)
    decide(cast, "li", "reject", "预算还没批")
    assert StageReview.objects.get().state == "refused"
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 1
    assert isinstance(actions.advance(deal, reviewed, act=act), StageReview)


def test_the_gate_is_asked_again_when_the_review_is_decided(cast, reviewed, criterion):
    act = cast.act("wang", now())
    deal = an_opportunity(act)
    made = actions.confirm(deal, criterion, note="张工每周报信", act=act)
    actions.advance(deal, reviewed, act=act)
    actions.withdraw(made, reason="张工离职", act=act)
    refused = refusal(lambda: decide(cast, "li", "approve"))
    assert (refused.code, [one.what for one in refused.missing]) == ("gate", ["找到教练"])
    assert StageReview.objects.get().state == "pending"


def test_by_the_authority_table_a_large_deal_goes_further_up(cast, reviewed):
    Stage.objects.filter(pk=reviewed.pk).update(review_by="")
    act = cast.act("wang", now())
    deal = an_opportunity(act, amount=4_860_000)
    actions.advance(deal, a_stage(2), act=act)
    decide(cast, "li", "approve")
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 1
    decide(cast, "zheng", "approve")
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 2


def test_all_doors_ask_for_the_review(cast, reviewed, page, api):
    act = cast.act("wang", now())
    form, board, rest = (an_opportunity(act, name=f"{n} 号码头") for n in range(3))
    shown = page("wang").post(f"/opportunities/{form.pk}/stage/", {"stage": reviewed.pk}, follow=True)
    assert cast.li.name in text(shown)
    dropped = page("wang").post(
        f"/opportunities/{board.pk}/stage/", {"to": reviewed.pk}, headers={"HX-Request": "true"}
    )
    assert (dropped.status_code, cast.li.name in dropped.content.decode()) == (202, True)
    answer = api("wang").post(f"{URL}{rest.pk}/stage/", {"stage": reviewed.pk})
    assert (answer.status_code, answer.json()["with_whom"]) == (202, cast.li.name)
    carried_out(act, "商机,阶段\n另一个,初步接触\n", kind="opportunities.opportunity")
    carried_out(act, f"商机编号,商机,阶段\n{form.number},{form.name},初步接触\n", kind="opportunities.opportunity")
    assert not Opportunity.objects.filter(name="另一个").exists()
    assert set(Opportunity.objects.values_list("stage__position", flat=True)) == {1}
    assert StageReview.objects.filter(state="pending").count() == 3


def test_a_deal_cannot_begin_behind_a_review_or_be_won_past_it(cast, reviewed):
    act = cast.act("wang", now())
    began = refusal(lambda: an_opportunity(act, stage=a_stage(3)))
    assert any("初步接触" in one.what for one in began.missing)
    deal = an_opportunity(act)
    won = refusal(lambda: actions.win_opportunity(deal, act=act))
    assert [one.who for one in won.missing] == ["销售经理"]


def test_a_closed_deal_takes_its_requests_back(cast, reviewed):
    act = cast.act("wang", now())
    deal = an_opportunity(act)
    actions.advance(deal, reviewed, act=act)
    actions.lose_opportunity(deal, reason="预算取消", act=act)
    assert StageReview.objects.get().state == "withdrawn"
    assert not WorkItem.objects.filter(state=WorkItem.State.OPEN).exists()


def test_a_waiver_asked_for_is_decided_one_level_above_the_reviewer(cast, criterion, page, api):
    act = cast.act("wang", now())
    deal, until = an_opportunity(act), act.today + timedelta(days=7)
    asked = page("wang").post(
        f"/opportunities/{deal.pk}/criteria/{criterion.pk}/waiver/", {"reason": "客户不肯说", "until": until}
    )
    assert asked.status_code == 302
    twice = api("wang").post(
        f"{URL}{deal.pk}/waiver-requests/", {"criterion": criterion.pk, "reason": "客户不肯说", "until": until}
    )
    assert twice.json()["code"] == "asked_already"
    request = WaiverRequest.objects.get()
    assert "客户不肯说" in text(page("zheng").get(request.get_absolute_url()))
    assert page("zhao").get(request.get_absolute_url()).status_code == 404
    decide(cast, "zheng", "approve")
    assert (Waiver.objects.get().by, Waiver.objects.get().until) == (cast.zheng, until)
    assert gates.missing(deal, a_stage(2), today=act.today) == []


def test_a_refused_or_withdrawn_request_waives_nothing(cast, criterion):
    act = cast.act("wang", now())
    deal = an_opportunity(act)
    actions.ask_waiver(deal, criterion, reason="客户不肯说", until=act.today, act=act)
    decide(cast, "zheng", "reject", "先去找教练")
    actions.ask_waiver(deal, criterion, reason="客户还是不肯说", until=act.today, act=act)
    workflow.cancel(waiting_for(cast.zheng).instance, act=act, reason="已经有教练了")
    assert set(WaiverRequest.objects.values_list("state", flat=True)) == {"refused", "withdrawn"}
    assert not Waiver.objects.exists()
