"""The same over the API, with the same refusals."""

from __future__ import annotations

import pytest
from tests.browsing import text

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.winning.tests.factories import a_stakeholder, some_evidence
from leadtocash.foundation.access.gate import open_to

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-5")]
URL = "/api/v1/stakeholders/"


@pytest.fixture
def act(cast):
    return cast.act("wang")


@pytest.fixture
def deal(act):
    return an_opportunity(act)


def changed(client, address, values, *, revision=1):
    return client.patch(address, values, headers={"If-Match": f'"{revision}"'})


def test_a_buying_centre_is_built_and_read(api, deal):
    client = api("wang")
    given = {"opportunity": deal.pk, "new_contact": {"name": "徐峰"}, "level": "operate", "roles": ["use"]}
    made = client.post(URL, {**given, "standing": "C", "evidence": "给了评审小组名单"})
    assert (made.status_code, made.json()["standing"], made.json()["name"]) == (201, "C", "徐峰")
    boss = client.post(URL, {**given, "new_contact": {"name": "何立群"}, "level": "decide", "roles": ["decide"]}).json()
    one = made.json()["id"]
    assert client.post(f"{URL}{one}/influences/", {"target": boss["id"], "strength": "strong"}).status_code == 201
    centre = client.get(f"/api/v1/buying-centres/{deal.pk}/").json()
    assert [row["name"] for row in centre["stakeholders"]] == ["何立群", "徐峰"]
    assert centre["influences"][0]["strength"] == "strong"
    assert [alert["code"] for alert in centre["alerts"]] == ["not_met"]
    assert centre["score"] == 48
    assert client.post(f"{URL}{one}/influence-removals/", {"target": boss["id"]}).status_code == 201
    assert client.get(f"/api/v1/buying-centres/{deal.pk}/").json()["influences"] == []
    assert client.get(f"{URL}?standing=C&opportunity={deal.pk}").json()["count"] == 1


def test_a_person_is_moved_with_the_revision_one_saw(api, act, deal):
    one, client = a_stakeholder(deal, act), api("wang")
    moved = changed(client, f"{URL}{one.pk}/", {"place": 300, "level": "manage"})
    assert (moved.status_code, moved.json()["place"]) == (200, 300)
    assert changed(client, f"{URL}{one.pk}/", {"place": 1}).status_code == 412
    assert changed(client, f"{URL}{one.pk}/", {"place": 1001}, revision=2).status_code == 400
    assert changed(client, f"{URL}{one.pk}/", {"roles": ["boss"]}, revision=2).status_code == 400


def test_a_standing_needs_evidence_and_its_history_is_read(api, act, deal):
    one, client = a_stakeholder(deal, act), api("wang")
    assert client.post(f"{URL}{one.pk}/standing/", {"standing": "B"}).status_code == 400
    given = {"standing": "B", "evidence": "替对手改参数"}
    assert client.post(f"{URL}{one.pk}/standing/", given).json()["standing"] == "B"
    assert client.post(f"{URL}{one.pk}/standing/", given).json()["code"] == "standing_unchanged"
    assert client.get(f"{URL}{one.pk}/standings/").json()[0]["evidence"] == "替对手改参数"


def test_a_closed_deal_and_a_strangers_deal_are_refused(api, cast, act, deal):
    one = a_stakeholder(deal, act)
    stranger = api("zhao")
    assert stranger.get(f"{URL}{one.pk}/").status_code == 404
    assert stranger.get(f"/api/v1/buying-centres/{deal.pk}/").status_code == 404
    given = {"opportunity": deal.pk, "new_contact": {"name": "徐峰"}, "level": "operate"}
    assert stranger.post(URL, given).status_code == 400
    deals.lose_opportunity(deal, reason="客户取消", act=act)
    refused = api("wang").post(URL, given)
    assert (refused.status_code, refused.json()["code"]) == (409, "opportunity_closed")


def test_known_people_are_read_and_taken_over(api, act, deal):
    one, later = a_stakeholder(deal, act), an_opportunity(act, customer=deal.customer)
    client, address = api("wang"), f"/api/v1/buying-centres/{later.pk}/"
    assert [row["id"] for row in client.get(f"{address}colleagues/").json()] == [one.pk]
    assert client.post(f"{address}take-overs/", {"stakeholders": [one.pk, 999]}).status_code == 400
    taken = client.post(f"{address}take-overs/", {"stakeholders": [one.pk]})
    assert [row["name"] for row in taken.json()["stakeholders"]] == ["陈志远"]


@pytest.mark.req("OPP-6")
def test_needs_values_and_evidence(api, act, deal):
    client = api("wang")
    need = client.post("/api/v1/needs/", {"opportunity": deal.pk, "title": "断网也不能丢录像"}).json()
    paper = some_evidence(act)
    value = client.post(
        "/api/v1/value-statements/", {"need": need["id"], "feature": "断网续传", "evidence": [paper.pk]}
    )
    assert (value.status_code, value.json()["evidence"]) == (201, [paper.pk])
    assert client.get("/api/v1/evidence/").json()["results"][0]["number"] == paper.number
    bare = changed(client, f"/api/v1/value-statements/{value.json()['id']}/", {"evidence": []})
    assert bare.json()["evidence"] == []
    assert changed(client, f"/api/v1/needs/{need['id']}/", {"payoff": "少一次事故省 30 万"}).json()["payoff"]
    assert api("zhao").get(f"/api/v1/needs/{need['id']}/").status_code == 404
    made = client.post("/api/v1/evidence/", {"title": "等保三级证书", "kind": "certificate"})
    assert made.status_code == 201
    assert (
        changed(api("guo"), f"/api/v1/evidence/{made.json()['id']}/", {"industry": "港口"}).json()["industry"] == "港口"
    )


@pytest.mark.req("PLT-6")
def test_personal_needs_are_for_those_who_may_see_them(cast, api, page):
    deal = an_opportunity(cast.act("wang"))
    one = a_stakeholder(deal, cast.act("wang"), personal_needs="想升职")
    open_to(deal, cast.qian, why="copied", act=cast.act("wang"))
    seen = {who: api(who).get(f"/api/v1/stakeholders/{one.pk}/").json()["personal_needs"] for who in ("wang", "li")}
    assert seen == {"wang": "想升职", "li": "想升职"}
    assert api("qian").get(f"/api/v1/stakeholders/{one.pk}/").json()["personal_needs"] is None
    assert "想升职" not in text(page("qian").get(one.get_absolute_url()))
