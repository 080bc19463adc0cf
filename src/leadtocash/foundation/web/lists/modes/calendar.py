"""A list as a calendar: a month, a week, or the days ahead one under the other; on the phone always the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.modes.base import AskedList, Cells, Moves, looked_at, month_later, narrowed, worked
from leadtocash.foundation.web.lists.paging import Order, sorted_by

MOST = 400
IN_A_DAY = {"month": 4, "week": 12, "agenda": 50}
AHEAD = 31


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date of the rows: field: its path; tone: row, today -> class of state ("late"); move: where drops post `to`,
    where an action allows it."""

    field: str
    label: Promise | str
    tone: Callable[[Any, date], str] | None = None
    move: Moves | None = None


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """days: the dates shown; title, sub: keys of columns; only: which rows of the list."""

    days: Sequence[Day]
    title: str
    sub: Sequence[str] = ()
    only: Any = None


def shown(one: AskedList, calendar: Calendar) -> dict[str, Any]:
    """What `web/_calendar.html` takes. Raises ValidationError for a day that is none."""
    at = looked_at(one.params, one.today)
    span = one.params.get("span", "month")
    span = span if span in IN_A_DAY else "month"
    first, last = _bounds(at, span)
    entries, cut = _entries(one, calendar, first, last)
    known = worked(first, last)
    days = [_day(one, day, at, span, entries.get(day, []), known) for day in _each(first, last)]
    return {
        "template": "web/_calendar.html", "span": span, "days": days, "title": _title(first, at, span),
        "weekdays": [date_format(day, "D") for day in _each(first, first + timedelta(days=6))],
        "cut": f"{MOST}" if cut else "", "movable": any(day.move for day in calendar.days),
        "refresh_url": parts.url(one.params), "empty": not entries, **_links(one, at, span),
    }  # fmt: skip


def _bounds(at: date, span: str) -> tuple[date, date]:
    if span == "agenda":
        return at, at + timedelta(days=AHEAD - 1)
    if span == "week":
        monday = at - timedelta(days=at.weekday())
        return monday, monday + timedelta(days=6)
    first = at.replace(day=1)
    last = month_later(at, 1) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def _each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _entries(
    one: AskedList, calendar: Calendar, first: date, last: date
) -> tuple[dict[date, list[dict[str, Any]]], bool]:
    """What falls on each day; and whether there was more than is read."""
    found: dict[date, list[dict[str, Any]]] = {}
    cells, cut = Cells.of(one), False
    keys = {name for column in cells.columns.values() for name in (column.key, column.order)}
    for day in calendar.days:
        if day.field not in keys:  # a date one may not see
            continue
        rows = narrowed(one, calendar.only).filter(**{f"{day.field}__range": (first, last)})
        read = list(sorted_by(rows, [Order(day.field)])[: MOST + 1])
        cut = cut or len(read) > MOST
        one.page.prepare(read[:MOST])
        moves = day.move(read[:MOST], one.person) if day.move else {}
        for row in read[:MOST]:
            entry = _entry(one, calendar, day, cells, row)
            found.setdefault(_value(row, day.field), []).append({**entry, "move": moves.get(row.pk, "")})
    return found, cut


def _value(row: Any, path: str) -> date:
    value: Any = row
    for step in path.split("__"):
        value = getattr(value, step)
    return timezone.localdate(value) if hasattr(value, "hour") else value


def _entry(one: AskedList, calendar: Calendar, day: Day, cells: Cells, row: Any) -> dict[str, Any]:
    return {
        "pk": row.pk, "field": day.field, "url": row.get_absolute_url(), "label": day.label,
        "title": cells.text(calendar.title, row) or str(row), "sub": " · ".join(cells.texts(calendar.sub, row)),
        "tone": day.tone(row, one.today) if day.tone else "", "several": len(calendar.days) > 1,
    }  # fmt: skip


def _day(
    one: AskedList, day: date, at: date, span: str, entries: list[dict[str, Any]],
    known: Mapping[date, tuple[bool, str]],
) -> dict[str, Any]:  # fmt: skip
    working, name = known.get(day, (day.weekday() < 5, ""))
    most, rest = IN_A_DAY[span], max(0, len(entries) - IN_A_DAY[span])
    return {
        "day": day, "iso": day.isoformat(), "entries": entries[:most], "rest": rest, "holiday": name,
        "rest_url": _of_day(one, day) if rest else "",
        "off": not working, "today": day == one.today, "other": span == "month" and day.month != at.month,
        "weekday": date_format(day, "D"), "past": day < one.today,
    }  # fmt: skip


def _of_day(one: AskedList, day: date) -> str:
    """The days ahead from this one: there all of its entries are shown."""
    return parts.url(one.params, span="agenda", day=day.isoformat(), cursor=None)


def _title(first: date, at: date, span: str) -> str:
    if span == "month":
        return date_format(at, "YEAR_MONTH_FORMAT")
    last = first + timedelta(days=6 if span == "week" else AHEAD - 1)
    return f"{first:%Y-%m-%d} – {last:%m-%d}"


def _links(one: AskedList, at: date, span: str) -> dict[str, Any]:
    """Where one goes from here: before, after, today, the other spans."""
    if span == "month":
        before, after = month_later(at, -1), month_later(at, 1)
    else:
        step = timedelta(days=7 if span == "week" else AHEAD)
        before, after = at - step, at + step
    labels = (("month", _("Month")), ("week", _("Week")), ("agenda", _("Days ahead")))
    return {
        "prev_url": parts.url(one.params, day=before.isoformat()),
        "next_url": parts.url(one.params, day=after.isoformat()),
        "today_url": parts.url(one.params, day=None),
        "spans": [
            {"label": label, "url": parts.url(one.params, span=key), "current": key == span} for key, label in labels
        ],
    }
