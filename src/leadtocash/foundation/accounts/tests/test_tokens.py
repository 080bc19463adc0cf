"""Tokens of the API: what they are for, how long they last, how often they may call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import throttling, tokens
from leadtocash.foundation.accounts.models import ApiToken

pytestmark = pytest.mark.req("PLT-4")
TOKENS, CUSTOMERS = "/api/v1/tokens/", "/api/v1/customers/"


def bearer(person, *scopes):
    return {"Authorization": f"Bearer {tokens.issue(person, at=timezone.now(), scopes=scopes)}"}


def asked(**more):
    return Client().post(TOKENS, {"username": "wang", "password": "demo-password", **more}, "application/json")


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["write"], 200, 400), (["read"], 200, 403), (["customers:write"], 200, 400), (["customers:read"], 200, 403),
        (["contracts:write"], 403, 403), ([], 403, 403),
    ],
)  # fmt: skip
def test_a_token_does_what_it_was_made_for_and_nothing_else(cast, scopes, reads, writes):
    headers = bearer(cast.wang, *scopes)
    assert Client().get(CUSTOMERS, headers=headers).status_code == reads
    assert Client().post(CUSTOMERS, {}, "application/json", headers=headers).status_code == writes
    assert Client().get("/api/v1/me/", headers=headers).status_code == 200


def test_the_refusal_names_the_missing_scope(cast):
    answer = Client().post(CUSTOMERS, headers={**bearer(cast.wang, "read"), "Accept-Language": "en"})
    sentence = "This token lacks the scope customers:write. Use another token, or make one with this scope."
    assert (answer.status_code, answer.json()) == (403, {"code": "scope_missing", "message": sentence})


def test_a_key_of_an_earlier_post_opens_nothing_to_a_token_without_the_scope(cast):
    given, key = {"name": "上海精密轴承有限公司"}, {"Idempotency-Key": "a-key"}
    made = Client().post(CUSTOMERS, given, "application/json", headers={**bearer(cast.wang, "write"), **key})
    assert made.status_code == 201
    again = Client().post(CUSTOMERS, given, "application/json", headers={**bearer(cast.wang, "read"), **key})
    assert again.status_code == 403


def test_scopes_and_days_are_chosen_when_a_token_is_asked_for(cast):
    made = asked(scopes=["customers:read", "contracts:write"], days=365)
    assert made.json()["expires_in_days"] == 365
    kept = ApiToken.objects.get()
    assert kept.scopes == ["contracts:write", "customers:read"]
    assert kept.expires_at - kept.created_at == timedelta(days=365)
    assert asked(days=366).json()["fields"].keys() == {"days"}
    assert asked(scopes=["moon:read"]).json()["fields"].keys() == {"scopes"}
    assert asked(scopes=["moon"]).status_code == 400


def test_the_page_makes_a_token_for_the_parts_that_are_ticked(cast, page):
    client = page("wang")
    client.post("/me/proof/", {"password": "demo-password"})
    given = {"label": "ERP", "days": "30", "reach": "chosen"}
    assert client.post("/me/tokens/", given).status_code == 422
    shown = client.post("/me/tokens/", {**given, "chosen": ["customers:read"]})
    assert "客户：只读" in shown.content.decode()
    assert ApiToken.objects.get().scopes == ["customers:read"]


def test_too_many_requests_in_a_minute_are_refused_by_token_and_by_address(cast, settings):
    settings.API_PER_TOKEN, settings.API_PER_ADDRESS = 2, 5
    headers = bearer(cast.wang, "read")

    def codes(times, **more):
        return [Client().get("/api/v1/me/", headers={**headers, **more}).status_code for _time in range(times)]

    moment = timezone.now()
    if moment.second > 50:
        pytest.skip("the minute is nearly over")
    assert codes(3) == [200, 200, 429]
    assert codes(1, Authorization="Bearer other") == [401]
    headers = bearer(cast.li, "read")
    assert codes(2) == [200, 429]
    answer = Client().get("/api/v1/me/", headers={**headers, "Accept-Language": "en"})
    assert answer.json()["code"] == "throttled"
    assert 0 < int(answer["Retry-After"]) <= 60


@pytest.mark.django_db
def test_the_next_minute_begins_anew_and_old_counters_go(settings):
    now = timezone.now().replace(second=30)
    assert [throttling.wait({"token x": 1}, at=now) for _time in range(2)] == [0, 30]
    later = now + timedelta(minutes=1)
    assert throttling.wait({"token x": 1}, at=later) == 0
    assert throttling.forget_old(at=later + timedelta(minutes=5)) == 1
