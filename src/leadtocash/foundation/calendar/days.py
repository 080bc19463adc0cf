"""Counting in working days on the company's calendar; every "N working days" goes through here (ORG-6)."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from datetime import time as clock

from django.utils import timezone

from leadtocash.foundation.calendar.models import CalendarDay

_FRESH_SECONDS = 30.0
_kept: tuple[float, dict[date, bool]] | None = None


def forget() -> None:
    """Read the calendar anew at the next question (after a change in this process)."""
    global _kept  # noqa: PLW0603
    _kept = None


def is_working(day: date) -> bool:
    """Is this a working day: Monday to Friday, unless the calendar says otherwise?"""
    return _exceptions().get(day, day.weekday() < 5)


def add(start: date, days: int) -> date:
    """The day `days` working days after `start` (the start day itself does not count). Zero: the same day."""
    exceptions, day, left = _exceptions(), start, days
    while left > 0:
        day += timedelta(days=1)
        if exceptions.get(day, day.weekday() < 5):
            left -= 1
    return day


def between(start: date, end: date) -> int:
    """How many working days have passed from `start` (not counted) up to and with `end`; negative the other way."""
    if end < start:
        return -between(end, start)
    exceptions, day, count = _exceptions(), start, 0
    while day < end:
        day += timedelta(days=1)
        count += exceptions.get(day, day.weekday() < 5)
    return count


def due_at(start: datetime, days: int) -> datetime:
    """The moment a limit of `days` working days that began at `start` runs out: the end of that working day."""
    day = add(timezone.localdate(start), days)
    return timezone.make_aware(datetime.combine(day, clock(23, 59, 59)))


def not_counted(start: date, end: date) -> list[date]:
    """The free days between the two, for "weekends not counted" under a clock."""
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return [day for day in span if not is_working(day)]


def _exceptions() -> dict[date, bool]:
    global _kept  # noqa: PLW0603
    if _kept is None or time.monotonic() - _kept[0] > _FRESH_SECONDS:
        _kept = (time.monotonic(), dict(CalendarDay.objects.values_list("day", "working")))
    return _kept[1]
