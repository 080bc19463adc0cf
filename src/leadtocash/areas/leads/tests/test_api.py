"""Leads over the API."""

from __future__ import annotations

import pytest

from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tests.factories import YES, a_lead, a_qualified_lead
from leadtocash.areas.opportunities.models import Opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-1")]
URL = "/api/v1/leads/"
BODY = {"company": "甬江港务集团", "phone": "13800001234", "source": "customer_site", "need": "监控"}


def test_a_form_of_a_site_enters_it_and_the_same_refusals_hold(api, cast):
    made = api("guo").post(URL, BODY)
    assert (made.status_code, made.json()["owner_name"], made.json()["state"]) == (201, "王敏", "assigned")
    again = api("guo").post(URL, BODY)
    assert (again.status_code, again.json()["code"], len(again.json()["missing"])) == (409, "lead_alike", 1)
    assert api("guo").post(URL, {**BODY, "sure": True, "to": "pool"}).json()["owner"] is None
    wrong = api("guo").post(URL, {"company": "x", "source": "no"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["source"])


def test_taken_up_judged_qualified_converted(api, cast):
    one = f"{URL}{api('wang').post(URL, {**BODY, 'to': 'me'}).json()['id']}/"
    assert api("wang").post(f"{one}taking-up/").json()["state"] == "taken_up"
    refused = api("wang").post(f"{one}qualification/").json()
    assert (refused["code"], refused["clause"], len(refused["missing"])) == ("lead_man", "S2 milestone.1.2", 3)
    assert api("wang").post(f"{one}man/", YES).json()["money"] == "yes"
    assert api("wang").post(f"{one}qualification/").json()["state"] == "qualified"
    answers = [api("wang").post(f"{one}conversion/", {}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [a.json()["opportunity"] for a in answers] == [Opportunity.objects.get().pk] * 2
    assert api("wang").post(f"{one}conversion/", {}).json()["code"] == "lead_converted"


@pytest.mark.req("ORG-4")
def test_outside_the_scope_there_is_nothing_and_phones_are_masked(api, cast):
    lead = a_lead(cast.act("wang"))
    assert api("zhao").get(f"{URL}{lead.pk}/").status_code == 404
    assert api("zhao").post(f"{URL}{lead.pk}/drop/", {"reason": "no_need"}).status_code == 404
    assert api("chen").post(f"{URL}{lead.pk}/taking-up/").status_code == 403
    assert api("li").get(f"{URL}{lead.pk}/").json()["phone"] == "13800001234"


def test_the_pool_names_nobody_to_call(api, cast):
    lead = a_lead(cast.act("guo"), to="pool")
    pool = "/api/v1/lead-pool/"
    (row,) = api("wang").get(pool).json()["results"]
    assert (row["id"], row.keys() & {"phone", "contact", "email"}) == (lead.pk, set())
    assert api("zhao").get(pool).json()["results"] == []
    assert api("zhao").post(f"{pool}{lead.pk}/taking/").status_code == 404
    assert api("wang").post(f"{pool}{lead.pk}/taking/").json()["phone"] == "13800001234"
    assert api("wang").post(f"{pool}{lead.pk}/taking/").json()["code"] == "lead_taken"


def test_many_are_assigned_each_as_by_itself(api, cast):
    mine, done = a_lead(cast.act("wang")), a_lead(cast.act("wang"), company="乙")
    Lead.objects.filter(pk=done.pk).update(state="dropped")
    body = {"ids": [mine.pk, done.pk], "owner": cast.zhao.pk}
    fates = api("li").post(f"{URL}assignments/", body).json()
    assert [(f["done"], f["code"]) for f in fates] == [(True, ""), (False, "lead_dropped")]


@pytest.mark.req("OPP-2")
def test_the_funnel(api, cast):
    a_qualified_lead(cast.act("wang"))
    body = api("wang").get(f"{URL}funnel/?period=all").json()
    assert [(one["step"], one["count"]) for one in body["levels"]][:2] == [("lead", 1), ("prospect", 0)]
    assert [(one["source"], one["leads"], one["qualified"]) for one in body["yields"]] == [("exhibition", 1, 1)]
    assert api("qian").get(f"{URL}funnel/").status_code == 403
    assert api("wang").get(f"{URL}funnel/?source=1,2").status_code == 400


def test_sources(api, cast):
    sources = api("wang").get("/api/v1/lead-sources/").json()
    assert len(sources) == 11
    assert api("wang").post("/api/v1/lead-sources/", {"code": "x", "name": "电台"}).status_code == 403
    assert api("feng").post("/api/v1/lead-sources/", {"code": "x", "name": "电台"}).status_code == 201
