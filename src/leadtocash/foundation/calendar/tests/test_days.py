"""Ten working days on China's calendar, make-up days included (ORG-6)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.calendar.seeding import seed

pytestmark = pytest.mark.req("ORG-6")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 10), 10, date(2026, 11, 24)),  # two plain weeks
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a worked Saturday before Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 11, 10), 0, date(2026, 11, 10)),
    ],
)
def test_working_days_are_counted_on_the_calendar(db, start, count, end):
    assert days.add(start, count) == end
    assert days.between(start, end) == count


def test_going_back_is_negative(db):
    assert days.between(date(2026, 11, 24), date(2026, 11, 10)) == -10


def test_a_limit_ends_with_the_working_day_in_the_companys_time(db):
    start = datetime(2026, 11, 10, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert days.due_at(start, 1) == datetime(2026, 11, 11, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_days_entered_by_hand_stay_when_the_calendar_is_filled_again(db):
    CalendarDay.objects.filter(day=date(2026, 10, 10)).update(working=False, name="own")
    assert seed(2026, 2026) == 0
    assert CalendarDay.objects.get(day=date(2026, 10, 10)).name == "own"


def test_years_without_an_official_notice_are_marked(db):
    assert not CalendarDay.objects.filter(day__year=2026, confirmed=False).exists()
    assert not CalendarDay.objects.filter(day__year=2028, confirmed=True).exists()
