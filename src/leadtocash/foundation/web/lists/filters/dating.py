"""Filters by day: named ranges, which stay alive in a saved view, or from–to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.lists.filters.base import Params, field_at, wrong
from leadtocash.foundation.web.lists.filters.bounding import Bounds

End = date | None
DAY = timedelta(days=1)
PAST = {
    "today": _("today"),
    "this_week": _("this week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "this_year": _("this year"),
    "last_7_days": _("last 7 days"),
    "last_30_days": _("last 30 days"),
    "last_90_days": _("last 90 days"),
}
AHEAD = {
    "next_7_days": _("next 7 days"),
    "next_30_days": _("next 30 days"),
    "next_month": _("next month"),
    "next_quarter": _("next quarter"),
    "overdue": _("overdue"),
}


def months_on(day: date, step: int) -> date:
    """The first of the month so many months on."""
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def span(name: str, today: date) -> tuple[End, End]:
    """The days of a named range: its first day and the day after its last, None where it is open.

    "last 30 days" are the thirty that end today, "next 30 days" the thirty that begin today.
    """
    quarter = (today.month - 1) % 3
    monday = today - today.weekday() * DAY
    fixed: dict[str, tuple[End, End]] = {
        "today": (today, today + DAY),
        "this_week": (monday, monday + 7 * DAY),
        "this_month": (months_on(today, 0), months_on(today, 1)),
        "last_month": (months_on(today, -1), months_on(today, 0)),
        "next_month": (months_on(today, 1), months_on(today, 2)),
        "this_quarter": (months_on(today, -quarter), months_on(today, 3 - quarter)),
        "last_quarter": (months_on(today, -quarter - 3), months_on(today, -quarter)),
        "next_quarter": (months_on(today, 3 - quarter), months_on(today, 6 - quarter)),
        "this_year": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "overdue": (None, today),
    }
    if name in fixed:
        return fixed[name]
    way, count, _days = name.split("_")
    days = int(count) * DAY
    return (today, today + days) if way == "next" else (today + DAY - days, today + DAY)


def between(rows: models.QuerySet[Any], path: str, low: End, after: End) -> models.QuerySet[Any]:
    """Rows whose day or moment lies in low <= x < after: a comparison an index can answer."""
    moments = isinstance(field_at(rows.model, path), models.DateTimeField)

    def bound(day: date) -> date:
        return timezone.make_aware(datetime.combine(day, time())) if moments else day

    if low is not None:
        rows = rows.filter(**{f"{path}__gte": bound(low)})
    return rows.filter(**{f"{path}__lt": bound(after)}) if after is not None else rows


@dataclass(frozen=True, kw_only=True)
class DateRange(Bounds):
    """<name>: a named range or "empty"; <name>_from, <name>_to: days, both included.

    ahead: the day lies ahead, so that next days and overdue are offered; pending: what must also hold for a passed
    day to be overdue (an opportunity that is still open).
    """

    kind: str = "date"
    ahead: bool = False
    pending: models.Q | None = None

    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_from", f"{self.name}_to")

    def options(self) -> dict[str, Any]:
        """The named ranges offered."""
        return {**(AHEAD if self.ahead else {}), **PAST, "empty": _("empty")}

    def read(self, text: str) -> date:
        try:
            return date.fromisoformat("-".join(part.zfill(2) for part in text.replace("/", "-").split("-")))
        except ValueError:
            sentence = say("“%(value)s” is not a day; write it as 2026-11-24.") % {"value": text[:40]}
            raise ValueError(sentence) from None

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        named = params.get(self.name, "")
        if named:
            rows = self._named(rows, named)
        low, high = self.ends(params)
        try:
            return between(rows, self.path, low, None if high is None else high + DAY)
        except OverflowError:
            return between(rows, self.path, low, None)

    def _named(self, rows: models.QuerySet[Any], named: str) -> models.QuerySet[Any]:
        if named not in self.options():
            sentence = say("“%(value)s” is not a range of days that can be chosen for “%(label)s”.")
            raise wrong(self.name, sentence % {"value": named[:40], "label": self.label})
        if named == "empty":
            return rows.filter(**{f"{self.path}__isnull": True})
        if named == "overdue" and self.pending is not None:
            rows = rows.filter(self.pending)
        return between(rows, self.path, *span(named, timezone.localdate()))

    def words(self, params: Params, person: Any) -> str:
        named = params.get(self.name, "")
        both = (str(self.options().get(named, named[:40])), super().words(params, person))
        return " · ".join(part for part in both if part)

    def control(self, params: Params, person: Any) -> dict[str, Any]:
        options = [(key, str(label)) for key, label in self.options().items()]
        return {**super().control(params, person), "options": options, "value": [params.get(self.name, "")]}

    def schemas(self) -> dict[str, dict[str, Any]]:
        day = {"type": "string", "format": "date"}
        _named, *ends = self.names()
        return {self.name: {"type": "string", "enum": list(self.options())}, **dict.fromkeys(ends, day)}
