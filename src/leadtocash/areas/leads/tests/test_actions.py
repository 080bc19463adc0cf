"""What can be done to leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW

from leadtocash.areas.customers.models import AssignmentRule, Contact, Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.leads import actions, funnel, queries
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tests.factories import YES, a_lead, a_qualified_lead, a_source
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities import gates
from leadtocash.areas.opportunities.models import Criterion
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.access.gate import fetch, sees
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-1")]


def rule(cast, **values):
    return AssignmentRule.objects.create(
        created_at=NOW, updated_at=NOW, **{"department": cast.departments["GZ"], **values}
    )


def code_of(do):
    with pytest.raises(RuleError) as refused:
        do()
    return refused.value.code


# ---------------------------------------------------------------- entry and assignment
def test_whoever_enters_it_for_himself_has_it_at_once(cast):
    lead = a_lead(cast.act("wang"))
    assert (lead.owner, lead.department, lead.state) == (cast.wang, cast.departments["SH"], "assigned")
    assert lead.due_on == NOW.date() + timedelta(days=1)
    assert lead.number.startswith("XS-2026-")


@pytest.mark.req("CRM-6")
def test_the_companys_rules_say_who_gets_it_and_whoever_entered_it_goes_on_seeing_it(cast):
    rule(cast, places="广州 深圳", to="turn")
    lead = a_lead(cast.act("guo"), to="rule", region="广州市")
    assert (lead.owner, lead.department) == (cast.zhao, cast.departments["GZ"])
    assert fetch(Lead, cast.guo, pk=lead.pk) == lead
    assert Notice.objects.get(topic="leads.given").person == cast.zhao
    verbs = Entry.objects.filter(record_id=lead.pk, kind="leads.lead").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["leads.created", "leads.routed"]


def test_without_a_rule_it_goes_to_whoever_of_the_office_has_fewest_else_into_its_pool(cast):
    assert a_lead(cast.act("guo"), to="rule").owner == cast.wang
    rule(cast, to="pool", industries="港口")
    pooled = a_lead(cast.act("guo"), to="rule", industry="港口物流", company="别家")
    assert (pooled.owner, pooled.state, pooled.department) == (None, "new", cast.departments["GZ"])


def test_from_the_pool_it_is_taken_once_within_ones_office(cast):
    lead = a_lead(cast.act("guo"), to="pool")
    with pytest.raises(NotAllowed):
        actions.take_lead(lead, act=cast.act("zhao"))
    assert list(queries.pool(cast.zhao)) == []
    assert actions.take_lead(lead, act=cast.act("wang")).owner == cast.wang
    assert code_of(lambda: actions.take_lead(lead, act=cast.act("wang"))) == "lead_taken"


def test_it_is_given_to_somebody_else_who_may_work_on_leads(cast):
    lead = a_lead(cast.act("wang"))
    with pytest.raises(NotAllowed):
        actions.assign_lead(lead, cast.zhao, act=cast.act("wang"))
    assert code_of(lambda: actions.assign_lead(lead, cast.wang, act=cast.act("li"))) == "owner_same"
    assert code_of(lambda: actions.assign_lead(lead, cast.qian, act=cast.act("li"))) == "owner_unable"
    given = actions.assign_lead(lead, cast.zhao, act=cast.act("li"), reason="更近")
    assert (given.owner, given.department) == (cast.zhao, cast.departments["GZ"])


@pytest.mark.req("CRM-8")
def test_what_may_be_there_already_is_named_only_to_who_may_see_it(cast):
    a_customer(cast.act("wang"), name="甬江港务集团有限公司")
    a_lead(cast.act("wang"), company="别家公司", phone="13900009999")
    with pytest.raises(RuleError) as refused:
        a_lead(cast.act("wang"), sure=False, phone="139 0000 9999")
    assert refused.value.code == "lead_alike"
    assert len(refused.value.missing) == 2
    assert a_lead(cast.act("zhao"), sure=False).pk
    assert a_lead(cast.act("wang"), sure=True).pk


# ---------------------------------------------------------------- money, authority, need
def test_it_is_qualified_only_with_money_authority_and_need(cast):
    act = cast.act("wang")
    lead = actions.take_up_lead(a_lead(act), act=act)
    assert (lead.state, lead.due_on) == ("taken_up", NOW.date() + timedelta(days=14))
    with pytest.raises(RuleError) as refused:
        actions.qualify_lead(lead, act=act)
    assert (refused.value.code, refused.value.clause, len(refused.value.missing)) == ("lead_man", "S2 milestone.1.2", 3)
    lead = actions.qualify_lead(actions.judge_lead(lead, YES, act=act), act=act)
    assert (lead.state, lead.qualified_on, lead.due_on) == ("qualified", NOW.date(), None)
    assert actions.judge_lead(lead, {"money": "no"}, act=act).state == "taken_up"


def test_it_is_dropped_for_a_reason_and_opened_again(cast):
    act = cast.act("wang")
    lead = actions.drop_lead(a_lead(act), act=act, reason="no_money", note="预算砍了")
    assert (lead.state, lead.drop_reason, lead.dropped_on) == ("dropped", "no_money", NOW.date())
    assert code_of(lambda: actions.change_lead(lead, {"region": "宁波"}, act=act)) == "lead_dropped"
    assert actions.reopen_lead(lead, act=act, reason="又有预算了").state == "taken_up"


# ---------------------------------------------------------------- conversion
def test_one_act_makes_customer_contact_and_opportunity_and_the_second_says_it_is_done(cast):
    act = cast.act("wang")
    lead = a_qualified_lead(act, region="宁波", industry="港口", source_detail="2026 工博会")
    lead = actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=act)
    customer, deal = Customer.objects.get(), lead.opportunity
    assert (customer.name, customer.region, customer.industry) == ("甬江港务集团", "宁波", "港口")
    assert list(Contact.objects.values_list("name", "phone")) == [("林海", "13800001234")]
    assert (deal.customer, deal.owner, deal.source) == (customer, cast.wang, "展会 · 2026 工博会")
    assert (deal.name, deal.need, deal.stage.position) == ("2 号码头视频监控改造", "2 号码头视频监控改造", 1)
    assert (lead.state, lead.customer, lead.converted_on) == ("converted", customer, NOW.date())
    assert code_of(lambda: actions.convert_lead(lead, {"name": "x"}, act=act)) == "lead_converted"


def test_a_customer_and_a_contact_that_are_there_are_not_made_again(cast):
    act = cast.act("wang")
    customer = a_customer(act, name="甬江港务集团有限公司")
    lead = a_qualified_lead(act)
    for _ in range(2):
        lead = actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=act)
        assert lead.customer == customer
        lead = a_qualified_lead(act, contact=" 林海 ")
    assert Customer.objects.count() == 1
    assert Contact.objects.filter(name="林海").count() == 1


def test_only_who_works_on_it_converts_and_only_a_qualified_one(cast):
    act = cast.act("wang")
    assert code_of(lambda: actions.convert_lead(a_lead(act), {"name": "x"}, act=act)) == "lead_not_qualified"
    lead = a_qualified_lead(act)
    assert code_of(lambda: actions.convert_lead(lead, {"name": "x"}, act=cast.act("li"))) == "lead_not_own"


def test_whoever_gets_the_deal_sees_the_lead_it_came_from(cast):
    lead = a_qualified_lead(cast.act("wang"))
    lead = actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=cast.act("wang"))
    assert not sees(cast.zhao, lead)
    deals.assign_opportunity(lead.opportunity, cast.zhao, act=cast.act("zheng"))
    assert fetch(Lead, cast.zhao, pk=lead.pk) == lead


# ---------------------------------------------------------------- the clock
def test_on_the_last_day_the_owner_is_told_then_his_superior_then_it_goes_back_once(cast):
    lead = a_lead(cast.act("wang"))

    def pass_day(days):
        count = actions.watch(act=cast.act("admin", NOW + timedelta(days=days)))
        assert actions.watch(act=cast.act("admin", NOW + timedelta(days=days))) == 0
        return count

    told = lambda code: sorted(Notice.objects.filter(topic=code).values_list("person__username", flat=True))  # noqa: E731
    assert pass_day(0) == 0
    assert (pass_day(1), told("leads.due")) == (1, ["wang"])
    assert (pass_day(2), told("leads.late")) == (1, ["li", "wang"])
    assert (pass_day(6), told("leads.returned")) == (1, ["wang"])
    lead.refresh_from_db()
    assert (lead.state, lead.owner, lead.returned, lead.department) == ("new", None, 1, cast.departments["SH"])


# ---------------------------------------------------------------- the funnel
@pytest.mark.req("OPP-2")
def test_the_funnel_follows_leads_and_deals_within_what_one_sees(cast):
    act = cast.act("wang")
    lead = a_qualified_lead(act)
    converted = actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=act)
    a_lead(act, source=a_source("press"), company="别家")
    a_lead(cast.act("zhao"), company="华南")
    a_lead(cast.act("guo"), to="pool", company="池中")
    deals.win_opportunity(converted.opportunity, act=act, amount=486)

    def counts(person, **asked):
        return {one.step: one.sums.count for one in funnel.levels(person, funnel.Asked(**asked))}

    won = dict.fromkeys(("prospect", "interest", "negotiation", "won"), 1)
    assert counts(cast.wang) == {"lead": 2, **won}
    assert counts(cast.guo)["lead"] == 3
    assert counts(cast.feng)["lead"] == 4
    assert counts(cast.wang, source=a_source("press")) == {"lead": 1, **dict.fromkeys(won, 0)}
    assert counts(cast.wang, source=a_source())["won"] == 1
    assert counts(cast.wang, until=NOW.date().replace(month=1, day=1)) == {"lead": 0, **dict.fromkeys(won, 0)}
    actions.drop_lead(Lead.objects.get(company="别家"), act=act, reason="no_need")
    funnel.KEPT.fold()
    assert counts(cast.wang) == {"lead": 2, **won}
    assert list(funnel.drifted()) == []
    yields = {
        row["source_id"]: (row["leads"], row["won"], row["took"]) for row in funnel.yields(cast.wang, funnel.Asked())
    }
    assert yields == {a_source().pk: (1, 1, timedelta()), a_source("press").pk: (1, 0, None)}


@pytest.mark.req("OPP-2")
def test_what_was_changed_behind_the_figures_is_found_and_mended(cast):
    a_lead(cast.act("wang"))
    funnel.FunnelFigure.objects.all().delete()
    assert len(list(funnel.drifted())) == 2
    assert funnel.rebuild() == 2
    assert list(funnel.drifted()) == []


@pytest.mark.req("OPP-2")
def test_deals_that_came_from_no_lead_are_told_apart(cast):
    act = cast.act("wang")
    lead = a_qualified_lead(act)
    actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=act)
    for _deal in range(3):
        an_opportunity(act)
    prospects = funnel.levels(cast.wang, funnel.Asked())[1]
    assert (prospects.sums.count, prospects.direct, prospects.ratio) == (4, 3, 1.0)


@pytest.mark.req("OPP-4")
def test_money_authority_and_need_of_the_lead_pass_the_gate_and_are_confirmed_where_there_was_none(cast):
    act = cast.act("wang")
    asked = Criterion.objects.create(stage=a_stage(1), position=1, text="三条都在", check_name="man", evidence="note")
    judged = actions.judge_lead(a_lead(act), {**YES, "money_note": "已立项"}, act=act)
    lead = actions.qualify_lead(judged, act=act)
    came = actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=act).opportunity
    passed = next(item for item in gates.items(came, [came.stage], today=act.today) if item.criterion == asked)
    assert (passed.state, passed.told) == ("met", f"{lead.number} · 已立项")
    with pytest.raises(RuleError):
        deals.confirm(came, asked, note="预算已批", act=act)
    direct = an_opportunity(act)
    deals.confirm(direct, asked, note="预算已批，部长拍板，年内要用", act=act)
    item = next(one for one in gates.items(direct, [direct.stage], today=act.today) if one.criterion == asked)
    assert item.state == "confirmed"


@pytest.mark.req("OPP-2")
def test_the_policy_expects_ten_five_three_one(cast):
    shown = [(one.policy, one.expected) for one in funnel.levels(cast.wang, funnel.Asked())]
    assert shown == [(None, None), (None, None), (0.5, 0), (0.6, 0), (1 / 3, 0)]
