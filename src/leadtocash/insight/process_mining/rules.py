"""Periods, the vital few, the heat of a step: pure figures about processes (WFL-6)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from leadtocash.foundation.kernel.text import plain_signs

VITAL = Decimal("0.8")
HEAT_LEVELS = 4
PERIODS = ("30", "90", "quarter", "year", "365")


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def before(self) -> Period:
        """The period of the same length that ended the day before this one began."""
        last = self.first - timedelta(days=1)
        return Period(last - (self.last - self.first), last)

    @property
    def months(self) -> list[date]:
        """The first days of the twelve months that end with the period's last one, for the trend."""
        index = self.last.year * 12 + self.last.month - 1
        return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(11, -1, -1)]


def period_of(asked: Mapping[str, str], today: date) -> Period:
    """The period somebody asked for: `period` by name, or `from` and `to`; 90 days when nothing fits."""
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first and last:
        return Period(*sorted((first, last)))
    match asked.get("period"):
        case "quarter":
            return Period(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today)
        case "year":
            return Period(date(today.year, 1, 1), today)
        case "30" | "365" as length:
            return Period(today - timedelta(days=int(length) - 1), today)
    return Period(today - timedelta(days=89), today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(plain_signs(text))
    except ValueError:
        return None


@dataclass(frozen=True)
class Cost:
    """What one step costs: its share of all time spent, the shares up to and with it, and whether it is vital."""

    name: str
    total: Decimal
    share: Decimal
    cumulative: Decimal
    vital: bool


def pareto(totals: Iterable[tuple[str, Decimal]]) -> list[Cost]:
    """The steps by what they cost, the dearest first; vital are those that together make four fifths of it."""
    rows = sorted(((name, total) for name, total in totals if total > 0), key=lambda row: (-row[1], row[0]))
    whole = sum((total for _name, total in rows), Decimal(0))
    costs, up_to = [], Decimal(0)
    for name, total in rows:
        vital = up_to < VITAL * whole
        up_to += total
        costs.append(Cost(name, total, total / whole, up_to / whole, vital))
    return costs


def heat(totals: Mapping[str, Decimal]) -> dict[str, int]:
    """How hot each step is drawn: 1 (little) to 4 (the dearest); steps without time are not in it."""
    most = max(totals.values(), default=Decimal(0))
    if most <= 0:
        return {}
    levels = {name: int(total / most * HEAT_LEVELS) + 1 for name, total in totals.items() if total > 0}
    return {name: min(level, HEAT_LEVELS) for name, level in levels.items()}


def share(part: int, whole: int) -> Decimal | None:
    """A share between 0 and 1; None of nothing."""
    return Decimal(part) / whole if whole else None


def end_of_month(first: date) -> date:
    """The last day of the month that begins on this day."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def filled(months: Sequence[date], found: Mapping[date, Decimal]) -> list[float | None]:
    """The values of a trend by month; None where a month had nothing."""
    return [float(found[month]) if month in found else None for month in months]
