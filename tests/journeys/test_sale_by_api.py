"""One imported won deal is carried to a closed project through the API alone, each step by the person who owns it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.opportunities.importing import crm
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.checks import run_all
from tests.journeys.shared import PDF, crm_folder

TERMS = [
    {"event": "signing", "percent": "30", "days_after": 10},
    {"event": "before_delivery", "percent": "30", "days_after": 0},
    {"event": "receipt", "percent": "30", "days_after": 30},
    {"event": "warranty_end", "percent": "10", "days_after": 0},
]
PATHS = {"contracts.contract": "contracts", "projects.project": "projects"}


def managers() -> list[str]:
    """Everybody who may approve by the authority matrix."""
    roles = ["sales_manager", "bu_manager", "sales_vp", "general_manager"]
    return [user.username for user in User.objects.filter(positions__role__code__in=roles).distinct()]


class Office:
    """Everybody at his own API client."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self.clients: dict[str, Any] = {}
        self.acted: set[str] = set()

    def __call__(self, who: str) -> Any:
        if who not in self.clients:
            self.clients[who] = self.api(who)
        self.acted.add(who)
        return self.clients[who]

    def post(self, who: str, path: str, body: Any = None, expect: int = 200) -> Any:
        answer = self(who).post(f"/api/v1{path}", body or {})
        assert answer.status_code == expect, (path, answer.status_code, answer.content.decode())
        return answer.json()

    def get(self, who: str, path: str) -> Any:
        answer = self(who).get(f"/api/v1{path}")
        assert answer.status_code == 200, (path, answer.content.decode())
        return answer.json()

    def work(self, who: str, step: str) -> list[dict[str, Any]]:
        return [item for item in self.get(who, "/work-items/")["results"] if item["step"] == step]

    def decide(self, who: str, step: str, decision: str = "approve", comment: str = "") -> None:
        items = self.work(who, step)
        assert items, f"{who} has no {step}"
        for item in items:
            record = self.get(who, f"/{PATHS[item['record_kind']]}/{item['record_id']}/")
            body = {"decision": decision, "comment": comment, "revision": record["revision"]}
            self.post(who, f"/work-items/{item['id']}/decision/", body)

    def approve_in_turn(self, step: str, people: list[str]) -> None:
        """Whoever of these has the step now approves, until nobody has."""
        for _turn in people * 2:
            holder = next((who for who in people if self.work(who, step)), None)
            if holder is None:
                return
            self.decide(holder, step)


@pytest.fixture
def office(cast: Any, api: Any, tmp_path: Any) -> Office:
    crm.run(crm_folder(tmp_path), act=system_act(where="test"))
    seller = Opportunity.objects.filter(state="won", customer__isnull=False).order_by("external_key").first().owner
    people = {user.username: user for user in User.objects.all()}
    cast.people.update(people | {"seller": seller})
    return Office(api)


@pytest.mark.slow
@pytest.mark.req(
    "OPP-2", "CON-2", "CON-3", "CON-7", "PRJ-1", "PRJ-2", "PRJ-4", "PRJ-5", "PRJ-7", "FIN-1", "FIN-5", "PRJ-9"
)
def test_an_imported_won_deal_becomes_a_closed_project_by_the_hands_of_those_who_own_each_step(office: Office) -> None:
    seller = office.get("seller", "/me/")["id"]
    deal = (
        Opportunity.objects.filter(owner=seller, state="won", customer__isnull=False).order_by("external_key").first()
    )
    contract = reviewed_contract(office, deal)
    project = project_of(office, contract)
    set_up(office, project)
    buy_everything(office, project)
    sign_off(office, project)
    close(office, project)
    money(office, contract, project)
    assert {"seller", "chu", "sun", "qian", "wei", "jiang", "zhou", "wu", "han"} <= office.acted
    assert run_all() == []


def reviewed_contract(office: Office, deal: Opportunity) -> dict[str, Any]:
    """Drafted from the deal without retyping; refused while incomplete; reviewed by all; registered."""
    made = office.post("seller", "/contracts/", {"opportunity": deal.pk, "terms": TERMS}, 201)
    assert (made["customer"], made["title"]) == (deal.customer_id, deal.name)
    assert Decimal(made["amount"]) == sum(Decimal(term["amount"]) for term in made["terms"]) == deal.amount
    refusal = office.post("seller", f"/contracts/{made['id']}/submission/", {}, 409)
    assert refusal["missing"]
    assert all(set(m) == {"what", "who", "since", "clause"} for m in refusal["missing"])
    values = {
        "delivery_on": "2030-01-15", "delivery_place": "Plant 2", "technical_terms": "As in the agreement",
        "warranty_terms": "One year", "penalty_terms": "None", "delivery_terms": "Free house",
    }  # fmt: skip
    lines = [{**line, "unit_cost": "1.00"} for line in made["lines"]]
    change = {**values, "lines": lines, "revision": made["revision"]}
    patched = office("seller").patch(f"/api/v1/contracts/{made['id']}/", change)
    assert patched.status_code == 200, patched.content.decode()
    office.post("seller", f"/contracts/{made['id']}/submission/")
    for who in ("chu", "sun", "jiang", "qian", "wei"):
        office.decide(who, "countersign")
    office.approve_in_turn("authority", managers())
    early = office.post("seller", f"/contracts/{made['id']}/registration/", {}, 403)
    assert early["code"] == "not_allowed"
    registered = office.post("zhou", f"/contracts/{made['id']}/registration/", {"signed_on": "2026-01-05"})
    assert registered["state"] == "registered"
    assert registered["number"]
    return registered


def project_of(office: Office, contract: dict[str, Any]) -> int:
    found = office.get("seller", f"/projects/?search={contract['project_code']}")["results"]
    assert [p["code"] for p in found] == [contract["project_code"]]
    return int(found[0]["id"])


def set_up(office: Office, project: int) -> None:
    lines = office.get("seller", f"/projects/{project}/")["lines"]
    order = {"line": lines[0]["id"], "supplier": "S", "po_number": "1", "quantity": 1, "unit_cost": "1.00"}
    office.post("sun", f"/projects/{project}/purchases/", {**order, "expected_on": "2030-01-10"}, 409)
    data = {"lines": [{"id": line["id"], "warranty_years": 2} for line in lines]}
    office.post("seller", f"/projects/{project}/setup/", data)
    office.post("seller", f"/projects/{project}/submission/")
    office.decide("wu", "check")
    office.approve_in_turn("approve", managers())
    assert office.get("seller", f"/projects/{project}/")["state"] == "set_up"


def buy_everything(office: Office, project: int) -> None:
    lines = office.get("sun", f"/projects/{project}/")["lines"]
    early = office.post("sun", f"/projects/{project}/arrival/", {}, 409)
    assert early["clause"] == "S0 2.4.2"
    for line in lines:
        order = {"line": line["id"], "supplier": "Works", "po_number": f"PO-{line['id']}", "quantity": line["quantity"],
                 "unit_cost": "1.00", "expected_on": "2030-01-10"}  # fmt: skip
        made = office.post("sun", f"/projects/{project}/purchases/", order, 201)
        office.post(
            "sun", f"/projects/{project}/arrivals/", {"purchase": made["id"], "quantity": line["quantity"]}, 201
        )
    office.post("seller", f"/projects/{project}/arrival/", {}, 403)
    arrived = office.post("sun", f"/projects/{project}/arrival/")
    assert arrived["state"] == "arrived"
    assert arrived["signoff_due_on"]


def sign_off(office: Office, project: int) -> None:
    shown = office.get("seller", f"/projects/{project}/")
    rows = [
        {"line": line["id"], "serial": f"SN{project}{line['position']}{n:03d}"}
        for line in shown["lines"] if line["needs_serial"] for n in range(line["quantity"])
    ]  # fmt: skip
    refusal = office.post(
        "seller", f"/projects/{project}/signoff/", {"customer_signer": "A", "signed_on": today(shown)}, 409
    )
    assert refusal["clause"].startswith("S0 2.")
    twice = office("seller").put(f"/api/v1/projects/{project}/serials/", {"serials": [*rows, rows[0]]}).json()
    assert [row["row"] for row in twice["rows"] if row["error"]]
    entered = office("seller").put(f"/api/v1/projects/{project}/serials/", {"serials": rows}).json()
    assert entered["count"] == len(rows)
    scan = SimpleUploadedFile("sheet.pdf", PDF, content_type="application/pdf")
    answer = office("seller").post(
        f"/api/v1/attachments/projects.project/{project}/",
        {"file": scan, "category": "signoff_scan"},
        format="multipart",
    )
    assert answer.status_code == 201, answer.content.decode()
    office.post("wu", f"/projects/{project}/closing/", {}, 409)
    office.post("seller", f"/projects/{project}/signoff/", {"customer_signer": "A. Buyer", "signed_on": today(shown)})
    office.decide("wu", "check")
    assert office.get("seller", f"/projects/{project}/")["state"] == "signed_off"


def today(shown: dict[str, Any]) -> str:
    return str(shown["arrived_on"])


def close(office: Office, project: int) -> None:
    office.post("wu", f"/projects/{project}/closing/")
    for who in ("sun", "qian", "shen", "seller"):
        if office.work(who, "confirm"):
            office.decide(who, "confirm")
    office.post("han", f"/projects/{project}/archive/")
    assert office.get("seller", f"/projects/{project}/")["state"] == "closed"
    frozen = office("seller").put(f"/api/v1/projects/{project}/serials/", {"serials": []})
    assert frozen.status_code == 409
    assert frozen.json()["clause"] == "S0 2.5.3"
    assert frozen.json()["offer"]["href"]


def money(office: Office, contract: dict[str, Any], project: int) -> None:
    """The receivables sum to the contract; revenue is recognised from the closing; each device is under warranty."""
    rows = office.get("qian", f"/receivables/?search={contract['number']}")["results"]
    assert sum(Decimal(r["amount"]) for r in rows) == Decimal(contract["amount"])
    units = office.get("yang", f"/installed-units/?project={project}")["results"]
    serials = office.get("seller", f"/projects/{project}/serials/")
    assert sorted(u["serial"] for u in units) == sorted(s["serial"] for s in serials)
