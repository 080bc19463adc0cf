"""Sales projects over the API: the same life, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from tests.cast import Cast

from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.tests import factories
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.kernel.act import system_act

pytestmark = pytest.mark.django_db
Api = Callable[[str], Any]


@pytest.mark.req("PLT-5", "ORG-4", "PLT-6")
def test_list_and_record_show_what_one_may_see(cast: Cast, api: Api) -> None:
    project = factories.set_up(cast)
    found = api("wang").get("/api/v1/projects/?state=set_up").json()["results"]
    assert [row["code"] for row in found] == [project.code]
    record = api("wang").get(f"/api/v1/projects/{project.pk}/").json()
    assert (record["amount"], record["margin"], record["lines"][0]["unit_cost"]) == (
        "1130000.00",
        "0.3000",
        "210000.00",
    )
    hidden = api("zhou").get(f"/api/v1/projects/{project.pk}/").json()
    assert hidden["margin"] is None
    assert hidden["cost_amount"] is None
    assert hidden["lines"][0]["unit_cost"] is None
    assert api("zhao").get(f"/api/v1/projects/{project.pk}/").status_code == 404
    assert api("zhao").get("/api/v1/projects/").json()["results"] == []


@pytest.mark.req("PRJ-1", "PRJ-2", "PLT-5")
def test_set_up_over_the_api(cast: Cast, api: Api) -> None:
    project, client = factories.prepared(cast, delivery_place=""), api("wang")
    url = f"/api/v1/projects/{project.pk}"
    refused = client.post(f"{url}/submission/")
    assert refused.status_code == 409
    assert refused.json() == {
        "code": "setup_incomplete",
        "message": "现在还不能提交立项。",
        "clause": "S0 2.3.2",
        "missing": [{"what": "交货地点", "who": "王敏", "since": "2026-11-10", "clause": "S0 2.3.2"}],
    }
    lines = [{"position": 1, "warranty_years": 5}]
    kept = client.post(f"{url}/setup/", {"delivery_place": "杭州", "lines": lines})
    assert kept.status_code == 200
    assert kept.json()["lines"][0]["warranty_years"] == 5
    assert client.post(f"{url}/setup/", {"lines": [{"position": 9}]}).status_code == 400
    assert client.post(f"{url}/setup/", {"lines": [{"position": 1, "warranty_years": 21}]}).status_code == 400
    assert api("li").post(f"{url}/submission/").status_code == 403
    assert client.post(f"{url}/submission/").json()["state"] == "in_approval"
    assert client.post(f"{url}/submission/").json()["code"] == "setup_in_approval"


@pytest.mark.req("PRJ-4", "PRJ-5", "PRJ-7", "PLT-5")
def test_a_project_is_bought_signed_for_and_closed_over_the_api(cast: Cast, api: Api) -> None:
    project = factories.set_up(cast)
    url, sun, wang = f"/api/v1/projects/{project.pk}", api("sun"), api("wang")
    for line in project.lines.all():
        order = {
            "line": line.pk, "supplier": "联强国际", "po_number": f"PO-{line.position}", "quantity": line.quantity,
            "expected_on": "2026-11-20", "unit_cost": "100.00", "ordered_on": "2026-11-01",
        }  # fmt: skip
        made = sun.post(f"{url}/purchases/", order)
        assert made.status_code == 201
        assert sun.post(f"{url}/purchases/", order).json()["code"] == "ordered_too_many"
        early = sun.post(f"{url}/arrival/").json()
        assert (early["code"], early["clause"]) == ("not_all_arrived", "S0 2.4.2")
        came = {"purchase": made.json()["id"], "quantity": line.quantity, "arrived_on": "2026-11-02"}
        assert sun.post(f"{url}/arrivals/", came).status_code == 201
    assert wang.post(f"{url}/arrival/").status_code == 403
    assert sun.post(f"{url}/arrival/").json()["state"] == "arrived"
    rows = [{"position": 1, "serial": f"ABCDE1234{n}"} for n in range(2)]
    entered = wang.put(f"{url}/serials/", {"serials": [*rows, {"position": 1, "serial": "ABCDE12340"}]})
    assert entered.status_code == 200
    assert [row["error"] for row in entered.json()["rows"]] == ["", "", "与第 1 行重复。"]
    assert wang.post(f"{url}/serials/", {"serials": [{"position": 1, "serial": "ABCDE12349"}]}).json()["count"] == 3
    assert len(wang.get(f"{url}/serials/").json()) == 3
    today = system_act().today.isoformat()
    bare = wang.post(f"{url}/signoff/", {"customer_signer": "徐慧", "signed_on": today})
    assert [missing["what"] for missing in bare.json()["missing"]] == ["签收明细表盖章扫描件"]
    assert Project.objects.get(pk=project.pk).sheet.customer_signer == ""
    attach(project, ContentFile(b"%PDF-1.4", name="a.pdf"), act=cast.act("wang"), category="signoff_scan")
    handed = wang.post(f"{url}/signoff/", {"customer_signer": "徐慧", "signed_on": today})
    assert handed.json()["sheet"]["state"] == "checking"
    closing = api("wu").post(f"{url}/closing/").json()
    assert (closing["code"], closing["clause"]) == ("closing_without_sheet", "S0 2.5.3")
    factories.decide_all(cast, project)
    assert api("wu").post(f"{url}/closing/", {"note": "请确认"}).json()["closing"]["state"] == "circulating"
    factories.decide_all(cast, project)
    done = api("han").post(f"{url}/archive/", {"place": "A-1"}).json()
    assert (done["state"], done["closing"]["state"]) == ("closed", "archived")
    frozen = wang.put(f"{url}/serials/", {"serials": []}).json()
    assert (frozen["code"], frozen["clause"], frozen["offer"]["label"]) == ("project_closed", "S0 2.5.3", "重新立项")
    assert wang.post(f"{url}/successor/").status_code == 201


@pytest.mark.req("PRJ-8", "PLT-5")
def test_acceptance_over_the_api(cast: Cast, api: Api) -> None:
    project = factories.closed(cast, acceptance_needed=True)
    url = f"/api/v1/projects/{project.pk}/acceptance/"
    body = {"accepted_on": "2026-11-10", "customer_signer": "徐慧"}
    assert api("wang").post(url, body).json()["code"] == "acceptance_without_report"
    attach(project, ContentFile(b"%PDF-1.4", name="r.pdf"), act=cast.act("wang"), category="acceptance_report")
    assert api("wang").post(url, body).json()["acceptance"]["accepted_on"] == date(2026, 11, 10).isoformat()
    assert api("wang").post(url, {}).status_code == 400


def test_an_order_posted_twice_with_one_key_is_placed_once(cast: Cast, api: Api) -> None:
    project = factories.set_up(cast)
    line = project.lines.get(position=1)
    order = {
        "line": line.pk, "supplier": "联强国际", "po_number": "PO-1", "quantity": 1, "expected_on": "2026-11-20",
        "unit_cost": "100.00",
    }  # fmt: skip
    url = f"/api/v1/projects/{project.pk}/purchases/"
    answers = [api("sun").post(url, order, headers={"Idempotency-Key": "one"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert line.purchases.count() == 1


@pytest.mark.req("PRJ-4", "PLT-5")
def test_orders_are_changed_cancelled_and_arrivals_taken_back_over_the_api(cast: Cast, api: Api) -> None:
    project = factories.set_up(cast)
    line = project.lines.get(position=1)
    order = factories.order(cast, line, 2, arrives=1)
    sun, url = api("sun"), f"/api/v1/purchases/{order.pk}"
    assert sun.patch(f"{url}/", {"quantity": 9}, headers={"If-Match": "*"}).json()["code"] == "ordered_too_many"
    changed = sun.patch(f"{url}/", {"quantity": 3, "expected_on": "2026-12-01"}, headers={"If-Match": "*"}).json()
    assert (changed["quantity"], changed["expected_on"], changed["line"]) == (3, "2026-12-01", line.pk)
    assert sun.patch(f"{url}/", {"quantity": 2, "revision": 1}).status_code == 412
    assert sun.post(f"{url}/cancellation/").json()["code"] == "order_has_arrivals"
    assert sun.post(f"/api/v1/arrivals/{order.arrivals.get().pk}/withdrawal/").status_code == 200
    assert sun.post(f"{url}/cancellation/").status_code == 200
    line.refresh_from_db()
    assert (line.ordered, line.arrived) == (0, 0)
    assert api("zhou").get(f"{url}/").json()["unit_cost"] is None
    assert api("wang").patch(f"{url}/", {"quantity": 1}, headers={"If-Match": "*"}).status_code == 403
    assert api("zhao").get(f"{url}/").status_code == 404
