"""How numbers, dates and lengths of time are written on pages. Pure: the clock is an argument, save for
by_kind; the unit of amounts is what the reader prefers (`amounts_in`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Number = Decimal | int | float | str | None

DASH = "\u2014"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
_unit: ContextVar[str] = ContextVar("unit of amounts", default="")


def decimal(value: Number) -> Decimal | None:
    """The value as an exact decimal, or None for nothing and for what is not a number."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def fixed(value: Number, places: int = 2) -> str:
    """A number with thousands commas and exactly `places` decimals, rounded half up; a dash for nothing."""
    number = decimal(value)
    if number is None:
        return DASH
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):,f}"


def money(value: Number) -> str:
    """Yuan to the cent: 1898400 -> 1,898,400.00."""
    return fixed(value, 2)


@contextmanager
def amounts_in(unit: str) -> Iterator[None]:
    """Within, lists, totals, charts and figures show amounts in "wan" or "yuan"; "": each as it is laid out.

    Papers, forms and exports do not ask: they are exact.
    """
    token = _unit.set(unit)
    try:
        yield
    finally:
        _unit.reset(token)


def unit_of(kind: str) -> str:
    """The unit a column of this kind is shown in; "" for what is no amount."""
    if kind not in ("wan", "money"):
        return ""
    return _("10k yuan") if (_unit.get() or ("wan" if kind == "wan" else "yuan")) == "wan" else _("yuan")


def in_wan(value: Number) -> str:
    """Yuan in ten thousands without the unit, for columns that carry it in their header: 4860000 -> 486.00.

    In yuan for whoever prefers it: `unit_of("wan")` says which.
    """
    number = decimal(value)
    return DASH if number is None else fixed(number if _unit.get() == "yuan" else number / WAN, 2)


def listed_money(value: Number) -> str:
    """Yuan as a list's column shows it: to the cent, in ten thousands for whoever prefers them."""
    return in_wan(value) if _unit.get() == "wan" else money(value)


def wan_parts(value: Number) -> tuple[str, str]:
    """Figure and unit: ten thousands, from a hundred million on hundred millions; no unit for nothing."""
    number = decimal(value)
    if number is None:
        return DASH, ""
    if _unit.get() == "yuan":
        return fixed(number, 2), _("yuan")
    if abs(number) >= YI:
        return fixed(number / YI, 2), _("100m yuan")
    return fixed(number / WAN, 2), _("10k yuan")


def wan(value: Number) -> str:
    """The figure with its unit: 4860000 is 486.00 ten thousand yuan, 126000000 is 1.26 hundred million yuan."""
    figure, unit = wan_parts(value)
    return f"{figure} {unit}".rstrip()


def pct(ratio: Number, places: int = 1) -> str:
    """A ratio as a percentage with one decimal: 0.214 -> 21.4%."""
    number = decimal(ratio)
    return DASH if number is None else f"{fixed(number * 100, places)}%"


def share(ratio: Number) -> int:
    """A ratio as a whole percentage from 0 to 100, for bars."""
    number = decimal(ratio) or Decimal(0)
    return int(min(max(number * 100, Decimal(0)), Decimal(100)).to_integral_value(rounding=ROUND_HALF_UP))


def short_date(day: date | datetime | None, *, today: date) -> str:
    """This year 11-24, another year 2027-03, nothing a dash."""
    if day is None or day == "":
        return DASH
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m}"


def full_date(day: date | datetime | None) -> str:
    """2026-12-25, nothing a dash."""
    return f"{day:%Y-%m-%d}" if day else DASH


def when(moment: datetime | None, *, now: datetime) -> str:
    """Today and yesterday by name with the time, else month-day and time, another year the whole date."""
    if not moment:
        return DASH
    days = (now.date() - moment.date()).days
    if days == 0:
        return _("today %(time)s") % {"time": f"{moment:%H:%M}"}
    if days == 1:
        return _("yesterday %(time)s") % {"time": f"{moment:%H:%M}"}
    return f"{moment:%m-%d %H:%M}" if moment.year == now.year else f"{moment:%Y-%m-%d}"


def days(count: int) -> str:
    """A length of time in plain days: 22 days."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def working_days(count: int) -> str:
    """A length of time in working days: the word for limits, never used for an age."""
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


def age_days(since: date | datetime | int | None, *, today: date) -> str:
    """How old something is in plain days, never below zero; a dash for nothing."""
    if since is None or since == "":
        return DASH
    if isinstance(since, int):
        return days(since)
    start = since.date() if isinstance(since, datetime) else since
    return days(max((today - start) // timedelta(days=1), 0))


def file_size(size: int | None) -> str:
    """88 kB, 2.1 MB; a dash for nothing."""
    if size is None:
        return DASH
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{fixed(Decimal(size) / 1000, 0)} kB"
    return f"{fixed(Decimal(size) / 1_000_000, 1)} MB"


def segments(used: int, limit: int, most: int = 10) -> list[bool]:
    """The cells of a clock, True for used: one a day up to `most`, above that scaled; what is over fills all."""
    cells = max(min(limit, most), 1)
    filled = used if limit <= most else -(-used * cells // limit)
    return [cell < filled for cell in range(cells)]


def quantity(value: Number) -> str:
    """A plain number as it is, with thousands commas: 1200 -> 1,200, 2.50 -> 2.5; a dash for nothing."""
    number = decimal(value)
    if number is None:
        return DASH
    return f"{number.normalize():,f}"


def by_kind(kind: str, value: Any, *, now: datetime | None = None) -> Any:
    """A value as a column of this kind prints it; `now` is the present moment unless given. Safe markup stays safe."""
    if value is None or value == "":
        return DASH
    if kind in _NUMBERS:
        return _NUMBERS[kind](value)
    if kind in {"date", "datetime"}:
        present = now or timezone.localtime()
        moment = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
        return when(moment, now=present) if kind == "datetime" else short_date(moment, today=present.date())
    return value if kind == "html" else str(value)


_NUMBERS: dict[str, Callable[[Number], str]] = {
    "money": listed_money,
    "wan": in_wan,
    "number": quantity,
    "percent": pct,
}
