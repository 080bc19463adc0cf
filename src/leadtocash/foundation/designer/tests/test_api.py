"""Drafts over the API: the same acts, the same refusals."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1")]
BASE = "/api/v1/process-drafts/"


@pytest.fixture
def begun(api: Any) -> tuple[Any, str, int]:
    client = api("admin")
    made = client.post(BASE, {"process": "contract_review", "title": "Finance first", "reason": "Large amounts"})
    assert made.status_code == 201, made.content
    return client, f"{BASE}{made.json()['id']}/", made.json()["revision"]


def test_from_the_draft_to_the_version(begun: Any, api: Any):
    client, url, revision = begun
    edit = {"edit": "insert_before", "step": "authority", "name": "Finance", "revision": revision,
            "attributes": {"assign": "role:finance", "limit": "2"}, "condition": "amount >= 500000"}  # fmt: skip
    edited = client.post(f"{url}edits/", edit)
    assert edited.status_code == 200, edited.content
    assert 'name="Finance"' in edited.json()["bpmn"]
    assert [one["level"] for one in client.get(f"{url}checks/").json()] == []
    tried = client.get(f"{url}simulation/?cases=10")
    assert (tried.status_code, tried.json()["cases"]) == (200, [])
    assert client.post(f"{url}submission/", {}).json()["state"] == "submitted"
    assert client.post(f"{url}publication/", {}).json()["code"] == "own_draft"
    version = api("feng").post(f"{url}publication/", {})
    assert version.status_code == 200, version.content
    number = version.json()["version"]
    changes = client.get(f"/api/v1/processes/contract_review/comparison/?old={number - 1}&new={number}").json()
    assert {"step_1", "agreed_1", "needed_1"} <= {one["id"] for one in changes if one["sort"] == "added"}
    assert client.get(f"/api/v1/processes/contract_review/versions/{number}/migration/").json() == []


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"edit": "insert_after", "step": "countersign"}, "edit_incomplete"),
        ({"edit": "remove", "step": "nothing"}, "no_such_step"),
        ({"edit": "remove_question", "step": "agreed"}, "decision_needed"),
        ({"edit": "move_up", "step": "authority"}, "ways_meet"),
        ({"edit": "set_attributes", "step": "register", "attributes": {"assign": "role:nobody"}}, "edit_breaks"),
    ],
)
def test_the_same_refusals(begun: Any, edit: dict[str, Any], code: str):
    client, url, revision = begun
    answer = client.post(f"{url}edits/", {**edit, "revision": revision})
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_stale_text_is_412_and_a_wrong_body_400(begun: Any):
    client, url, revision = begun
    text = client.get(url).json()["bpmn"]
    limits = {"edit": "set_attributes", "step": "revise", "attributes": {"limit": "6"}, "revision": revision}
    assert client.post(f"{url}edits/", limits).status_code == 200
    assert client.put(url, {"bpmn": text, "revision": revision}).status_code == 412
    assert client.put(url, {"bpmn": text}).status_code == 400
    assert client.put(url, {"bpmn": text, "revision": revision + 1}).status_code == 200
    assert client.delete(url).status_code == 204
    assert client.get(BASE).json() == []


def test_who_may_not_is_refused(begun: Any, api: Any):
    _client, url, _revision = begun
    other = api("wang")
    assert other.get(BASE).status_code == 403
    assert other.get(url).status_code == 403
    assert other.post(f"{url}submission/", {}).status_code == 403
    assert other.post(BASE, {"process": "signoff", "title": "x", "reason": "y"}).status_code == 403
    move = {"instances": [1], "reason": "r"}
    assert other.post("/api/v1/processes/signoff/versions/1/migration/", move).status_code == 403


def test_a_new_process_by_api(api: Any):
    client = api("admin")
    body = {"process": "lending", "name": "Lending", "copy_of": "task_coordination", "reason": "trial"}
    made = client.post(BASE, body)
    assert (made.status_code, made.json()["base_version"]) == (201, None)
    assert client.post(BASE, body).json()["code"] == "draft_open"
