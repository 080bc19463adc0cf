"""What may happen to an opportunity and when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.opportunities import rules
from leadtocash.foundation.kernel.errors import RuleError

OPENED, TODAY = date(2026, 9, 8), date(2026, 11, 10)


def missing(*, has_customer: bool = True, amount: str = "1.00") -> list[str]:
    found = rules.missing_to_win(
        has_customer=has_customer, amount=Decimal(amount), owner="王敏", since=OPENED, edit_url="/x/"
    )
    return [m.what for m in found]


@pytest.mark.parametrize(("state", "percent"), [("open", 30), ("won", 100), ("lost", 0)])
@pytest.mark.req("OPP-3")
def test_the_chance_is_the_stage_s_until_the_deal_is_decided(state, percent):
    assert rules.probability(state, 30) == percent


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, 0),
        ({"has_customer": False}, 1),
        ({"amount": "0.00"}, 1),
        ({"has_customer": False, "amount": "0.00"}, 2),
        ({"amount": "0.01"}, 0),
    ],
)
def test_a_win_needs_a_customer_and_an_amount(facts, expected):
    assert len(missing(**facts)) == expected


def test_what_is_missing_says_who_owes_it_and_where_to_supply_it():
    (item,) = rules.missing_to_win(
        has_customer=False, amount=Decimal(1), owner="王敏", since=OPENED, edit_url="/opportunities/7/edit/"
    )
    assert (item.who, item.since, item.href) == ("王敏", OPENED, "/opportunities/7/edit/")


@pytest.mark.parametrize("state", ["won", "lost"])
def test_a_closed_deal_does_not_change(state):
    with pytest.raises(RuleError) as refusal:
        rules.check_open(state=state, number="SJ-2026-0001")
    assert refusal.value.code == "opportunity_closed"


@pytest.mark.parametrize(
    ("here", "there", "same_method", "reason", "code"),
    [
        (1, 2, True, "", None),
        (1, 4, True, "", None),
        (3, 2, True, "", "stage_reason"),
        (3, 2, True, "客户换了技术负责人", None),
        (1, 2, False, "", "stage_reason"),
        (1, 2, False, "改用采购流程", None),
    ],
)
@pytest.mark.req("OPP-3")
def test_going_back_or_over_to_another_method_needs_a_reason(here, there, same_method, reason, code):
    def move() -> None:
        rules.check_stage(
            state="open", number="SJ-1", here=here, there=there, same_method=same_method, moves=True, reason=reason
        )

    if code is None:
        move()
        return
    with pytest.raises(RuleError) as refusal:
        move()
    assert (refusal.value.code, refusal.value.clause) == (code, "S2 milestone")


def test_moving_to_the_stage_one_is_in_is_refused():
    with pytest.raises(RuleError) as refusal:
        rules.check_stage(state="open", number="SJ-1", here=2, there=2, same_method=True, moves=False, reason="")
    assert refusal.value.code == "stage_unchanged"


@pytest.mark.parametrize(
    ("day", "right"),
    [(OPENED, True), (TODAY, True), (date(2026, 11, 11), False), (date(2026, 9, 7), False)],
)
def test_a_deal_is_decided_between_its_opening_and_today(day, right):
    if right:
        rules.check_closing_day(day, opened_on=OPENED, today=TODAY)
    else:
        with pytest.raises(ValidationError) as error:
            rules.check_closing_day(day, opened_on=OPENED, today=TODAY)
        assert "closed_on" in error.value.message_dict


def test_the_weighted_amount_is_exact_to_the_cent():
    assert rules.weighted(Decimal("3.33"), 50) == Decimal("1.67")


def test_lines_add_up_exactly():
    assert rules.sum_of([(3, Decimal("0.10")), (1, Decimal("0.05"))]) == Decimal("0.35")
