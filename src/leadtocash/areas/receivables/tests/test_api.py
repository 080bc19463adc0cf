"""Money over the API: same verbs, same refusals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from leadtocash.areas.projects.events import ProjectClosed
from leadtocash.areas.receivables.models import Allocation, Receipt, RevenueEntry
from leadtocash.areas.receivables.tests import factories as make
from leadtocash.foundation.kernel.events import publish

D = Decimal
pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-5")]
Api = Callable[[str], APIClient]


@pytest.mark.req("FIN-2")
def test_money_is_recorded_matched_and_undone(cast: Any, api: Api) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    given = {
        "customer": contract.customer_id, "received_on": "2026-11-09", "amount": "35000.00", "bank_reference": "B1",
        "lines": [{"receivable": signing.pk, "amount": "30000.00"}],
    }  # fmt: skip
    client = api("qian")
    first = client.post("/api/v1/receipts/", given, headers={"Idempotency-Key": "r1"})
    again = client.post("/api/v1/receipts/", given, headers={"Idempotency-Key": "r1"})
    assert (first.status_code, again.status_code, Receipt.objects.count()) == (201, 201, 1)
    body = first.json()
    assert (body["advance"], body["allocated"], len(body["allocations"])) == ("5000.00", "30000.00", 1)
    offered = client.get(f"/api/v1/receipts/{body['id']}/suggestion/").json()
    assert offered[0] == {"receivable": delivery.pk, "open_amount": "40000.00", "amount": "5000.00"}
    answer = client.post(
        f"/api/v1/receipts/{body['id']}/allocations/", {"lines": [{"receivable": delivery.pk, "amount": "5000.00"}]}
    )
    assert (answer.status_code, answer.json()["advance"]) == (201, "0.00")
    match = Allocation.objects.order_by("pk").last()
    assert match is not None
    answer = client.post(f"/api/v1/allocations/{match.pk}/reversal/", {"reason": "wrong one"})
    assert (answer.status_code, answer.json()["amount"], answer.json()["reverses"]) == (201, "-5000.00", match.pk)
    states = {row["event"]: row["state"] for row in client.get("/api/v1/receivables/").json()["results"]}
    assert states["signing"] == "paid"


@pytest.mark.req("FIN-2")
def test_refusals_carry_code_and_numbers(cast: Any, api: Api) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "35000.00")
    address = f"/api/v1/receipts/{receipt.pk}/allocations/"
    answer = api("qian").post(address, {"lines": [{"receivable": signing.pk, "amount": "30000.01"}]})
    assert (answer.status_code, answer.json()["code"]) == (409, "more_than_owed")
    assert "0.01" in answer.json()["message"]
    wrong = api("qian").post(address, {"lines": [{"receivable": signing.pk, "amount": "0.001"}]})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")
    unknown = api("qian").post(address, {"lines": [{"receivable": 999999, "amount": "1.00"}]})
    assert unknown.status_code == 400
    assert api("wang").post(address, {"lines": []}).status_code == 403
    assert api("zhao").post(address, {"lines": []}).status_code == 404
    assert api("zhao").get(f"/api/v1/receivables/{signing.pk}/").status_code == 404
    assert api("zhao").get("/api/v1/receivables/").json()["count"] == 0
    assert api("wei").get(f"/api/v1/receivables/{signing.pk}/").status_code == 403
    assert api("wei").get("/api/v1/receivables/").json()["count"] == 0
    twin = {"customer": contract.customer_id, "received_on": "2026-11-09", "amount": "1.00"}
    answer = api("qian").post("/api/v1/receipts/", {**twin, "bank_reference": receipt.bank_reference})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["bank_reference"])


@pytest.mark.req("FIN-5", "PLT-6")
def test_revenue_is_confirmed_and_margin_hidden_from_those_who_may_not(cast: Any, api: Api) -> None:
    contract = make.a_contract(cast)
    project = make.closed(contract)
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    entry = RevenueEntry.objects.get()
    address = f"/api/v1/revenue/{entry.pk}/confirmation/"
    assert api("wang").post(address, {}).status_code == 403
    assert api("qian").post(address, {"revision": 99}).status_code == 412
    answer = api("qian").post(address, {"recognised_on": "2026-11-10"})
    assert (answer.status_code, answer.json()["state"], answer.json()["margin"]) == (200, "recognised", "28495.58")
    again = api("qian").post(address, {})
    assert (again.status_code, again.json()["clause"]) == (409, "S0 2.5.1")
    from leadtocash.areas.receivables.tests.test_pages import forget_margin

    forget_margin("project_admin")
    seen = api("wu").get(f"/api/v1/revenue/{entry.pk}/").json()
    assert (seen["cost_amount"], seen["margin"]) == (None, None)


@pytest.mark.req("FIN-5")
def test_the_collection_rate_is_there(cast: Any, api: Api) -> None:
    make.owed(cast, make.a_contract(cast))
    (row,) = api("li").get("/api/v1/collection/").json()
    assert (row["name"], row["due"], D(row["rate"])) == ("王敏", "30000.00", D(0))
    assert api("outsider").get("/api/v1/collection/").status_code == 403
