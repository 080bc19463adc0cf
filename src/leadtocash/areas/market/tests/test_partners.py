"""Partners, the demand channel log and market research reports: actions, pages, API, import, notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.market import actions
from leadtocash.areas.market.models import Demand, MarketReport, Partner
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.calendar.feed import sources
from leadtocash.foundation.exchange.tests.driving import carried_out
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.req("CRM-7")
def test_who_looks_after_a_partner_hears_once_that_the_agreement_ends(cast):
    act = cast.act("wang")
    ends = act.today + timedelta(days=20)
    made = actions.create_partner({"name": "申达代理", "agreed_from": act.today, "agreed_until": ends}, act=act)
    actions.create_partner({"name": "远期", "agreed_from": act.today, "agreed_until": ends.replace(year=2030)}, act=act)
    assert [actions.remind(act=act), actions.remind(act=act)] == [1, 1]
    assert [(one.person, one.topic) for one in Notice.objects.all()] == [(act.person, "market.agreement_ends")]
    due = list(sources.get("market.agreement")(act.person, act.today))
    assert (due[0].at, due[0].title) == (ends, "合作协议到期：申达代理")
    for wrong in ({"agreed_until": act.today - timedelta(days=1)}, {"agreed_from": None}, {"name": "远期"}):
        with pytest.raises(ValidationError):
            actions.change_partner(made, wrong, act=act)


@pytest.mark.req("CRM-7")
def test_partners_on_pages_api_and_from_a_table(page, api, cast):
    made = page("wang").post("/partners/new/", {"name": "申达代理", "kind": "agent", "level": "core"})
    partner = Partner.objects.get()
    assert made["Location"] == partner.get_absolute_url()
    assert (
        page("wang").post(f"{partner.get_absolute_url()}contacts/new/", {"name": "周工", "phone": "１３９"}).status_code
        == 302
    )
    assert "139" in text(page("li").get(f"{partner.get_absolute_url()}?tab=contacts"))
    assert page("zhao").get(partner.get_absolute_url()).status_code == 404
    changed = api("wang").patch(f"/api/v1/partners/{partner.pk}/", {"region": "浙北", "revision": partner.revision})
    assert (changed.json()["region"], changed.json()["contacts"][0]["name"]) == ("浙北", "周工")
    carried_out(cast.act("wang"), "合作伙伴,伙伴类型,协议起,协议止\n申达代理,设计院,2026-01-01,2026-12-31\n",
                kind="market.partner", known="overwrite")  # fmt: skip
    partner.refresh_from_db()
    assert (partner.kind, str(partner.agreed_until)) == ("institute", "2026-12-31")


@pytest.mark.req("CRM-7", "INF-2")
def test_a_demand_is_answered_once_by_who_may_and_its_recorder_is_told(cast):
    act = cast.act("wang")
    demand = actions.record_demand({"title": "要 5G 网关", "asked_on": act.today}, act=act)
    assert demand.number == f"XQ-{act.today.year}-0001"
    with pytest.raises(NotAllowed):
        actions.answer_demand(demand, "answered", answer="有", act=act)
    with pytest.raises(ValidationError):
        actions.answer_demand(demand, "declined", answer=" ", act=cast.act("chu"))
    actions.answer_demand(demand, "looking", answer="", act=cast.act("chu"))
    done = actions.answer_demand(demand, "answered", answer="明年二季度出", act=cast.act("chu"))
    assert (done.answered_by, done.answered_on) == (cast.chu, act.today)
    assert [one.person for one in Notice.objects.filter(topic="market.demand_answered")] == [act.person] * 2
    for closed in (
        lambda: actions.change_demand(done, {"title": "别的"}, act=act),
        lambda: actions.answer_demand(done, "planned", answer="", act=cast.act("chu")),
    ):
        with pytest.raises(RuleError) as refusal:
            closed()
        assert refusal.value.code == "demand_closed"
    foreign = a_customer(cast.act("zhao"))
    with pytest.raises(ValidationError):
        actions.record_demand({"title": "x", "asked_on": act.today, "customer": foreign}, act=act)


@pytest.mark.req("INF-2")
def test_demands_on_pages_and_api(page, api, cast):
    day = localdate().isoformat()
    posted = {"title": "要 5G 网关", "asked_on": day, "channel": "visit"}
    assert page("wang").post("/demands/new/", posted).status_code == 302
    demand = Demand.objects.get()
    address, one = demand.get_absolute_url(), f"/api/v1/demands/{demand.pk}/"
    assert page("wang").get(f"{address}answer/").status_code == 403
    assert page("chu").post(f"{address}answer/", {"state": "declined", "answer": ""}).status_code == 422
    answered = api("chu").post(f"{one}answers/", {"state": "planned", "answer": "排到明年"})
    assert (answered.status_code, answered.json()["state"]) == (200, "planned")
    assert "排到明年" in text(page("wang").get(address))
    assert page("zhao").get(address).status_code == 404
    assert api("chu").post(f"{one}answers/", {"state": "declined", "answer": "成本高"}).status_code == 200
    late = api("wang").patch(one, {"title": "y"}, headers={"If-Match": "*"})
    assert (late.status_code, late.json()["code"]) == (409, "demand_closed")


@pytest.mark.req("INF-2", "PRC-4")
def test_a_report_is_issued_whole_and_then_stays_as_it_is(page, api, cast):
    act = cast.act("wang", now())
    made = actions.begin_report({"title": "存储市场", "since": act.today, "until": act.today}, act=act)
    address, one = made.get_absolute_url(), f"/api/v1/market-reports/{made.pk}/"
    refused = api("wang").post(f"{one}issue/")
    assert (refused.status_code, refused.json()["code"], len(refused.json()["missing"])) == (
        409,
        "report_incomplete",
        3,
    )
    assert page("wang").post(f"{address}issue/").status_code == 409
    written = {"market": "需求涨", "findings": "价格战", "advice": "做大客户"}
    actions.change_report(made, written, act=act)
    assert page("wang").post(f"{address}issue/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.issued_on) == (MarketReport.State.ISSUED, localdate())
    assert page("wang").get(f"{address}edit/").status_code == 409
    paper = page("chu").get(f"{address}print/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert page("zhao").post(f"{address}taking-back/", {"reason": "改"}).status_code == 403
    assert api("wang").post(f"{one}taking-back/", {"reason": "补数据"}).json()["state"] == "draft"
    assert api("wang").post(f"{one}taking-back/", {"reason": "补数据"}).json()["code"] == "report_draft"


@pytest.mark.req("CRM-8")
def test_a_partner_that_stands_twice_is_merged_with_its_people(cast, page, api):
    kept = actions.create_partner({"name": "申达代理有限公司"}, act=cast.act("wang"))
    gone = actions.create_partner(
        {"name": "申达代理", "region": "浙江", "agreed_from": localdate(), "agreed_until": localdate()},
        act=cast.act("li"),
    )
    actions.add_person(gone, {"name": "方捷", "phone": "13800001234"}, act=cast.act("li"))
    body = {"survivor": kept.pk, "others": [gone.pk], "reason": "同一家"}
    assert api("wang").post("/api/v1/mergers/market.partner/", body).status_code == 404
    assert api("li").post("/api/v1/mergers/market.partner/", body).status_code in (200, 201)
    kept.refresh_from_db()
    assert (kept.region, kept.agreed_until, kept.owner) == ("浙江", localdate(), cast.wang)
    assert [one.name for one in kept.contacts.all()] == ["方捷"]
    moved = page("li").get(gone.get_absolute_url())
    assert (moved.status_code, moved["Location"]) == (301, kept.get_absolute_url())


@pytest.mark.req("PLT-6")
def test_telephone_and_address_of_people_there_are_for_those_who_may_see_them(cast, page, api):
    partner = actions.create_partner({"name": "申达代理"}, act=cast.act("wang"))
    actions.add_person(partner, {"name": "方捷", "phone": "13800001234", "email": "fj@shenda.cn"}, act=cast.act("wang"))
    one, tab = f"/api/v1/partners/{partner.pk}/", f"{partner.get_absolute_url()}?tab=contacts"
    assert api("wang").get(one).json()["contacts"][0]["phone"] == "13800001234"
    assert "13800001234" in text(page("wang").get(tab))
    open_to(partner, cast.qian, why="copied", act=cast.act("wang"))
    assert api("qian").get(one).json()["contacts"][0]["phone"] == "138****1234"
    assert "13800001234" not in text(page("qian").get(tab))
