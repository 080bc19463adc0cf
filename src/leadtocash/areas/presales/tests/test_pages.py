"""Pre-sales projects as people use them in the browser."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.presales.models import Communication, Cost, ElementAction, PresalesProject
from leadtocash.areas.presales.tests.factories import TEXTS, a_report, gone, planned

pytestmark = pytest.mark.django_db


@pytest.mark.req("OPP-7")
def test_an_initiation_is_begun_from_the_deal_and_submitted(page, cast):
    deal = an_opportunity(cast.act("wang", now()), amount=Decimal("1800000.00"))
    client = page("wang")
    assert "还没有立项" in text(client.get(f"/opportunities/{deal.pk}/?tab=presales"))
    url = f"/presales/new/?opportunity={deal.pk}"
    given = {"opportunity": deal.pk, "grade": "B", "budget": "２万", **TEXTS, "conclusion": ""}
    assert client.post(url, {**given, "grade": "C"}).status_code == 422
    assert client.post(url, {**given, "budget": "很多"}).status_code == 422
    assert client.post(url, given).status_code == 302
    assert client.post(url, given).status_code == 422  # it has one
    project = PresalesProject.objects.get()
    assert (project.budget, project.state) == (Decimal("20000.00"), "draft")
    one = f"/presales/{project.pk}/"
    assert client.post(f"{one}submission/").status_code == 409
    assert client.post(f"{one}edit/", {**given, "conclusion": "七成", "revision": project.revision}).status_code == 302
    assert client.post(f"{one}submission/").status_code == 302
    assert client.get(f"{one}edit/").status_code == 409
    assert client.get(f"{one}print/review/").status_code == 200
    assert page("zhao").get(one).status_code == 404
    assert project.number in text(client.get("/presales/"))


@pytest.mark.req("OPP-7", "OPP-8")
def test_no_team_before_the_decision_and_only_by_who_may_appoint(page, cast):
    waiting = a_report(cast, at=now())
    refused = page("li").post(f"/presales/{waiting.pk}/team/", {})
    assert (refused.status_code, "还没有立项" in text(refused)) == (409, True)
    assert page("wang").post(f"/presales/{waiting.pk}/costs/new/", {}).status_code == 409
    project = gone(cast, at=now())
    url = f"/presales/{project.pk}/team/"
    team = {"director": cast.li.pk, "customer": cast.wang.pk, "solution": cast.chu.pk, "fulfilment": ""}
    assert page("wang").get(url).status_code == 403
    assert page("li").post(url, team).status_code == 422
    assert page("li").post(url, {**team, "fulfilment": cast.shen.pk}).status_code == 302
    shown = page("shen").get(f"/presales/{project.pk}/?tab=team")
    assert (shown.status_code, "履行责任人" in text(shown)) == (200, True)
    assert page("shen").get(f"/opportunities/{project.opportunity_id}/").status_code == 200


@pytest.mark.req("OPP-9")
def test_plan_cost_and_closing_on_the_pages(page, cast):
    project, client = planned(cast, at=now()), page("wang")
    one, today = f"/presales/{project.pk}/", localdate()
    action, talk = ElementAction.objects.first(), Communication.objects.get()
    assert client.post(f"/presales/actions/{action.pk}/completion/").status_code == 302
    assert client.post(f"/presales/talks/{talk.pk}/completion/").status_code == 302
    action.refresh_from_db()
    talk.refresh_from_db()
    assert (action.done_on, talk.next_on) == (today, today + timedelta(days=7))
    cost = {
        "category": "travel",
        "amount": "２０,０００",
        "spent_on": today.isoformat(),
        "what": "差旅",
        "by": cast.wang.pk,
    }
    assert client.post(f"{one}costs/new/", cost).status_code == 302
    assert client.post(f"{one}costs/new/", {**cost, "amount": "0.01"}).status_code == 409
    assert client.get(f"{one}budget/").status_code == 403
    assert page("li").post(f"{one}budget/", {"budget": "3万", "reason": "多一轮测试"}).status_code == 422
    withdrawal = f"/presales/costs/{Cost.objects.get().pk}/withdrawal/"
    assert client.post(withdrawal, {"reason": ""}).status_code == 422
    assert client.post(withdrawal, {"reason": "记错"}).status_code == 302
    for tab in ("report", "team", "elements", "plan", "cost"):
        assert client.get(f"{one}?tab={tab}").status_code == 200
    for address in ("actions", "risks", "communication", "costs"):
        assert project.opportunity.name in text(client.get(f"/presales/{address}/"))
    assert page("li").get(f"{one}closing/").status_code == 409
    deals.win_opportunity(project.opportunity, act=cast.act("wang", now()))
    words = dict.fromkeys(("summary", "handover", "money_review", "quality_review"), "写清楚了")
    assert page("li").post(f"{one}closing/", {**words, "quality_score": "4", "handed_to": ""}).status_code == 302
    for paper in ("feasibility", "review", "team", "plan", "summary"):
        assert client.get(f"{one}print/{paper}/").status_code == 200
    assert "写清楚了" in text(client.get(f"{one}?tab=closing"))


@pytest.mark.req("OPP-9")
def test_the_list_does_not_ask_more_for_more_rows(page, cast, django_assert_max_num_queries):
    client = page("wang")
    for _one in range(4):
        a_report(cast, at=now())
    client.get("/presales/")
    with django_assert_max_num_queries(30):
        assert client.get("/presales/").status_code == 200
