"""Visits over the API: the same actions, the same refusals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.visits.tests.factories import a_log, a_plan

pytestmark = pytest.mark.django_db
BASE = "/api/v1/visits/"


@pytest.fixture
def today(cast):
    return lambda name="wang": cast.act(name, now())


@pytest.mark.req("CRM-5", "PLT-5")
def test_plan_change_and_minutes(api, today):
    customer = a_customer(today())
    contact = a_contact(customer, today())
    client, day = api("wang"), localdate().isoformat()
    made = client.post(BASE, {"customer": customer.pk, "purpose": "交流", "day": day, "contacts": [contact.pk]})
    assert (made.status_code, made.data["state"], made.data["contacts"]) == (201, "planned", [contact.pk])
    one = f"{BASE}{made.data['id']}/"
    changed = client.patch(one, {"place": "三号楼", "revision": made.data["revision"]})
    assert changed.data["place"] == "三号楼"
    refused = client.post(f"{one}minutes/", {"said": "谈妥", "next_step": "送样"})
    assert (refused.status_code, list(refused.data["fields"])) == (400, ["next_step_on"])
    done = client.post(f"{one}minutes/", {"said": "谈妥", "commitments": [{"what": "寄样品", "due_on": day}]})
    assert (done.data["state"], done.data["commitments"][0]["what"]) == ("done", "寄样品")
    kept = client.post(f"/api/v1/commitments/{done.data['commitments'][0]['id']}/settlement/", {})
    assert kept.data["kept_on"] == day
    again = client.post(f"{one}cancellation/", {"reason": "不去"})
    assert (again.status_code, again.data["code"]) == (409, "visit_done")


@pytest.mark.req("CRM-5")
def test_log_list_and_scope(api, today):
    customer = a_customer(today())
    given = {"customer": customer.pk, "kind": "call", "day": localdate().isoformat(), "said": "要报价"}
    logged = api("wang").post(f"{BASE}log/", given)
    assert (logged.status_code, logged.data["purpose"]) == (201, "要报价")
    assert api("wang").get(f"{BASE}?kind=call&without_minutes=0").data["count"] == 1
    assert api("zhao").get(BASE).data["count"] == 0
    assert api("zhao").get(f"{BASE}{logged.data['id']}/").status_code == 404
    assert api("zhao").post(f"{BASE}log/", given).status_code == 400


@pytest.mark.req("CRM-5")
def test_moving_arriving_and_holding(api, today):
    ahead = a_plan(today(), day=localdate() + timedelta(days=3))
    client, one = api("wang"), f"{BASE}{ahead.pk}/"
    early = client.post(f"{one}arrival/")
    assert (early.status_code, early.data["code"]) == (409, "visit_ahead")
    assert client.post(f"{one}day/", {"day": localdate().isoformat()}).data["day"] == localdate().isoformat()
    assert client.post(f"{one}arrival/").data["arrived_at"]
    assert client.post(f"{one}holding/").data["minutes_due_on"]
    assert a_log(today()).pk != ahead.pk
