"""A list as bars over time, drawn here: what was planned, what has happened, today. No script, no style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.modes.base import (
    AskedList,
    Cells,
    looked_at,
    month_later,
    narrowed,
    slice_of,
    worked,
)

ROWS = 40
#: months and points a day
ZOOMS = {"month": (1, 30), "quarter": (3, 11), "year": (12, 3)}
HEIGHT, HEAD = 34, 40


@dataclass(frozen=True)
class Bar:
    """From one day to another, both included; tone: plan, done, doing, wait, late."""

    label: Promise | str
    start: date
    end: date
    tone: str = "doing"


@dataclass(frozen=True)
class Mark:
    """A day that counts by itself: a limit, a promise."""

    label: Promise | str
    day: date
    tone: str = "late"


@dataclass(frozen=True, kw_only=True)
class Gantt:
    """bars: row, today -> what is drawn; within: rows, first, last -> those that reach into these days.

    title, sub: keys of columns; legend: (tone, words).
    """

    bars: Callable[[Any, date], Sequence[Bar | Mark]]
    within: Callable[[models.QuerySet[Any], date, date], models.QuerySet[Any]]
    title: str
    sub: Sequence[str] = ()
    legend: Sequence[tuple[str, Promise | str]] = ()
    only: Any = None


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    points: int

    def at(self, day: date) -> int:
        """How far from the left a day begins."""
        return ((min(max(day, self.first), self.last + timedelta(days=1))) - self.first).days * self.points

    @property
    def width(self) -> int:
        return ((self.last - self.first).days + 1) * self.points


def shown(one: AskedList, gantt: Gantt) -> dict[str, Any]:
    """What `web/_gantt.html` takes. Raises ValidationError for a day that is none."""
    at = looked_at(one.params, one.today)
    zoom = one.params.get("zoom", "quarter")
    zoom = zoom if zoom in ZOOMS else "quarter"
    months, points = ZOOMS[zoom]
    first = month_later(at, -1 if zoom == "quarter" else 0 if zoom == "month" else 1 - at.month)
    scale = _Scale(first, month_later(first, months) - timedelta(days=1), points)
    rows = gantt.within(narrowed(one, gantt.only), scale.first, scale.last)
    piece = slice_of(one, rows, one.orders, one.params.get("cursor", ""), ROWS)
    cells = Cells.of(one)
    off = [day for day, (working, _name) in worked(scale.first, scale.last).items() if not working]
    return {
        "template": "web/_gantt.html", "head": _head(scale, zoom, one.today), "legend": gantt.legend,
        "rows": [_row(one, gantt, cells, scale, off if points > 5 else [], row) for row in piece.rows],
        "title": f"{scale.first:%Y-%m-%d} – {scale.last:%Y-%m-%d}", **_links(one, first, months, zoom),
        "next_url": parts.url(one.params, cursor=piece.next) if piece.next else "",
        "prev_url": parts.url(one.params, cursor=piece.previous) if piece.previous else "",
        "today_at": scale.at(one.today) if scale.first <= one.today <= scale.last else "",
    }  # fmt: skip


def _row(one: AskedList, gantt: Gantt, cells: Cells, scale: _Scale, off: list[date], row: Any) -> dict[str, Any]:
    drawn = list(gantt.bars(row, one.today))
    words = "; ".join(_words(bar) for bar in drawn)
    inside = format_html_join("", "{}", ((_shape(bar, scale),) for bar in drawn))
    svg = format_html(
        '<svg class="lc-gantt-row" width="{}" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        scale.width, HEIGHT, words, _free(scale, off), inside, _today(scale, one.today),
    )  # fmt: skip
    return {
        "url": row.get_absolute_url(), "title": cells.text(gantt.title, row) or str(row),
        "sub": " · ".join(cells.texts(gantt.sub, row)), "svg": svg,
    }  # fmt: skip


def _words(bar: Bar | Mark) -> str:
    days = f"{bar.day:%Y-%m-%d}" if isinstance(bar, Mark) else f"{bar.start:%Y-%m-%d} – {bar.end:%Y-%m-%d}"
    return f"{bar.label} {days}"


def _shape(bar: Bar | Mark, scale: _Scale) -> SafeString:
    if isinstance(bar, Mark):
        if not scale.first <= bar.day <= scale.last:
            return SafeString("")
        x = scale.at(bar.day + timedelta(days=1))
        shape = '<path class="k-mark {}" d="M{} 4v{}"><title>{}</title></path>'
        return format_html(shape, bar.tone, x, HEIGHT - 8, _words(bar))
    if bar.end < scale.first or bar.start > scale.last:
        return SafeString("")
    left, right = scale.at(bar.start), scale.at(bar.end + timedelta(days=1))
    top, height = (5, 7) if bar.tone == "plan" else (15, 13)
    return format_html(
        '<rect class="k-bar {}" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>',
        bar.tone, left, top, max(right - left, 3), height, _words(bar),
    )  # fmt: skip


def _free(scale: _Scale, off: list[date]) -> SafeString:
    shape = '<rect class="k-off" x="{}" y="0" width="{}" height="{}"/>'
    return format_html_join("", shape, ((scale.at(day), scale.points, HEIGHT) for day in off))


def _today(scale: _Scale, today: date) -> SafeString:
    if not scale.first <= today <= scale.last:
        return SafeString("")
    x = scale.at(today) + scale.points // 2
    return format_html('<path class="k-today" d="M{} 0v{}"/>', x, HEIGHT)


def _head(scale: _Scale, zoom: str, today: date) -> SafeString:
    """The axis: months, and days or Mondays as far as there is room."""
    months, day = [], scale.first
    while day <= scale.last:
        label = date_format(day, "YEAR_MONTH_FORMAT") if zoom != "year" else f"{day:%Y-%m}"
        months.append((scale.at(day), HEAD, scale.at(day) + 4, label))
        day = month_later(day, 1)
    step = {"month": 1, "quarter": 7}.get(zoom)
    ticks = []
    if step:
        days = [scale.first + timedelta(days=n) for n in range((scale.last - scale.first).days + 1)]
        ticks = [(scale.at(one) + 4, HEAD - 6, f"{one.day}") for one in days if step == 1 or one.weekday() == 0]
    lines = format_html_join(
        "", '<path class="k-line" d="M{} 0v{}"/><text class="k-month" x="{}" y="15">{}</text>', months
    )
    small = format_html_join("", '<text class="k-tick" x="{}" y="{}">{}</text>', ticks)
    return format_html(
        '<svg class="lc-gantt-head" width="{}" height="{}" aria-hidden="true">{}{}{}</svg>',
        scale.width, HEAD, lines, small, _today(scale, today),
    )  # fmt: skip


def _links(one: AskedList, first: date, months: int, zoom: str) -> dict[str, Any]:
    back = 1 if zoom == "quarter" else 0  # a quarter begins with the month before the one looked at
    labels = (("month", _("Month")), ("quarter", _("Quarter")), ("year", _("Year")))
    return {
        "before_url": parts.url(one.params, day=month_later(first, back - months).isoformat(), cursor=None),
        "after_url": parts.url(one.params, day=month_later(first, back + months).isoformat(), cursor=None),
        "today_url": parts.url(one.params, day=None, cursor=None),
        "zooms": [
            {"label": label, "url": parts.url(one.params, zoom=key, cursor=None), "current": key == zoom}
            for key, label in labels
        ],
    }
