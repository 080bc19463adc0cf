"""The API: the same actions, the same refusals, nothing for those who may not see."""

from __future__ import annotations

import pytest

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.factories import agree
from leadtocash.areas.contracts.tests.test_actions import again, won

pytestmark = pytest.mark.django_db
COMPLETE = {
    "delivery_on": "2026-12-25", "delivery_place": "杭州", "technical_terms": "V2", "warranty_terms": "三年",
    "terms": [{"event": "signing", "percent": "30"}, {"event": "receipt", "percent": "70", "days_after": 30}],
}  # fmt: skip


@pytest.mark.req("CON-2", "CON-3", "CON-7")
def test_from_a_won_opportunity_to_a_registered_contract(cast, api):
    factories.shipped()
    opportunity = won(cast)
    made = api("wang").post("/api/v1/contracts/", {"opportunity": opportunity.pk})
    assert (made.status_code, made.json()["amount"], made.json()["state"]) == (201, "271200.00", "draft")
    address = f"/api/v1/contracts/{made.json()['id']}/"
    refused = api("wang").post(f"{address}submission/")
    assert (refused.status_code, refused.json()["code"], refused.json()["clause"]) == (
        409, "contract_incomplete", "S3 4.5",
    )  # fmt: skip
    assert {one["who"] for one in refused.json()["missing"]} == {"王敏"}
    changed = api("wang").patch(address, COMPLETE, headers={"If-Match": str(made.json()["revision"])})
    assert (changed.status_code, [one["amount"] for one in changed.json()["terms"]]) == (
        200, ["81360.00", "189840.00"],
    )  # fmt: skip
    assert api("wang").patch(address, {"title": "x"}, headers={"If-Match": "1"}).status_code == 412
    assert api("wang").post(f"{address}submission/").json()["state"] == "in_review"
    assert api("wang").patch(address, {"title": "x"}, headers={"If-Match": "*"}).json()["code"] == "contract_not_draft"
    agree(Contract.objects.get())
    assert api("wang").post(f"{address}registration/").status_code == 403
    done = api("zhou").post(f"{address}registration/", {"signed_on": "2026-11-12"}).json()
    assert (done["state"], done["signed_on"]) == ("registered", "2026-11-12")
    assert (done["number"][:3], done["project_code"][:3]) == ("HT-", "XM-")
    assert api("zhou").post(f"{address}registration/").json()["code"] == "already_registered"


@pytest.mark.req("CON-2")
def test_a_draft_for_a_customer_with_lines_and_plan(cast, api):
    customer = factories.a_customer(cast)
    product = factories.a_product()
    body = {
        "customer": customer.pk, "title": "扩容", "lines": [{"product": product.pk, "quantity": 2}], **COMPLETE,
    }  # fmt: skip
    made = api("wang").post("/api/v1/contracts/", body).json()
    assert (made["amount"], made["lines"][0]["model"], made["margin_percent"]) == ("180800.00", "TS860-V5", "37.5")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"customer"}),
        ({"customer": 0}, {"customer"}),
        ({"customer": "mine", "lines": [{"quantity": 1}]}, {"lines.0.description"}),
        ({"customer": "mine", "lines": [{"description": "x", "quantity": 0}]}, {"lines.0.quantity"}),
        ({"customer": "mine", "terms": [{"event": "never", "percent": "10"}]}, {"terms.0.event"}),
        ({"customer": "mine", "terms": [{"event": "signing", "percent": "101"}]}, {"terms.0.percent"}),
        ({"customer": "mine", "kind": "other"}, {"kind"}),
    ],
)
def test_wrong_input_is_named_at_its_field(cast, api, body, fields):
    customer = factories.a_customer(cast)
    if body.get("customer") == "mine":
        body = {**body, "customer": customer.pk}
    answer = api("wang").post("/api/v1/contracts/", body)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, fields)
    assert not Contract.objects.exists()


@pytest.mark.req("ORG-4")
def test_a_customer_or_opportunity_one_does_not_see_cannot_be_named(cast, api):
    opportunity = won(cast)
    for body in ({"opportunity": opportunity.pk}, {"customer": opportunity.customer_id}):
        assert api("zhao").post("/api/v1/contracts/", body).status_code == 400
    assert not Contract.objects.exists()


@pytest.mark.req("ORG-4")
def test_the_api_shows_cost_and_margin_to_those_alone_who_may_see_them(cast, api):
    contract = factories.submitted_contract(cast)
    address = f"/api/v1/contracts/{contract.pk}/"
    for name, cost in (("wang", "186000.00"), ("qian", "186000.00"), ("wei", None), ("zhou", None)):
        shown = api(name).get(address).json()
        assert (shown["cost_amount"], shown["margin_percent"] is None) == (cost, cost is None)
        assert (shown["lines"][0]["unit_cost"] is None) is (cost is None)
    assert api("zhao").get(address).status_code == 404
    assert api("zhao").get("/api/v1/contracts/").json()["count"] == 0


@pytest.mark.req("CON-5")
def test_the_register_of_virtual_contracts_with_its_exposure(cast, api):
    virtual = factories.registered_contract(cast, "virtual")
    answer = api("zhou").get("/api/v1/virtual-contracts/").json()
    row = answer["results"][0]
    assert (answer["count"], answer["total_exposure"]) == (1, "281200.01")
    assert (row["number"], row["exposure"], row["answerable_name"]) == (virtual.number, "281200.01", "郑国栋")
    assert api("outsider").get("/api/v1/virtual-contracts/").status_code == 403
    formal = api("wang").post(f"/api/v1/contracts/{virtual.pk}/replacement/")
    assert (formal.status_code, formal.json()["replaces"], formal.json()["kind"]) == (201, virtual.pk, "formal")
    again_asked = api("wang").post(f"/api/v1/contracts/{virtual.pk}/replacement/").json()
    assert (again_asked["code"], again_asked["offer"]["href"]) == (
        "replacement_exists", f"/contracts/{formal.json()['id']}/",
    )  # fmt: skip


@pytest.mark.req("CON-8")
def test_a_draft_is_cancelled_with_a_reason(cast, api):
    contract = factories.draft_contract(cast)
    address = f"/api/v1/contracts/{contract.pk}/cancellation/"
    assert api("wang").post(address).json()["code"] == "reason_missing"
    assert api("li").post(address, {"reason": "x"}).status_code == 403
    assert api("wang").post(address, {"reason": "重复"}).json()["state"] == "cancelled"
    assert api("wang").post(address, {"reason": "重复"}).json()["code"] == "contract_over"
    assert again(contract).cancel_reason == "重复"


def test_a_post_with_the_same_key_drafts_once(cast, api):
    customer = factories.a_customer(cast)
    client = api("wang")
    answers = [
        client.post("/api/v1/contracts/", {"customer": customer.pk}, headers={"Idempotency-Key": "k1"}).json()["id"]
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Contract.objects.count() == 1
