"""Counting in working days on the company's calendar; every "N working days" goes through here (ORG-6)."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from datetime import time as clock

from django.utils import timezone

from leadtocash.foundation.calendar.models import CalendarDay, WorkingHours

_FRESH_SECONDS = 30.0
_DAY_ENDS = clock(23, 59, 59)
_kept: tuple[float, dict[date, bool], WorkingHours] | None = None


def forget() -> None:
    """Read the calendar anew at the next question (after a change in this process)."""
    global _kept  # noqa: PLW0603
    _kept = None


def is_working(day: date) -> bool:
    """Is this a working day: Monday to Friday, unless the calendar says otherwise?"""
    return _exceptions().get(day, day.weekday() < 5)


def known(first: date, last: date) -> dict[date, tuple[bool, str]]:
    """Every day between, both included: is it worked, and the name of the holiday."""
    names = dict(CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "name"))
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {day: (is_working(day), names.get(day, "")) for day in every}


def add(start: date, days: int) -> date:
    """The day `days` working days after `start` (the start day itself does not count). Zero: the same day."""
    exceptions, day, left = _exceptions(), start, days
    while left > 0:
        day += timedelta(days=1)
        if exceptions.get(day, day.weekday() < 5):
            left -= 1
    return day


def back(end: date, days: int) -> date:
    """The day `days` working days before `end` (that day itself does not count). Zero: the same day."""
    exceptions, day, left = _exceptions(), end, days
    while left > 0:
        day -= timedelta(days=1)
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
    """The moment a limit of `days` working days that began at `start` runs out: the end of that working day.

    Of the day, not of the hours of work: who is still at it in the evening of the last day is not late.
    """
    return end_of(add(timezone.localdate(start), days))


def begin_at(start: datetime, days: int) -> datetime:
    """When work begins on the day `days` working days after `start`: reminders and reports are heard that morning."""
    return begin_of(add(timezone.localdate(start), days))


def end_of(day: date) -> datetime:
    """The last second of a day in the company's time."""
    return timezone.make_aware(datetime.combine(day, _DAY_ENDS))


def begin_of(day: date) -> datetime:
    """When work begins on a day."""
    return timezone.make_aware(datetime.combine(day, hours().begin))


def worked(start: datetime, end: datetime) -> timedelta:
    """The working time between two moments: hours of work on working days, without the break."""
    if end <= start:
        return timedelta()
    day, last = timezone.localdate(start), timezone.localdate(end)
    whole = between(day, last) - is_working(last)
    full = _worked_until(clock.max)
    begun = _worked_until(timezone.localtime(start).time()) if is_working(day) else timedelta()
    ended = _worked_until(timezone.localtime(end).time()) if is_working(last) else timedelta()
    if day == last:
        return ended - begun
    return (full - begun if is_working(day) else timedelta()) + whole * full + ended


def hours() -> WorkingHours:
    """The company's hours of work."""
    return _calendar()[1]


def _worked_until(moment: clock) -> timedelta:
    own = hours()
    spans = ((own.begin, own.break_begin), (own.break_end, own.end))
    return sum((_length(begin, min(max(moment, begin), end)) for begin, end in spans), timedelta())


def _length(begin: clock, end: clock) -> timedelta:
    some = date(2000, 1, 1)
    return datetime.combine(some, end) - datetime.combine(some, begin)


def not_counted(start: date, end: date) -> list[date]:
    """The free days between the two, for "weekends not counted" under a clock."""
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return [day for day in span if not is_working(day)]


def _exceptions() -> dict[date, bool]:
    return _calendar()[0]


def _calendar() -> tuple[dict[date, bool], WorkingHours]:
    global _kept  # noqa: PLW0603
    if _kept is None or time.monotonic() - _kept[0] > _FRESH_SECONDS:
        kept = dict(CalendarDay.objects.values_list("day", "working"))
        _kept = (time.monotonic(), kept, WorkingHours.objects.first() or WorkingHours())
    return _kept[1:]
