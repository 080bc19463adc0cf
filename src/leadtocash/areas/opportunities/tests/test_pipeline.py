"""The pipeline as a page and over the API: each number is that of the list it opens."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]
URL, API = "/opportunities/pipeline/", "/api/v1/opportunities/pipeline/"


@pytest.fixture
def some(cast):
    """Four of wang (one won, one overdue, one without a day), one of zhao."""
    days = (date(2026, 12, 3), date(2026, 1, 5), None, date(2028, 5, 1))
    made = [an_opportunity(cast.act("wang"), amount=Decimal(1000 * n), expected_close_on=day)
            for n, day in enumerate(days, 1)]  # fmt: skip
    actions.change_stage(made[0], a_stage(3), act=cast.act("wang"))
    actions.win_opportunity(made[3], act=cast.act("wang"))
    an_opportunity(cast.act("zhao"), amount=Decimal(70_000), expected_close_on=date(2026, 12, 9))
    return made


@pytest.mark.parametrize("query", ["", "?state=open,won,lost", "?state=won&show=count", "?from=2028-01&show=weighted"])
@pytest.mark.parametrize("who", ["wang", "li", "zhao", "feng"])
def test_each_number_opens_a_list_with_as_many_rows(some, page, api, who, query):
    shown = page(who).get(URL + query)
    cells = [cell for row in shown.context["page"]["rows"] for cell in row["cells"] if cell["count"]]
    for cell in cells:
        rows = api(who).get("/api/v1/opportunities/?" + cell["url"].partition("?")[2]).json()
        assert rows["count"] == cell["count"]
    links = [unescape(link) for link in re.findall(r'<td class="n[^>]*><a href="([^"]+)', shown.content.decode())]
    assert links == [cell["url"] for cell in cells]


def test_the_months_stand_beside_what_is_earlier_later_and_without_a_day(some, page):
    rows = page("wang").get(URL + "?state=open,won,lost&from=2026-11").context["page"]["rows"]
    whole = [cell["count"] for cell in rows[-1]["cells"]]
    assert whole == [1, 0, 1, *[0] * 10, 1, 1, 4]
    assert rows[-1]["cells"][-1]["text"] == "1.00"


def test_the_api_gives_the_same_within_the_scope(some, cast, api):
    assert api("wang").get(API).json()["total"]["amount"] == "10000.00"
    assert api("feng").get(API).json()["total"]["count"] == 5
    found = api("feng").get(f"{API}?owner={cast.zhao.pk}").json()
    assert [(cell["month"], cell["count"], cell["amount"]) for cell in found["cells"]] == [
        ("2026-12-01", 1, "70000.00")
    ]
    assert api("li").get(f"{API}?owner={cast.zhao.pk}").json()["cells"] == []
    assert api("wang").get(f"{API}?stage=nonsense").status_code == 400


def test_who_may_see_no_opportunities_has_no_pipeline(some, page, api):
    assert (page("han").get(URL).status_code, api("han").get(API).status_code) == (403, 403)


def test_conditions_that_cannot_be_understood_are_said(some, page):
    shown = page("wang").get(URL + "?owner=x&from=13-13&show=x&state=open")
    assert (shown.status_code, shown.context["page"]["rows"]) == (200, [])
    assert "x" in shown.context["page"]["problems"][0]


def test_no_more_is_asked_of_the_database_with_more_opportunities(some, cast, page, django_assert_max_num_queries):
    client = page("li")
    client.get(URL)
    for n in range(6):
        an_opportunity(cast.act("wang"), amount=Decimal(n), expected_close_on=date(2026, 6 + n, 1))
    with django_assert_max_num_queries(22):
        client.get(URL)
