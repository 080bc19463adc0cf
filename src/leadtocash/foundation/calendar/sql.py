"""Working time in the database: parts of statements that count on the company's calendar without a join per row.

A moment's place is the working time from the first day of the calendar to it, in seconds; the difference of two
places is the working time between them. Put CALENDAR into the WITH of a statement, and `parameters()` into its values.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings

from leadtocash.foundation.calendar import days

CALENDAR = """
cal AS MATERIALIZED (
  SELECT array_agg(before::int ORDER BY day) AS before FROM (
    SELECT day, COALESCE(SUM(working::int) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
      AS before
    FROM (
      SELECT d::date AS day, COALESCE(c.working, EXTRACT(isodow FROM d) < 6) AS working
      FROM generate_series(%(cal_first)s::date, %(cal_last)s::date, interval '1 day') d
      LEFT JOIN calendar_calendarday c ON c.day = d::date
    ) every_day
  ) counted
)
"""


def parameters(first: date, last: date) -> dict[str, Any]:
    """The values CALENDAR and the parts below need; moments must lie within these days."""
    own = days.hours()
    marks = {"cal_begin": own.begin, "cal_break": own.break_begin, "cal_resume": own.break_end, "cal_end": own.end}
    seconds = {name: mark.hour * 3600 + mark.minute * 60 + mark.second for name, mark in marks.items()}
    full = seconds["cal_break"] - seconds["cal_begin"] + seconds["cal_end"] - seconds["cal_resume"]
    return {
        "cal_first": first,
        "cal_last": last + timedelta(days=2),
        "cal_zone": settings.TIME_ZONE,
        "cal_full": full,
        **seconds,
    }


def days_before(day: str) -> str:
    """The number of working days before a day (an SQL expression of type date)."""
    return f"(SELECT before FROM cal)[{day} - %(cal_first)s::date + 1]"  # noqa: S608 - of parts of this file


def local_day(moment: str) -> str:
    """The company's day of a moment."""
    return f"(({moment}) AT TIME ZONE %(cal_zone)s)::date"


def days_between(begin: str, end: str) -> str:
    """How many working days have passed from the day `begin` (not counted) up to and with the day `end`."""
    return f"({days_before(f'({end} + 1)')} - {days_before(f'({begin} + 1)')})"


def place(moment: str) -> str:
    """The working time before a moment, in seconds."""
    day = local_day(moment)
    clock = f"EXTRACT(epoch FROM (({moment}) AT TIME ZONE %(cal_zone)s)::time)::int"
    before, after = days_before(day), days_before(f"({day} + 1)")
    morning = f"LEAST(GREATEST({clock} - %(cal_begin)s, 0), %(cal_break)s - %(cal_begin)s)"
    afternoon = f"LEAST(GREATEST({clock} - %(cal_resume)s, 0), %(cal_end)s - %(cal_resume)s)"
    return f"({before} * %(cal_full)s + ({after} - {before}) * ({morning} + {afternoon}))"
