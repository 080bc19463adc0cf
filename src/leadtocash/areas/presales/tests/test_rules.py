"""What may happen to a pre-sales project: tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.presales import rules
from leadtocash.foundation.kernel.errors import RuleError

A, B = Decimal(5_000_000), Decimal(1_000_000)


@pytest.mark.req("OPP-7")
@pytest.mark.parametrize(
    ("amount", "grade"), [("0", "C"), ("999999.99", "C"), ("1000000", "B"), ("4999999.99", "B"), ("5000000", "A")]
)
def test_the_grade_follows_the_amount(amount, grade):
    assert rules.grade_of(Decimal(amount), from_a=A, from_b=B) == grade


@pytest.mark.req("OPP-7")
def test_a_higher_grade_may_be_chosen_a_lower_one_not():
    for grade in "AB":
        rules.check_grade(grade, least="B")
    with pytest.raises(ValidationError):
        rules.check_grade("C", least="B")


@pytest.mark.req("OPP-7", "OPP-8")
@pytest.mark.parametrize(
    ("state", "code"),
    [("draft", "not_initiated"), ("review", "not_initiated"), ("no_go", "presales_over"), ("closed", "presales_over"),
     ("dropped", "presales_over"), ("go", "no_team"), ("planning", ""), ("watching", ""), ("closing", "")],
)  # fmt: skip
def test_work_begins_with_the_team_and_the_team_after_the_decision(state, code):
    facts = rules.Facts(number="LXPS-2026-0001", state=state)
    if not code:
        return rules.check_working(facts)
    with pytest.raises(RuleError) as refused:
        rules.check_working(facts)
    assert refused.value.code == code
    return None


@pytest.mark.req("OPP-9")
@pytest.mark.parametrize(
    ("day", "every", "then"),
    [("2026-11-24", "week", "2026-12-01"), ("2026-11-24", "fortnight", "2026-12-08"),
     ("2026-01-31", "month", "2026-02-28"), ("2026-12-15", "month", "2027-01-15")],
)  # fmt: skip
def test_the_next_talk_follows_the_rhythm(day, every, then):
    assert rules.next_talk(date.fromisoformat(day), every) == date.fromisoformat(then)
