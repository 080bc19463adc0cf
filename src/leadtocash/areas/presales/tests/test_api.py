"""Pre-sales projects over the API: the same actions, the same refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now

from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.presales.models import BudgetRequest
from leadtocash.areas.presales.tests.factories import TEXTS, decide_budget, gone, planned, working

pytestmark = pytest.mark.django_db
BASE = "/api/v1/presales-projects/"


@pytest.mark.req("OPP-7", "PLT-5")
def test_begin_change_submit_and_the_refusals(api, cast):
    deal, client = an_opportunity(cast.act("wang", now()), amount=Decimal("1800000.00")), api("wang")
    assert api("zhao").post(BASE, {"opportunity": deal.pk, "budget": "1"}).status_code == 400
    made = client.post(BASE, {"opportunity": deal.pk, "budget": "20000", **TEXTS, "need": ""})
    assert (made.status_code, made.data["state"], made.data["grade"]) == (201, "draft", "B")
    one = f"{BASE}{made.data['id']}/"
    refused = client.post(f"{one}submission/")
    assert (refused.status_code, refused.data["code"], refused.data["clause"]) == (409, "report_incomplete", "S2 E.1")
    assert client.patch(one, {"need": "扩产", "revision": made.data["revision"]}).data["need"] == "扩产"
    team = api("li").post(f"{one}team/", {"director": cast.li.pk})
    assert (team.status_code, team.data["code"], team.data["clause"]) == (409, "not_initiated", "S2 E.2")
    cost = {"category": "travel", "amount": "10", "spent_on": localdate().isoformat(), "what": "差旅"}
    assert client.post(f"{one}costs/", cost).data["clause"] == "S2 E.8"
    assert client.post(f"{one}submission/").data["state"] == "review"
    assert api("zhao").get(one).status_code == 404


@pytest.mark.req("OPP-8", "OPP-9")
def test_team_elements_parts_and_cost(api, cast):
    project, client = gone(cast, at=now()), api("li")
    one, day = f"{BASE}{project.pk}/", localdate().isoformat()
    roles = {"director": cast.li.pk, "customer": cast.wang.pk, "solution": cast.chu.pk}
    assert list(client.post(f"{one}team/", roles).data["fields"]) == ["fulfilment"]
    appointed = client.post(f"{one}team/", {**roles, "fulfilment": cast.shen.pk})
    assert (appointed.data["state"], len(appointed.data["members"])) == ("planning", 4)
    assert client.post(f"{one}kick-off/", {"day": day, "minutes": "已开"}).data["kicked_off_on"] == day
    written = client.post(f"{one}elements/", {"kind": "relation", "findings": "支持"})
    assert written.data["elements"][0]["findings"] == "支持"
    assert client.post(f"{one}analyses/", {"step": "analyse_relation"}).data["code"] == "step_incomplete"
    risk = {"what": "降价", "probability": 3, "effect": 3, "owner": cast.wang.pk, "due_on": day}
    added = client.post(f"{one}risks/", risk)
    assert (added.status_code, added.data["risks"][0]["weight"]) == (201, 9)
    part = f"/api/v1/presales-risks/{added.data['risks'][0]['id']}/"
    assert client.patch(part, {"state": "over"}).status_code == 428
    assert client.patch(part, {"state": "over"}, headers={"If-Match": "*"}).data["state"] == "over"
    stale = {"state": "open", "revision": 1}
    assert client.patch(part, stale).status_code == 412
    assert client.post(f"{part}removal/").status_code == 204
    cost = {"category": "bid", "amount": "20000.01", "spent_on": day, "what": "标书"}
    assert client.post(f"{one}costs/", cost).data["code"] == "over_budget"
    more = {"budget": "30000", "reason": "标书费"}
    assert list(client.post(f"{one}budget/", more).data["fields"]) == ["budget"]
    asked = client.post(f"{one}budget-requests/", more)
    assert (asked.status_code, asked.data["state"], asked.data["before"]) == (201, "asked", "20000.00")
    assert client.post(f"{one}budget-requests/", more).data["code"] == "budget_asked"
    decide_budget(cast, BudgetRequest.objects.get(), at=now())
    shown = "/api/v1/presales-budget-requests/"
    assert client.get(f"{shown}?state=approved").data["count"] == 1
    assert api("zhao").get(f"{shown}{asked.data['id']}/").status_code == 404
    spent = client.post(f"{one}costs/", cost).data["costs"][0]
    assert client.post(f"/api/v1/presales-costs/{spent['id']}/withdrawal/", {"reason": "记错"}).data["withdrawn_at"]


@pytest.mark.req("OPP-9")
def test_lists_and_closing_while_the_deal_is_open(api, cast):
    project = planned(cast, at=now())
    assert api("wang").get(f"{BASE}?member=me&state=watching").data["count"] == 1
    assert api("zhao").get(BASE).data["count"] == 0
    for name in ("presales-actions", "presales-risks", "presales-communications"):
        assert api("wang").get(f"/api/v1/{name}/?owner=me").data["count"] >= 1
        assert api("zhao").get(f"/api/v1/{name}/").data["count"] == 0
    words = dict.fromkeys(("summary", "handover", "money_review", "quality_review"), "写清楚了")
    refused = api("li").post(f"{BASE}{project.pk}/closing/", {**words, "quality_score": 4})
    assert (refused.status_code, refused.data["code"]) == (409, "deal_open")


@pytest.mark.req("OPP-7")
def test_a_no_go_onto_the_watch_list_and_giving_up(api, cast):
    first = working(cast, at=now())
    assert api("li").post(f"{BASE}{first.pk}/giving-up/", {"reason": "不做"}).data["code"] == "not_droppable"
    made = api("wang").post(
        BASE, {"opportunity": an_opportunity(cast.act("wang", now())).pk, "budget": "1", **TEXTS, "grade": "B"}
    )
    second = f"{BASE}{made.data['id']}/"
    assert api("wang").post(f"{second}watch/", {"watch_on": "2099-01-01"}).data["code"] == "not_refused"
    assert api("wang").post(f"{second}giving-up/", {"reason": "不做"}).data["state"] == "dropped"
