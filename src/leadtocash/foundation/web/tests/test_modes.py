"""A list as board, calendar and bars: the same rows, filters, scope and views as the table."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.browsing import text

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.tables import projects as project_tables
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.web.lists.modes import board, calendar
from leadtocash.foundation.web.lists.modes.gantt import Bar, Mark

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-2")]
BOARD, CALENDAR = "/opportunities/?as=board", "/opportunities/?as=calendar"


@pytest.fixture
def today(cast):
    return lambda who="wang": cast.act(who)


def shown(client, address):
    return client.get(address).context["page"]["shown"]


def titles(lane):
    return [card["title"] for card in lane["cards"]]


def test_filters_search_and_views_hold_on_the_board(page, today):
    an_opportunity(today(), name="甲", amount=Decimal(10))
    an_opportunity(today(), name="乙", amount=Decimal(20_000))
    assert titles(shown(page("wang"), f"{BOARD}&search=甲")["lanes"][0]) == ["甲"]
    assert titles(shown(page("wang"), f"{BOARD}&amount_from=1w")["lanes"][0]) == ["乙"]
    assert titles(shown(page("wang"), f"{BOARD}&ordering=name")["lanes"][0]) in (["乙", "甲"], ["甲", "乙"])
    answer = text(page("wang").get(f"{BOARD}&search=甲"))
    assert 'name="as" value="board"' in answer
    assert "export=xlsx" in answer


def test_more_cards_come_by_keys_and_the_sums_are_of_all(page, today, monkeypatch):
    monkeypatch.setattr(board, "CARDS", 2)
    for amount in range(1, 6):
        an_opportunity(today(), name=f"商机{amount}", amount=Decimal(amount * 10_000))
    client = page("wang")
    lane = shown(client, BOARD)["lanes"][0]
    assert (titles(lane), lane["count"]) == (["商机5", "商机4"], "5")
    more = text(client.get(f"/opportunities/{lane['more_url']}"))
    assert "商机3" in more
    assert "商机5" not in more
    assert "lane=" in more
    assert client.get("/opportunities/?as=board&part=lane&lane=nothing").status_code == 200


def test_sums_that_take_too_long_are_of_the_first_ones_and_say_so(page, today, monkeypatch):
    from django.db import OperationalError

    monkeypatch.setattr(board, "MANY", 2)
    for amount in range(1, 4):
        an_opportunity(today(), name=f"商机{amount}", amount=Decimal(amount * 10_000))

    def slow(*_args):
        raise OperationalError

    monkeypatch.setattr(board, "_at_once", slow)
    lane = shown(page("wang"), f"{BOARD}&search=商机")["lanes"][0]
    assert lane["count"] == "2+"
    assert lane["total"].startswith("≥")


def test_no_more_queries_for_more_cards(page, today):
    client = page("wang")
    an_opportunity(today())
    client.get(BOARD)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(BOARD)
        client.get(CALENDAR)
    for _ in range(5):
        an_opportunity(today())
    with CaptureQueriesContext(connection) as six:
        client.get(BOARD)
        client.get(CALENDAR)
    assert len(six) <= len(one)


def test_a_saved_view_remembers_the_mode_and_not_the_day(page, today):
    client = page("wang")
    address = "/list-views/new/?list=opportunities&at=/opportunities/&query="
    client.post(f"{address}as%3Dcalendar%26span%3Dweek%26day%3D2026-01-01", {"name": "我的周历", "audience": "mine"})
    from leadtocash.foundation.listviews.models import SavedView

    view = SavedView.objects.get()
    assert view.query == "as=calendar&span=week"
    assert shown(client, f"/opportunities/?saved={view.pk}")["span"] == "week"


def test_days_off_are_shaded_and_spans_reach(page, today):
    here = timezone.localdate()
    CalendarDay.objects.update_or_create(day=here, defaults={"working": False, "name": "厂休"})
    days.forget()
    try:
        an_opportunity(today(), name="甲", expected_close_on=here)
        for span in ("month", "week", "agenda"):
            found = shown(page("wang"), f"{CALENDAR}&span={span}")
            day = next(one for one in found["days"] if one["day"] == here)
            assert (day["off"], day["holiday"], day["today"]) == (True, "厂休", True)
            assert "甲" in [entry["title"] for entry in day["entries"]]
    finally:
        days.forget()
    assert shown(page("wang"), f"{CALENDAR}&span=nonsense&day=9999-12-31")["span"] == "month"


def test_more_than_is_read_is_said(page, today, monkeypatch):
    monkeypatch.setattr(calendar, "MOST", 1)
    for _ in range(2):
        an_opportunity(today(), expected_close_on=timezone.localdate())
    assert shown(page("wang"), CALENDAR)["cut"] == "1"
    assert shown(page("wang"), CALENDAR)["days"]


@pytest.mark.parametrize(
    "address", ["/projects/?as=board", "/projects/?as=gantt&zoom=year", "/projects/?as=calendar",
                "/contracts/?as=board", "/contracts/?as=calendar",
                "/receivables/?as=board", "/receivables/?as=calendar"],
)  # fmt: skip
def test_every_mode_answers_and_nothing_is_movable_where_only_a_process_moves(page, address):
    answer = page("qian").get(address)
    assert answer.status_code == 200
    assert "data-move" not in text(answer)


def test_a_mode_a_list_has_not_is_its_table(page):
    assert "shown" not in page("wang").get("/customers/?as=board").context["page"]
    assert page("wang").get("/customers/").context["page"]["modes"] == []


def test_the_bars_of_a_project_tell_plan_and_what_happened():
    here = timezone.localdate()
    begun = timezone.now() - timedelta(days=40)
    project = Project(prepared_at=begun, set_up_at=begun, delivery_on=here - timedelta(days=20),
                      arrived_on=here - timedelta(days=15), signoff_due_on=here - timedelta(days=1))  # fmt: skip
    drawn = project_tables.bars(project, here)
    assert [(one.tone, one.start, one.end) for one in drawn if isinstance(one, Bar)] == [
        ("plan", here - timedelta(days=40), here - timedelta(days=20)),
        ("late", here - timedelta(days=40), here - timedelta(days=15)),
        ("late", here - timedelta(days=15), here),
    ]
    assert [one.day for one in drawn if isinstance(one, Mark)] == [project.delivery_on, project.signoff_due_on]


def test_nobody_sees_cards_outside_his_scope(page, today):
    an_opportunity(today("zhao"), name="别人的", expected_close_on=timezone.localdate())
    for address in (BOARD, CALENDAR):
        assert "别人的" not in text(page("wang").get(address))
    assert Opportunity.objects.count() == 1
