"""Custom fields over the API: values nested in records, definitions with the permission."""

from __future__ import annotations

import pytest
from django.urls import reverse

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field
from leadtocash.foundation.kernel.extra import Changes

pytestmark = pytest.mark.req("PLT-5")
ANY = {"HTTP_IF_MATCH": "*"}


@pytest.fixture
def admin(cast):
    return cast.act("admin")


def test_values_are_read_and_written_as_an_object(api, admin):
    a_field(admin, "size", "integer", required=True)
    a_field(admin, "grade", default="B")
    a_field(admin, "price", "money")
    wang = api("wang")
    refused = wang.post("/api/v1/customers/", {"name": "甬江港务"})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["extra.size"])
    made = wang.post("/api/v1/customers/", {"name": "甬江港务", "extra": {"size": 3, "price": "1.5万"}})
    assert made.status_code == 201
    assert made.json()["extra"] == {"size": 3, "grade": "B", "price": "15000.00"}
    url = f"/api/v1/customers/{made.json()['id']}/"
    changed = wang.patch(url, {"extra": {"grade": None}}, **ANY)
    assert changed.json()["extra"] == {"size": 3, "grade": None, "price": "15000.00"}
    assert Customer.objects.get().extra == {"size": 3, "price": "15000.00"}
    assert wang.patch(url, {"short_name": "甬"}, **ANY).json()["extra"]["size"] == 3
    listed = wang.get("/api/v1/customers/?extra_size_from=3").json()["results"]
    assert [one["extra"]["size"] for one in listed] == [3]
    assert wang.get("/api/v1/customers/?extra_size_from=viel").status_code == 400


def test_a_change_asks_for_what_is_required_and_still_empty(api, cast, admin):
    customer = customers.create_customer({"name": "甬江港务"}, act=cast.act("wang"))
    a_field(admin, "size", "integer", required=True)
    a_field(admin, "secret", required=True, edited_by=["general_manager"])
    url, wang = f"/api/v1/customers/{customer.pk}/", api("wang")
    for body in ({"short_name": "甬"}, {"short_name": "甬", "extra": {}}):
        refused = wang.patch(url, body, **ANY)
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["extra.size"])
    assert wang.patch(url, {"short_name": "甬", "extra": {"size": 3}}, **ANY).status_code == 200
    assert wang.patch(url, {"short_name": "江"}, **ANY).status_code == 200


@pytest.mark.parametrize(
    ("extra", "wrong"),
    [({"size": "viel"}, "extra.size"), ({"unknown": 1}, "extra.unknown"), ({"size": None}, "extra.size"),
     ([1], "extra"),
     ({"size": [1]}, "extra.size"), ({"size": {"a": 1}}, "extra.size")],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_code(api, cast, admin, extra, wrong):
    a_field(admin, "size", "integer", required=True)
    customer = customers.create_customer({"name": "甬江港务", "extra": Changes(size=1)}, act=cast.act("wang"))
    answer = api("wang").patch(f"/api/v1/customers/{customer.pk}/", {"extra": extra}, **ANY)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [wrong])


def test_the_same_rule_refuses_twice_the_same_value(api, admin):
    a_field(admin, "serial", is_unique=True)
    wang = api("wang")
    assert wang.post("/api/v1/customers/", {"name": "甲公司", "extra": {"serial": "S1"}}).status_code == 201
    refused = wang.post("/api/v1/customers/", {"name": "乙公司", "extra": {"serial": "S1"}})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["extra.serial"])


def test_definitions_are_listed_for_all_and_made_by_administrators(api, admin):
    boss, wang = api("admin"), api("wang")
    body = {"kind": CUSTOMER, "label": "颜色", "type": "choice", "choices": [{"label": "红"}, {"label": "蓝"}]}
    assert wang.post("/api/v1/custom-fields/", body).status_code == 403
    made = boss.post("/api/v1/custom-fields/", body)
    assert made.status_code == 201
    assert [one["code"] for one in made.json()["choices"]] == ["hong", "lan"]
    assert [one["code"] for one in wang.get(f"/api/v1/custom-fields/?kind={CUSTOMER}").json()] == ["yanse"]
    again = boss.post("/api/v1/custom-fields/", {**body, "code": "yanse"})
    assert (again.status_code, list(again.json()["fields"])) == (400, ["code"])
    url = f"/api/v1/custom-fields/{made.json()['id']}/"
    assert boss.patch(url, {"label": "色"}).status_code == 428
    assert boss.patch(url, {"label": "色"}, HTTP_IF_MATCH=boss.get(url)["ETag"]).json()["label"] == "色"
    assert wang.patch(url, {"label": "x"}, **ANY).status_code == 403
    assert boss.post(f"{url}retirement/").json()["is_active"] is False
    assert boss.post(f"{url}retirement/").status_code == 409
    assert (wang.get(url).status_code, wang.get("/api/v1/custom-fields/").json()) == (404, [])
    assert boss.post(f"{url}revival/").json()["is_active"] is True


def test_every_kind_that_takes_part_shows_them(api, cast, admin):
    from leadtocash.foundation.access.scoping import kind_of
    from leadtocash.foundation.custom_fields import definitions

    kinds = [kind_of(model) for model in definitions.kinds()]
    assert set(kinds) >= {
        "contracts.contract", "customers.contact", "customers.customer", "opportunities.opportunity",
        "products.product", "projects.project", "leads.lead", "visits.visit", "bids.bid",
    }  # fmt: skip
    for kind in kinds:
        a_field(admin, "size", kind=kind)
    wang = api("wang")
    made = wang.post("/api/v1/opportunities/", {"name": "生产线", "extra": {"size": "大"}})
    assert made.json()["extra"] == {"size": "大"}
    customer = wang.post("/api/v1/customers/", {"name": "甬江港务"}).json()["id"]
    contact = wang.post(f"/api/v1/customers/{customer}/contacts/", {"name": "陈工", "extra": {"size": "小"}})
    assert contact.json()["extra"] == {"size": "小"}
    contract = wang.post("/api/v1/contracts/", {"customer": customer, "title": "设备", "extra": {"size": "中"}})
    assert contract.json()["extra"] == {"size": "中"}


def test_contacts_show_their_fields_beside_them(page, cast, admin):
    a_field(admin, "hobby", kind="customers.contact")
    act = cast.act("wang")
    customer = customers.create_customer({"name": "甬江港务"}, act=act)
    customers.add_contact(customer, {"name": "陈工", "extra": Changes(hobby="钓鱼")}, act=act)
    shown = page("wang").get(f"/customers/{customer.pk}/?tab=contacts").content.decode()
    assert "字段hobby" in shown
    assert "钓鱼" in shown
    assert "字段hobby" in page("wang").get(reverse("customers:new-contact", args=[customer.pk])).content.decode()
    assert CustomField.objects.count() == 1


def test_the_description_of_the_api_names_the_fields_one_sees(api, admin):
    a_field(admin, "colour", "choice")
    a_field(admin, "price", "money", edited_by=["general_manager"])
    a_field(admin, "hushed", "integer", seen_by=["general_manager"])
    a_field(admin, "size", kind="projects.project")
    found = api("wang").get("/api/v1/schema/").json()
    extra = found["components"]["schemas"]["Customer"]["properties"]["extra"]
    assert extra["properties"] == {
        "colour": {"title": "字段colour", "nullable": True, "type": "string", "enum": ["red", "blue", "green", None]},
        "price": {"title": "字段price", "nullable": True, "type": "string", "format": "decimal", "readOnly": True},
    }
    parameters = {one["name"]: one for one in found["paths"]["/api/v1/customers/"]["get"]["parameters"]}
    assert {"extra_colour", "extra_price_from", "extra_price_to"} <= set(parameters)
    assert "hushed" not in str(found)
    assert "-extra_price" in parameters["ordering"]["schema"]["items"]["enum"]
    assert "extra_size" in str(found["paths"]["/api/v1/projects/"])
    assert "extra_hushed_from" in str(api("chen").get("/api/v1/schema/").json())
