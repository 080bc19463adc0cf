"""Opportunities over the API."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.areas.products.tests.factories import a_product

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]
URL = "/api/v1/opportunities/"


@pytest.fixture
def made(cast) -> Opportunity:
    return an_opportunity(cast.act("wang", now()))


def test_create_read_change(api, cast):
    customer, product = a_customer(cast.act("wang")), a_product()
    lines = [{"product": product.pk, "quantity": 2, "unit_price": "52000.00"}]
    answer = api("wang").post(URL, {"name": "归档", "customer": customer.pk, "method": "procurement", "lines": lines})
    body = answer.json()
    assert answer.status_code == 201
    assert (body["amount"], body["method"], body["probability"], body["state"]) == (
        "104000.00", "procurement", 10, "open",
    )  # fmt: skip
    assert body["lines"][0] | {"amount": "104000.00", "product_model": product.model} == body["lines"][0]
    changed = api("wang").patch(f"{URL}{body['id']}/", {"next_step": "拜访", "stage": a_stage(3).pk, "revision": 1})
    assert (changed.status_code, changed.json()["next_step"]) == (200, "拜访")
    assert changed.json()["stage"] == body["stage"]
    assert changed.json()["lines"] == body["lines"]
    assert api("wang").patch(f"{URL}{body['id']}/", {"name": "x", "revision": 1}).status_code == 412
    assert api("wang").get(f"{URL}?search=归档").json()["count"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x", "amount": "-1"}, "amount"),
        ({"name": "x", "customer": 999_999}, "customer"),
        ({"name": "x", "method": "none"}, "method"),
        ({"name": "x", "lines": [{"quantity": 1, "unit_price": "1"}]}, "lines.0.description"),
        ({"name": "x", "lines": [{"description": "y", "quantity": 0, "unit_price": "1"}]}, "lines.0.quantity"),
    ],
)
def test_wrong_input_is_named_by_field(api, body, field):
    answer = api("wang").post(URL, body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_stage_win_loss_reopening_are_posts_on_nouns(api, made):
    client, url = api("wang"), f"{URL}{made.pk}/"
    moved = client.post(f"{url}stage/", {"stage": a_stage(4).pk})
    assert (moved.status_code, moved.json()["stage_name"], moved.json()["probability"]) == (200, "商务突破", 50)
    back = client.post(f"{url}stage/", {"stage": a_stage(1).pk})
    assert (back.status_code, back.json()["code"], back.json()["clause"]) == (409, "stage_reason", "S2 milestone")
    won = client.post(f"{url}win/", {"amount": "4500000.00", "closed_on": localdate().isoformat()})
    assert (won.json()["state"], won.json()["amount"], won.json()["probability"]) == ("won", "4500000.00", 100)
    closed = client.post(f"{url}loss/", {"closed_for": "other", "reason": "反悔"})
    assert (closed.status_code, closed.json()["code"]) == (409, "opportunity_closed")
    assert client.post(f"{url}reopening/", {"reason": "合同没签成"}).json()["state"] == "open"
    lost = client.post(f"{url}loss/", {"closed_for": "price", "reason": "价格高"})
    assert (lost.json()["state"], lost.json()["close_reason"]) == ("lost", "价格高")
    assert client.patch(url, {"name": "y"}, headers={"If-Match": "*"}).json()["code"] == "opportunity_closed"


def test_a_win_without_customer_is_refused_with_what_is_missing(api, cast):
    made = an_opportunity(cast.act("wang", now()), customer=None)
    answer = api("wang").post(f"{URL}{made.pk}/win/", {})
    assert answer.status_code == 409
    day = localdate().isoformat()
    assert answer.json()["missing"] == [{"what": "客户", "who": "王敏", "since": day}]
    later = (localdate() + timedelta(days=1)).isoformat()
    wrong = api("wang").post(f"{URL}{made.pk}/loss/", {"closed_for": "dropped", "closed_on": later})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["closed_on"])


def test_the_same_post_twice_does_it_once(api, cast):
    body = {"name": "一次", "amount": "1.00"}
    first, second = (api("wang").post(URL, body, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Opportunity.objects.filter(name="一次").count() == 1


@pytest.mark.req("ORG-4")
def test_outside_the_scope_there_is_nothing(api, made):
    for who in ("zhao", "qian", "admin", "outsider"):
        assert api(who).get(f"{URL}{made.pk}/").status_code == 404
        assert api(who).post(f"{URL}{made.pk}/win/", {}).status_code == 404
        assert api(who).get(URL).json()["count"] == 0
    assert api("feng").patch(f"{URL}{made.pk}/", {"name": "x"}, headers={"If-Match": "*"}).status_code == 403
    assert api("qian").post(URL, {"name": "x"}).status_code == 403


def test_a_customer_outside_the_scope_does_not_exist(api, cast):
    hidden = a_customer(cast.act("zhao"))
    answer = api("wang").post(URL, {"name": "x", "customer": hidden.pk})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["customer"])


def test_the_methods_come_with_their_stages(api, cast):
    methods = api("wang").get("/api/v1/sales-methods/").json()
    assert methods[0]["code"] == "milestone"
    assert [stage["probability"] for stage in methods[0]["stages"]] == [10, 20, 30, 50, 65, 80]
    assert api("outsider").get("/api/v1/sales-methods/").status_code == 403


def test_filters_and_views_are_the_page_s(api, cast):
    an_opportunity(cast.act("wang", now()), amount=Decimal(10))
    an_opportunity(cast.act("wang", now() - timedelta(days=30)), amount=Decimal(1000))
    found = api("wang").get(f"{URL}?view=stalled&amount_from=100&ordering=-amount").json()
    assert [row["amount"] for row in found["results"]] == ["1000.00"]


@pytest.mark.req("PLT-5")
def test_a_list_gives_only_the_fields_asked_for_and_reads_only_them(api, made):
    client = api("wang")
    rows = client.get(f"{URL}?fields=number,customer_name,amount").json()["results"]
    assert rows == [{"number": made.number, "customer_name": made.customer.name, "amount": f"{made.amount:.2f}"}]
    assert client.get(f"{URL}?fields=number,lines").json()["results"][0].keys() == {"number", "lines"}
    answer = client.get(f"{URL}?fields=number,cost")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["fields"])
    with CaptureQueriesContext(connection) as whole:
        client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{URL}?fields=number")
    assert len(few) < len(whole)
