"""Pictures of the forecast: the waterfall and the calibration. Without style or script, as the content policy asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, HEAD, FOOT = 108, 210, 26, 30
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
    return _svg(whole, HEAD + HEIGHT + FOOT, title, base + "".join(parts))


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


def _svg(width: int, height: int, title: str, content: str) -> SafeString:
    return mark_safe(  # noqa: S308 - all words are escaped
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">{content}</svg>'
    )
