"""Fill the calendar from the `holidays` package: China's statutory holidays and make-up working days."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from leadtocash.foundation.calendar.models import CalendarDay

LAST_NOTICED_YEAR = 2026


def seed(first_year: int, last_year: int) -> int:
    """Add the days of these years that are not there yet; years without an official notice are unconfirmed.

    A day already entered by hand stays as it is. Gives the number of days added.
    """
    years = range(first_year, last_year + 1)
    china = holidays.country_holidays("CN", years=years, language="zh_CN")
    days: list[CalendarDay] = []
    for year in years:
        confirmed = year <= LAST_NOTICED_YEAR
        day = date(year, 1, 1)
        while day.year == year:
            free, working_weekend = day in china, china.is_working_day(day) and day.weekday() >= 5
            if free and day.weekday() < 5:
                days.append(CalendarDay(day=day, working=False, name=str(china.get(day)), confirmed=confirmed))
            elif working_weekend:
                days.append(CalendarDay(day=day, working=True, confirmed=confirmed))
            day += timedelta(days=1)
    before = CalendarDay.objects.count()
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)
    return CalendarDay.objects.count() - before
