"""The pages and the API of the forecast: who may, what they show, the same refusals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.insight.forecast.models import Call, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-11")]


@pytest.fixture
def deal(cast):
    day = timezone.localdate()
    return an_opportunity(cast.act("wang", at=timezone.now()), amount=Decimal("1234567.00"), expected_close_on=day)


@pytest.mark.parametrize("path", ["", "changes/?bar=new", "watch/", "stages/", "quality/", "calls/"])
def test_every_page_opens_for_who_may_and_for_nobody_else(cast, page, deal, path):
    assert page("li").get(f"/forecast/{path}").status_code == 200
    assert page("qian").get(f"/forecast/{path}").status_code == 403


@pytest.mark.parametrize("by", ["owner", "department", "month", "product"])
def test_the_forecast_shows_the_deals_one_may_see(cast, page, deal, by):
    assert "123.46" in page("li").get(f"/forecast/?by={by}").content.decode()
    assert "123.46" not in page("zhao").get(f"/forecast/?by={by}").content.decode()
    assert page("li").get(f"/forecast/?by={by}&export=csv").status_code == 200


@pytest.mark.parametrize("query", ["period=x", "owner=x", "department=x&period=2026-Q9"])
def test_what_cannot_be_understood_is_said(cast, page, query):
    answer = page("li").get(f"/forecast/?{query}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_a_deal_tells_its_probability_and_its_history(cast, page, deal):
    text = page("wang").get(f"/opportunities/{deal.pk}/?tab=forecast_of_deal").content.decode()
    assert "10 %" in text or "10%" in text
    assert "1,234,567.00" in text


def test_a_manager_enters_a_number_and_errors_stand_at_the_field(cast, page):
    month = f"{timezone.localdate():%Y-%m}"
    given = {"month": month, "person": cast.wang.pk, "amount": "５０万", "reason": "客户推迟"}
    assert page("li").post("/forecast/calls/new/", {**given, "month": "x"}).status_code == 422
    assert page("li").post("/forecast/calls/new/", {**given, "reason": "?"}).status_code == 422
    assert page("wang").post("/forecast/calls/new/", given).status_code == 403
    assert page("li").post("/forecast/calls/new/", given).status_code == 302
    assert Call.objects.get().amount == Decimal(500_000)
    assert page("li").get("/forecast/calls/").status_code == 200
    assert page("li").get(Call.objects.get().get_absolute_url()).status_code == 200


def test_only_who_may_keeps_the_forecast_by_hand(cast, page, deal):
    assert page("li").post("/forecast/snapshots/").status_code == 403
    assert page("feng").post("/forecast/snapshots/").status_code == 302
    assert Snapshot.objects.get().predictions.count() == 1


def test_the_api_tells_the_same(cast, api, deal):
    told = api("li").get("/api/v1/forecast/?by=owner").json()
    assert [(row["name"], row["possible"], row["open"]) for row in told["rows"]] == [(cast.wang.name, "1234567.00", 1)]
    assert told["total"]["possible"] == "1234567.00"
    begin = timezone.localdate() - timedelta(days=7)
    fall = api("li").get(f"/api/v1/forecast/waterfall/?from={begin}").json()
    assert (fall["opening"], fall["changes"], fall["closing"]) == (
        "0.00", [{"bar": "new", "count": 1, "amount": "1234567.00"}], "1234567.00",
    )  # fmt: skip
    for path in ("stages/", "reasons/", "quality/", "snapshots/"):
        assert api("li").get(f"/api/v1/forecast/{path}").status_code == 200
        assert api("qian").get(f"/api/v1/forecast/{path}").status_code == 403
    assert api("li").get("/api/v1/forecast/?period=x").status_code == 400
    assert api("li").get("/api/v1/forecast/?by=x").status_code == 404


def test_numbers_over_the_api(cast, api):
    given = {"month": "2026-11-05", "person": cast.wang.pk, "amount": "5.00", "reason": "客户推迟"}
    assert api("wang").post("/api/v1/forecast-calls/", given).status_code == 403
    assert api("li").post("/api/v1/forecast-calls/", {**given, "reason": ""}).status_code == 400
    made = api("li").post("/api/v1/forecast-calls/", given)
    assert (made.status_code, made.json()["month"]) == (201, "2026-11-01")
    assert api("li").get("/api/v1/forecast-calls/").json()["count"] == 1
    assert api("zhao").get("/api/v1/forecast-calls/").json()["count"] == 0
    assert api("feng").post("/api/v1/forecast/snapshots/").status_code == 201
    assert api("li").post("/api/v1/forecast/snapshots/").status_code == 403


def test_the_weekly_review_shows_what_moved_whom_people_visited_and_what_waits(cast, page, api, deal):
    text = page("li").get("/forecast/week/").content.decode()
    assert f"owner={cast.wang.pk}" in text
    told = api("li").get("/api/v1/forecast/week/").json()
    assert [(one["bar"], one["amount"]) for one in told["changes"]] == [("new", "1234567.00")]
    assert told["watched"]["unplanned"] == 1
    assert (told["waiting"], told["promised"]) == ([], [])
    assert cast.wang.name in {line["name"] for line in told["lines"]}
    assert api("zhao").get("/api/v1/forecast/week/").json()["changes"] == []
    assert page("qian").get("/forecast/week/").status_code == 403


def test_the_page_says_how_many_decided_deals_are_needed_to_learn(cast, page, deal):
    text = page("li").get("/forecast/quality/").content.decode()
    assert "一个阶段要有 20 个" in text
