"""A double click, a repeated request: done once, the same answer twice."""

import pytest

from leadtocash.areas.customers.models import Customer

pytestmark = pytest.mark.req("PLT-5")
FORM = {"name": "众德新材料有限公司", "kind": "end_user", "credit": "", "_key": "4f2d"}


def test_posting_a_form_twice_makes_one_record_and_leads_to_it(page):
    client = page("wang")
    first = client.post("/customers/new/", FORM)
    second = client.post("/customers/new/", FORM)
    made = Customer.objects.get()
    assert (first.status_code, first["Location"]) == (302, made.get_absolute_url())
    assert (second.status_code, second["Location"]) == (302, made.get_absolute_url())


def test_a_refused_form_may_be_sent_again_with_the_same_key(page):
    client = page("wang")
    assert client.post("/customers/new/", {**FORM, "name": ""}).status_code == 422
    assert client.post("/customers/new/", FORM).status_code == 302


def test_an_api_post_repeated_with_its_key_gives_the_first_answer(api):
    client = api("wang")
    answers = [
        client.post("/api/v1/customers/", {"name": "众德新材料有限公司"}, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"] == Customer.objects.get().pk


def test_the_same_key_for_something_else_is_refused(api):
    client = api("wang")
    made = client.post("/api/v1/customers/", {"name": "众德新材料有限公司"}, headers={"Idempotency-Key": "k1"}).json()
    other = client.post(
        f"/api/v1/customers/{made['id']}/contacts/", {"name": "何俊"}, headers={"Idempotency-Key": "k1"}
    )
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_keys_of_two_people_do_not_meet(api):
    for who in ("wang", "zhao"):
        answer = api(who).post("/api/v1/customers/", {"name": f"{who}的客户"}, headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 201
    assert Customer.objects.count() == 2
