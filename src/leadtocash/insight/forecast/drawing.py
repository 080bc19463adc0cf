"""Pictures of the forecast: waterfall, growth, calibration. Without style or script, as the content policy asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from math import floor, log10

from django.utils.safestring import SafeString, mark_safe

from leadtocash.foundation.kernel.money import CENT
from leadtocash.foundation.web import formats

WIDTH, HEIGHT, HEAD, FOOT = 108, 210, 26, 30
LEVELS, NAMED = 4, 56  # level lines above zero; room for the name of a day
TONES = {
    "total": "var(--lc-chart-1)", "up": "var(--lc-done-solid)", "down": "var(--lc-late-solid)",
    "won": "var(--lc-chart-4)",
}  # fmt: skip
_TEXT = 'font-size="12" text-anchor="middle"'


@dataclass(frozen=True)
class Column:
    """A bar from `low` to `high` with what it says; up and down begin where the one before ended (`level`)."""

    label: str
    text: str
    low: float
    high: float
    level: float
    tone: str
    url: str = ""


def falling(columns: Sequence[Column], *, title: str) -> SafeString:
    """The waterfall: what was there, what came and went, what is there."""
    most = max((one.high for one in columns), default=0) or 1
    scale = HEIGHT / most

    def at(value: float) -> float:
        return HEAD + HEIGHT - value * scale

    parts = []
    for place, one in enumerate(columns):
        left, middle = place * WIDTH + 14, place * WIDTH + WIDTH / 2
        tall = max((one.high - one.low) * scale, 1)
        bar = (
            f'<rect x="{left}" y="{at(one.high):.1f}" width="{WIDTH - 28}" height="{tall:.1f}" rx="2" '
            f'fill="{TONES[one.tone]}"/><text x="{middle}" y="{at(one.high) - 6:.1f}" {_TEXT} '
            f'fill="var(--lc-ink)">{escape(one.text)}</text><text x="{middle}" y="{HEAD + HEIGHT + 20}" {_TEXT} '
            f'fill="var(--lc-ink-2)">{escape(one.label)}</text>'
        )
        parts.append(f'<a href="{escape(one.url)}">{bar}</a>' if one.url else bar)
        if place + 1 < len(columns):
            y = f"{at(one.level):.1f}"
            parts.append(
                f'<path d="M{left + WIDTH - 28} {y}h28" stroke="var(--lc-line-strong)" stroke-dasharray="3 3"/>'
            )
    whole = WIDTH * max(len(columns), 1)
    base = f'<path d="M0 {HEAD + HEIGHT}h{whole}" stroke="var(--lc-line-strong)"/>'
    return _svg(whole, HEAD + HEIGHT + FOOT, title, base + "".join(parts), role="group")  # its bars are links


@dataclass(frozen=True)
class Line:
    """A line through the values of the days."""

    label: str
    colour: str
    values: Sequence[float]


def grown(
    lines: Sequence[Line], days: Sequence[date], *, target: float | None, title: str, words: tuple[str, str]
) -> SafeString:
    """Lines of yuan over days, from zero; the target lies across. words: what the target is called, the unit."""
    wide, left, right = 760, 90, 20
    step = _step(max([target or 0.0, *(value for line in lines for value in line.values)], default=0.0) / LEVELS)
    span = max((days[-1] - days[0]).days, 1) if days else 1

    def across(value: float) -> float:
        return HEAD + HEIGHT * (1 - value / (step * LEVELS))

    places = [left + (wide - left - right) * (day - days[0]).days / span for day in days]
    parts = [_text(left - 8, 14, words[1], "end")]
    parts += [_level(left, wide - right, across(step * level), step * level) for level in range(LEVELS + 1)]
    parts += [_key(left + 10 + place * 150, line) for place, line in enumerate(lines)]
    parts += [
        _text(place, HEAD + HEIGHT + 20, f"{day:%m-%d}", "middle") for day, place in _apart(days, places, wide - right)
    ]
    if target is not None:
        parts.append(
            f'<path d="M{left} {across(target):.1f}H{wide - right}" stroke="var(--lc-wait-solid)" stroke-width="2" '
            f'stroke-dasharray="6 4"/>' + _text(wide - right, across(target) - 6, words[0], "end")
        )
    for line in lines:
        parts.append(_through(line, [(x, across(y)) for x, y in zip(places, line.values, strict=True)], days))
    return _svg(wide, HEAD + HEIGHT + FOOT, title, "".join(parts))


def _step(least: float) -> float:
    """A round number that is not less: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= least)


def _apart(days: Sequence[date], places: Sequence[float], end: float) -> list[tuple[date, float]]:
    """The days there is room to name, from the last one back."""
    found: list[tuple[date, float]] = []
    room = end + NAMED
    for day, place in zip(reversed(days), reversed(places), strict=True):
        if room - place >= NAMED:
            found.append((day, place))
            room = place
    return found


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}" fill="var(--lc-ink-2)">'
        f"{escape(words)}</text>"
    )


def _level(left: float, right: float, y: float, value: float) -> str:
    """A level line with its value."""
    path = f'<path d="M{left} {y:.1f}H{right}" stroke="var(--lc-line)"/>'
    return path + _text(left - 8, y + 4, formats.in_wan(Decimal(round(value))), "end")


def _key(left: float, line: Line) -> str:
    return f'<circle cx="{left}" cy="10" r="5" fill="{line.colour}"/>' + _text(left + 10, 14, line.label, "start")


def _through(line: Line, points: Sequence[tuple[float, float]], days: Sequence[date]) -> str:
    """A line with a dot for each day that tells its value."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{line.colour}"><title>{escape(line.label)} {day:%Y-%m-%d}: '
        f"{formats.in_wan(Decimal(value).quantize(CENT))}</title></circle>"
        for (x, y), day, value in zip(points, days, line.values, strict=True)
    )
    return f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2"/>{dots}'


def calibration(points: Sequence[tuple[float, float, int, str]], *, title: str, axes: tuple[str, str]) -> SafeString:
    """Foretold (to the right) against what came (upwards), as shares; the larger the dot, the more deals."""
    side, pad = 300, 44
    most = max((count for _x, _y, count, _words in points), default=1)
    parts = [
        f'<path d="M{pad} {pad}v{side}h{side}" fill="none" stroke="var(--lc-line-strong)"/>',
        f'<path d="M{pad} {pad + side}L{pad + side} {pad}" stroke="var(--lc-ink-3)" stroke-dasharray="4 4"/>',
    ]
    for step in range(0, 101, 25):
        away = side * step / 100
        parts.append(
            f'<text x="{pad + away}" y="{pad + side + 16}" {_TEXT} fill="var(--lc-ink-3)">{step}</text>'
            f'<text x="{pad - 8}" y="{pad + side - away + 4}" font-size="12" text-anchor="end" '
            f'fill="var(--lc-ink-3)">{step}</text>'
        )
    for x, y, count, words in points:
        radius = 4 + 10 * (count / most) ** 0.5
        parts.append(
            f'<circle cx="{pad + x * side:.1f}" cy="{pad + side - y * side:.1f}" r="{radius:.1f}" '
            f'fill="var(--lc-chart-2)" stroke="var(--lc-chart-1)"><title>{escape(words)}</title></circle>'
        )
    parts.append(
        f'<text x="{pad + side / 2}" y="{pad + side + 36}" {_TEXT} fill="var(--lc-ink-2)">{escape(axes[0])}</text>'
        f'<text x="{pad}" y="{pad - 16}" font-size="12" fill="var(--lc-ink-2)">{escape(axes[1])}</text>'
    )
    return _svg(pad * 2 + side, pad * 2 + side, title, "".join(parts))


def _svg(width: int, height: int, title: str, content: str, *, role: str = "img") -> SafeString:
    return mark_safe(  # noqa: S308 - all words are escaped
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="{role}" '
        f'aria-label="{escape(title)}">{content}</svg>'
    )
