"""Fill the calendar from the `holidays` package: China's statutory holidays and make-up working days."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
from django.db import transaction

from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.act import Act, system_act

LAST_NOTICED_YEAR = 2026


def seed(first_year: int, last_year: int, *, act: Act | None = None) -> int:
    """Add the days of these years that are not there yet; years without an official notice are unconfirmed.

    A day already entered by hand stays as it is. Gives the number of days added; limits that span one are counted anew.
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
    known = set(CalendarDay.objects.values_list("day", flat=True))
    added = [one for one in days if one.day not in known]
    with transaction.atomic():
        CalendarDay.objects.bulk_create(added, ignore_conflicts=True)
        if added:
            changed = tuple(one.day for one in added)
            events.publish(CalendarChanged(act=act or system_act(where="calendar.seed"), days=changed))
    return len(added)
