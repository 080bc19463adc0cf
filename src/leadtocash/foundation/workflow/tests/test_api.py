"""Work and processes over the API: shapes, refusals, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step
from leadtocash.foundation.workflow.tests.test_pages import FLOW

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-2", "WFL-3")]
Api = Callable[[str], APIClient]


@pytest.fixture
def offer(closed: Company) -> ProcessInstance:
    closed.publish(FLOW)
    return closed.submit()


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


def test_signers_are_asked_and_taken_out(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    manager, legal = calls("sales_manager"), firm.people["legal"]
    (item,) = mine(manager)
    address = f"/api/v1/work-items/{item['id']}/signers/"
    empty = manager.post(address, {"people": [], "where": "before"})
    assert (empty.status_code, list(empty.json()["fields"])) == (400, ["people"])
    body = {"people": [legal.pk], "where": "before", "comment": "the clause"}
    made = manager.post(address, body)
    assert (made.status_code, [(one["assignee"], one["added"], one["under"]) for one in made.json()]) == (
        201, [(legal.pk, "before", item["id"])],
    )  # fmt: skip
    assert (firm.holders(offer), mine(manager)) == (["legal"], [])
    added = made.json()[0]["id"]
    assert calls("legal").delete(f"/api/v1/work-items/{added}/signers/").json()["code"] == "not_your_signer"
    assert manager.delete(f"/api/v1/work-items/{added}/signers/").status_code == 200
    assert firm.holders(offer) == ["sales_manager"]


def test_a_pool_is_claimed_and_given_back(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    firm.second("sales_manager", "second")
    firm.at = timezone.now() - timedelta(minutes=1)
    firm.publish(draw("crowd", "start > a > end", a=do("role:sales_manager")))
    instance = firm.start("crowd")
    manager = calls("second")
    (item,) = mine(manager)
    assert manager.post(f"/api/v1/work-items/{item['id']}/claim/").json()["claimed_at"] is not None
    assert firm.holders(instance) == ["second"]
    assert manager.post(f"/api/v1/work-items/{item['id']}/release/").json()["claimed_at"] is None
    assert manager.post(f"/api/v1/work-items/{item['id']}/release/").json()["code"] == "not_claimed"


def test_urging_copies_and_giving_up(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    applicant, planner, address = calls("account_manager"), calls("planner"), f"/api/v1/process-instances/{offer.pk}"
    urged = applicant.post(f"{address}/reminders/", {"comment": "soon?"})
    assert (urged.status_code, len(urged.json())) == (201, 1)
    assert applicant.post(f"{address}/reminders/").json()["code"] == "urged_recently"
    given = applicant.post(f"{address}/copies/", {"people": [firm.people["planner"].pk], "comment": "to know"})
    assert given.status_code == 201
    (copy,) = planner.get("/api/v1/copies/", {"unread": "true"}).json()
    assert (copy["title"], copy["comment"], copy["read_at"]) == (offer.title, "to know", None)
    assert calls("legal").post(f"/api/v1/copies/{copy['id']}/reading/").status_code == 404
    assert planner.post(f"/api/v1/copies/{copy['id']}/reading/").json()["read_at"] is not None
    assert planner.get("/api/v1/copies/", {"unread": "true"}).json() == []
    assert len(applicant.get(f"{address}/copies/").json()) == 1
    coming = applicant.get(f"{address}/coming/").json()
    assert next((one["step"], one["when"]) for one in coming) == ("check", "now")
    assert applicant.post(f"{address}/comments/", {"comment": "hello"}).status_code == 204
    assert applicant.post(f"{address}/cancellation/", {"reason": ""}).status_code == 400
    assert planner.post(f"{address}/cancellation/", {"reason": "x"}).json()["code"] == "not_yours_to_cancel"
    assert applicant.post(f"{address}/cancellation/", {"reason": "wrong customer"}).json()["outcome"] == "cancelled"


@pytest.mark.req("ORG-5")
def test_deputies_and_orders(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    manager, admin, today = calls("sales_manager"), calls("system_admin"), timezone.localdate()
    body = {"deputy": firm.people["planner"].pk, "from_day": str(today), "until_day": str(today), "reason": "leave"}
    made = manager.post("/api/v1/delegations/", body)
    assert (made.status_code, made.json()["principal"]) == (201, firm.people["sales_manager"].pk)
    assert manager.post("/api/v1/delegations/", body).json()["code"] == "delegation_overlaps"
    (item,) = mine(calls("planner"))
    assert item["on_behalf_of"] == firm.people["sales_manager"].pk
    address = f"/api/v1/delegations/{made.json()['id']}/"
    assert calls("legal").get(address).status_code == 404
    assert [len(one.get("/api/v1/delegations/").json()) for one in (manager, admin, calls("legal"))] == [1, 1, 0]
    assert manager.delete(address).json()["ended_at"] is not None
    (item,) = mine(manager)
    order = {"to": firm.people["legal"].pk, "reason": "ill"}
    assert manager.post(f"/api/v1/work-items/{item['id']}/reassignment/", order).status_code == 403
    assert admin.post(f"/api/v1/work-items/{item['id']}/reassignment/", order).json()["assignee"] == order["to"]


def test_many_at_once_each_with_its_answer(firm: Company, offer: ProcessInstance, calls: Api) -> None:
    flow = draw("many", "start > a > gw", "gw > b : a_outcome == 'rejected'", "b > end", "gw > end", b=do(),
                a=step("role:sales_manager"), process={"bulk": "yes"})  # fmt: skip
    firm.at = timezone.now() - timedelta(minutes=1)
    firm.publish(flow)
    first, second = firm.start("many"), firm.start("many")
    manager = calls("sales_manager")
    rows = [{"id": item["id"]} for item in mine(manager)]
    assert len(rows) == 3
    answer = manager.post("/api/v1/work-items/decisions/", {"items": [*rows, {"id": 999999}], "decision": "approve"})
    codes = sorted((one["ok"], one["code"]) for one in answer.json())
    assert codes == [(False, "not_found"), (False, "not_in_bulk"), (True, ""), (True, "")]
    for one in (first, second):
        one.refresh_from_db()
        assert one.state == "ended"
