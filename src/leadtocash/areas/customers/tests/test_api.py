"""Customers over the API."""

from __future__ import annotations

import pytest

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_contact, a_customer

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-1")]
URL = "/api/v1/customers/"


def test_create_read_change_contacts(api, cast):
    answer = api("wang").post(URL, {"name": "甬江港务集团", "credit_code": CREDIT_CODE})
    body = answer.json()
    assert (answer.status_code, body["owner_name"], body["status"]) == (201, "王敏", "new")
    one = f"{URL}{body['id']}/"
    changed = api("wang").patch(one, {"industry": "港口", "revision": body["revision"]})
    assert (changed.status_code, changed.json()["industry"]) == (200, "港口")
    assert api("wang").patch(one, {"industry": "x"}, headers={"If-Match": '"1"'}).status_code == 412
    contact = api("wang").post(f"{one}contacts/", {"name": "林海", "phone": "138"})
    assert (contact.status_code, contact.json()["is_main"]) == (201, True)
    assert [c["name"] for c in api("wang").get(one).json()["contacts"]] == ["林海"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": "x", "credit_code": "1"}, "credit_code"), ({"name": "甬江港务集团"}, "name"),
     ({"name": "x", "kind": "?"}, "kind"), ({"name": "x", "employees": "abc"}, "employees")],
)  # fmt: skip
def test_wrong_input_is_named_by_field(api, cast, body, field):
    a_customer(cast.act("wang"), name="甬江港务集团")
    answer = api("wang").post(URL, body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_status_and_owner_are_not_written_from_outside(api, cast):
    body = api("wang").post(URL, {"name": "甲", "status": "won", "owner": cast.zhao.pk}).json()
    assert (body["status"], body["owner"]) == ("new", cast.wang.pk)


@pytest.mark.req("ORG-4")
def test_outside_the_scope_there_is_nothing(api, cast):
    made = a_customer(cast.act("wang"))
    parent = a_customer(cast.act("zhao"))
    assert api("zhao").get(f"{URL}{made.pk}/").status_code == 404
    assert api("zhao").post(f"{URL}{made.pk}/contacts/", {"name": "x"}).status_code == 404
    assert api("qian").patch(f"{URL}{made.pk}/", {"name": "x"}, headers={"If-Match": "*"}).status_code == 403
    assert [row["id"] for row in api("zhao").get(URL).json()["results"]] == [parent.pk]
    refused = api("wang").patch(f"{URL}{made.pk}/", {"parent": parent.pk}, headers={"If-Match": "*"})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["parent"])


@pytest.mark.req("ORG-4")
def test_what_is_wrong_with_a_request_is_told_of_visible_records_only(api, cast):
    leaving = f"/api/v1/contacts/{a_contact(a_customer(cast.act('wang')), cast.act('wang')).pk}/leaving/"
    broken = {"data": "{", "content_type": "application/json"}
    answers = [api(who).post(leaving, **sent).status_code for who in ("wang", "zhao") for sent in ({}, broken)]
    assert answers == [400, 400, 404, 404]
    assert api("zhao").post(leaving, headers={"If-Match": '"1"'}).status_code == 404


def test_the_same_post_twice_registers_once(api, cast):
    answers = [api("wang").post(URL, {"name": "一次"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert Customer.objects.count() == 1


@pytest.mark.req("PLT-4")
def test_what_is_known_is_not_sent_again_and_what_changed_is(cast, api):
    one = f"{URL}{a_customer(cast.act('wang')).pk}/"
    first = api("wang").get(one)
    assert first["ETag"].startswith('"1-')
    again = api("wang").get(one, headers={"If-None-Match": f"W/{first['ETag']}"})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    api("wang").post(f"{one}contacts/", {"name": "陈工"})
    assert api("wang").get(one, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.req("PLT-4")
def test_a_change_says_what_it_is_based_on(cast, api):
    one = f"{URL}{a_customer(cast.act('wang')).pk}/"
    change, client = {"industry": "港口"}, api("wang")
    seen = client.get(one)["ETag"]
    assert client.patch(one, change).json()["code"] == "precondition_required"
    assert client.patch(one, change).status_code == 428
    changed = client.patch(one, change, headers={"If-Match": seen})
    assert (changed.status_code, changed["ETag"].split("-")[0]) == (200, '"2')
    assert client.patch(one, change, headers={"If-Match": seen}).status_code == 412
    assert client.patch(one, change, headers={"If-Match": "something"}).status_code == 412
    assert client.patch(one, change, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.req("PLT-4")
def test_a_post_on_a_record_heeds_if_match_too(cast, api):
    one = f"{URL}{a_customer(cast.act('wang')).pk}/contacts/"
    refused = api("wang").post(one, {"name": "陈工"}, headers={"If-Match": '"7-0"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    assert api("wang").post(one, {"name": "陈工"}, headers={"If-Match": '"1-0"'}).status_code == 201


@pytest.mark.req("PLT-4")
def test_an_unknown_address_is_answered_in_the_same_shape(cast, api):
    assert api("wang").get(f"{URL}x/").json()["code"] == "not_found"


def test_one_contact_is_read_and_changed_and_hidden_from_others(cast, api):
    customer = a_customer(cast.act("wang"))
    made = api("wang").post(f"{URL}{customer.pk}/contacts/", {"name": "陈工"}).json()
    one = f"/api/v1/contacts/{made['id']}/"
    read = api("wang").get(one)
    assert read.json()["name"] == "陈工"
    changed = api("wang").patch(one, {"position": "总工"}, headers={"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["position"]) == (200, "总工")
    assert api("wang").patch(one, {"position": "x"}, headers={"If-Match": read["ETag"]}).status_code == 412
    assert api("zhao").get(one).status_code == 404


def test_the_history_of_a_record_is_read_by_those_who_see_it(cast, api):
    customer = a_customer(cast.act("wang"))
    url = f"/api/v1/history/customers.customer/{customer.pk}/"
    assert [row["who"] for row in api("wang").get(url).json()] == ["王敏"]
    assert api("zhao").get(url).status_code == 404
    assert api("wang").get("/api/v1/history/accounts.user/1/").status_code == 404


@pytest.mark.req("PLT-9")
def test_contacts_are_listed_by_customer_and_their_phones_protected(api, page, cast):
    one, other = a_customer(cast.act("wang")), a_customer(cast.act("wang"))
    for number, customer in enumerate((one, one, other)):
        api("wang").post(f"{URL}{customer.pk}/contacts/", {"name": f"人{number}", "phone": f"1380000000{number}"})
    contacts = "/api/v1/contacts/"
    first = api("wang").get(f"{contacts}?customer={one.pk}&page_size=1").json()
    assert (first["count"], [row["customer"] for row in first["results"]]) == (2, [one.pk])
    second = api("wang").get(f"{contacts}?customer={one.pk}&page_size=1&cursor={first['next']}").json()
    assert {first["results"][0]["name"], second["results"][0]["name"]} == {"人0", "人1"}
    assert [row["phone"] for row in api("qian").get(f"{contacts}?customer={other.pk}").json()["results"]] == [
        "138****0002"
    ]
    assert api("zhao").get(contacts).json()["count"] == 0
    row = first["results"][0]
    changed = api("wang").patch(f"{contacts}{row['id']}/", {"position": "主任", "revision": row["revision"]})
    assert (changed.status_code, changed.json()["position"]) == (200, "主任")
    assert "人0" in page("qian").get("/contacts/").content.decode()
    assert "13800000000" not in page("qian").get("/contacts/").content.decode()
