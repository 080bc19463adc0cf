"""Scores by the tender's weights, and the sums of a bond."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.bids import rules
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = pytest.mark.req("OPP-10")
D = Decimal


def row(name: str, price: int, technical: int | None = None, **more: object) -> rules.Scored:
    points = None if technical is None else D(technical)
    return rules.Scored(name=name, price=D(price), technical=points, commercial=D(10), **more)  # type: ignore[arg-type]


def test_the_lowest_price_has_all_points_and_the_rank_follows_the_sum():
    weights = rules.Weights(technical=50, commercial=10, price=40, formula="lowest")
    rows = [row("我", 100, 45, is_us=True), row("甲", 80, 30), row("乙", 200, 48), row("废", 10, 50, is_void=True)]
    found = rules.standings(rows, weights)
    assert [one.price_points for one in found] == [D("32.000"), D("40.000"), D("16.000"), None]
    assert [(one.total, one.rank) for one in found] == [
        (D("87.000"), 1),
        (D("80.000"), 2),
        (D("74.000"), 3),
        (None, None),
    ]
    assert [one.distance for one in found] == [None, D("-0.2"), D(1), D("-0.9")]


def test_by_the_average_every_percent_off_costs_a_percent():
    weights = rules.Weights(technical=0, commercial=0, price=100, formula="average")
    found = rules.standings([row("我", 90, is_us=True), row("甲", 110), row("乙", 100)], weights)
    assert [one.total for one in found] == [D("90.000"), D("90.000"), D("100.000")]
    assert [one.rank for one in found] == [2, 2, 1]


def test_where_points_are_not_told_nobody_is_ranked():
    weights = rules.Weights(technical=60, commercial=0, price=40, formula="lowest")
    found = rules.standings([row("我", 100, 50, is_us=True), row("甲", 100)], weights)
    assert [(one.total, one.rank) for one in found] == [(D("90.000"), None), (None, None)]
    none = rules.Weights(technical=0, commercial=0, price=0, formula="lowest")
    assert rules.standings([row("我", 100, is_us=True)], none)[0].price_points is None


@pytest.mark.parametrize(
    ("kind", "amount", "reason", "field"),
    [("paid", "0.00", "", "amount"), ("paid", "60.01", "", "amount"), ("back", "40.01", "", "amount"),
     ("forfeited", "40.00", " ", "reason")],
)  # fmt: skip
def test_no_more_is_moved_than_there_is(kind, amount, reason, field):
    sums = {"bond": D("100.00"), "paid": D("40.00"), "out": D("40.00")}
    with pytest.raises(ValidationError) as caught:
        rules.check_movement(kind=kind, amount=D(amount), reason=reason.strip(), **sums)
    assert list(caught.value.message_dict) == [field]
    rules.check_movement(kind="paid", amount=D("60.00"), reason="", **sums)
    rules.check_movement(kind="forfeited", amount=D("40.00"), reason="弃标", **sums)


def test_the_deadline_itself_is_in_time_and_a_minute_later_is_not():
    deadline = datetime(2026, 11, 20, 9, 30)
    rules.check_deadline(deadline=deadline, now=deadline)
    with pytest.raises(RuleError) as refusal:
        rules.check_deadline(deadline=deadline, now=deadline + timedelta(minutes=1))
    assert (refusal.value.code, refusal.value.clause) == ("bid_deadline_over", "S2 milestone.5")


def test_an_opening_names_us_once_and_nobody_twice():
    ours = row("我", 100, is_us=True)
    for wrong in ([], [row("甲", 9)], [ours, row("我", 9)], [ours, row("甲", 0)], [ours, row("", 9)]):
        with pytest.raises(ValidationError):
            rules.check_opening(wrong)
    rules.check_opening([ours, row("甲", 9)])
