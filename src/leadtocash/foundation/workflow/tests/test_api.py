"""Work and processes over the API: shapes, refusals, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from leadtocash.foundation.access.scoping import Access
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.test_pages import FLOW

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-2", "WFL-3")]
Api = Callable[[str], APIClient]


@pytest.fixture
def offer(firm: Company, monkeypatch: pytest.MonkeyPatch) -> ProcessInstance:
    monkeypatch.setattr(Department, "access", Access(view="test.view", owner="", department=""), raising=False)
    firm.at = timezone.now() - timedelta(minutes=5)
    firm.publish(FLOW)
    instance = firm.start("offer")
    firm.decide(instance, "submit", "do")
    return instance


@pytest.fixture
def calls(firm: Company) -> Api:
    def call(name: str) -> APIClient:
        client = APIClient()
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(firm.people[name], at=timezone.now())}")
        return client

    return call


def mine(client: APIClient, **params: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/work-items/", params)
    assert answer.status_code == 200
    return answer.json()["results"]  # type: ignore[no-any-return]


def test_my_work_and_a_decision(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    manager = calls("sales_manager")
    (item,) = mine(manager)
    assert (item["title"], item["step"], item["work"], item["record_id"]) == (
        offer.title, "check", "decide", offer.record_id,
    )  # fmt: skip
    address = f"/api/v1/work-items/{item['id']}/decision/"
    wrong = manager.post(address, {"decision": "maybe"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["decision"])
    silent = manager.post(address, {"decision": "reject"})
    assert (silent.status_code, silent.json()["code"]) == (409, "comment_missing")
    once = {"HTTP_IDEMPOTENCY_KEY": "a"}
    first = manager.post(address, {"decision": "approve", "comment": "fine"}, **once)
    again = manager.post(address, {"decision": "approve", "comment": "fine"}, **once)
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert manager.post(address, {"decision": "approve"}).json()["code"] == "already_done"
    assert (mine(manager), [i["outcome"] for i in mine(manager, state="done")]) == ([], ["approved"])


def test_return_transfer_comment_and_recall(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    manager, applicant = calls("sales_manager"), calls("account_manager")
    (item,) = mine(manager)
    address = f"/api/v1/work-items/{item['id']}"
    refused = applicant.post(f"{address}/decision/", {"decision": "approve"})
    assert (refused.status_code, refused.json()["missing"][0]["who"]) == (409, "sales_manager")
    assert manager.post(f"{address}/comment/", {"comment": "which price?"}).status_code == 204
    assert manager.post(f"{address}/return/", {"step": "pay", "comment": "x"}).json()["code"] == "no_way_back"
    back = manager.post(f"{address}/return/", {"step": "submit", "comment": "x", "then": "straight_back"})
    assert (back.status_code, firm.standing(offer)) == (200, ["submit"])
    firm.at = timezone.now()
    firm.decide(offer, "submit", "do")
    assert applicant.post(f"/api/v1/process-instances/{offer.pk}/recall/").status_code == 200
    firm.at = timezone.now()
    firm.decide(offer, "submit", "do")
    (item,) = mine(manager)
    handed = manager.post(f"/api/v1/work-items/{item['id']}/transfer/", {"to": firm.people["legal"].pk})
    assert (handed.status_code, handed.json()["assignee"]) == (200, firm.people["legal"].pk)


def test_a_process_with_its_rounds(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    shown = calls("sales_manager").get(f"/api/v1/process-instances/{offer.pk}/").json()
    rounds = [(a["step"], a["outcome"], [i["assignee"] for i in a["items"]]) for a in shown["activities"]]
    assert rounds == [
        ("submit", "done", [firm.people["account_manager"].pk]),
        ("check", "", [firm.people["sales_manager"].pk]),
    ]
    assert "offer" in [one["key"] for one in calls("planner").get("/api/v1/processes/").json()]


def test_without_a_token_nothing(offer: ProcessInstance) -> None:
    assert APIClient().get("/api/v1/work-items/").status_code == 401
