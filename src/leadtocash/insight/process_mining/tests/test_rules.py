"""Periods, the vital few and the heat, by table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from leadtocash.insight.process_mining.rules import Period, heat, pareto, period_of, share

TODAY = date(2026, 5, 20)


@pytest.mark.req("WFL-6")
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2026, 2, 20), TODAY),
        ({"period": "30"}, date(2026, 4, 21), TODAY),
        ({"period": "quarter"}, date(2026, 4, 1), TODAY),
        ({"period": "year"}, date(2026, 1, 1), TODAY),
        ({"period": "nonsense"}, date(2026, 2, 20), TODAY),
        ({"from": "2026-01-05", "to": "2026-02-01"}, date(2026, 1, 5), date(2026, 2, 1)),
        ({"from": "2026-02-01", "to": "2026-01-05"}, date(2026, 1, 5), date(2026, 2, 1)),
        ({"from": "２０２６-01-05", "to": "2026-02-01"}, date(2026, 1, 5), date(2026, 2, 1)),
        ({"from": "2026-02-31", "to": "2026-03-05"}, date(2026, 2, 20), TODAY),
    ],
)
def test_periods(asked: dict[str, str], first: date, last: date) -> None:
    assert period_of(asked, TODAY) == Period(first, last)


def test_the_period_before_ends_the_day_before_and_is_as_long() -> None:
    assert Period(date(2026, 4, 1), date(2026, 4, 30)).before == Period(date(2026, 3, 2), date(2026, 3, 31))


def test_the_trend_has_twelve_months_over_the_turn_of_the_year() -> None:
    months = Period(date(2026, 1, 10), date(2026, 2, 3)).months
    assert (months[0], months[-1], len(months)) == (date(2025, 3, 1), date(2026, 2, 1), 12)


@pytest.mark.req("WFL-6")
def test_the_vital_few_make_four_fifths_of_the_time() -> None:
    given = {"c": 10, "a": 60, "d": 5, "b": 25, "none": 0}
    costs = pareto((name, Decimal(total)) for name, total in given.items())
    assert [(cost.name, cost.vital, cost.cumulative) for cost in costs] == [
        ("a", True, Decimal("0.6")),
        ("b", True, Decimal("0.85")),
        ("c", False, Decimal("0.95")),
        ("d", False, Decimal(1)),
    ]
    assert pareto([]) == []


def test_heat_goes_from_one_to_four_and_nothing_is_cold() -> None:
    totals = {"most": Decimal(8), "half": Decimal(4), "little": Decimal("0.1"), "nothing": Decimal(0)}
    assert heat(totals) == {"most": 4, "half": 3, "little": 1}
    assert heat({}) == {}


def test_a_share_of_nothing_is_nothing() -> None:
    assert (share(1, 4), share(0, 0)) == (Decimal("0.25"), None)
