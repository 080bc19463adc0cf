"""Probabilities learnt from decided deals; the beta distribution; periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.insight.forecast import learning, rules
from leadtocash.insight.forecast.beta import quantile, share_below
from leadtocash.insight.forecast.learning import AGE, METHOD, SPANS, STAGE, Stage, learn

pytestmark = pytest.mark.req("OPP-11")


def stage(key, probability, seen, highest=1.0):
    return Stage(key, probability, highest, seen)


@pytest.mark.parametrize(
    ("x", "a", "b", "share"),
    [(0.5, 1, 1, 0.5), (0.5, 2, 2, 0.5), (0.25, 2, 1, 0.0625), (0.3, 2, 5, 0.579825), (0.9, 80, 20, 0.998256)],
)
def test_the_beta_distribution_is_what_tables_say(x, a, b, share):
    assert share_below(x, a, b) == pytest.approx(share, abs=2e-5)
    assert quantile(share_below(x, a, b), a, b) == pytest.approx(x, abs=1e-4)


def test_much_history_outweighs_the_method_and_little_is_not_heeded():
    much, little = stage("a", 0.5, {0: (1000, 700)}), stage("b", 0.6, {0: (5, 5)})
    found, _strength = learn([[much], [little]], method_weight=20, thin=20)
    assert found["a", 0].share == pytest.approx((0.5 * 20 + 700) / 1020, abs=0.002)
    assert found["a", 0].low < found["a", 0].share < found["a", 0].high
    assert (found["a", 0].tries, found["a", 0].won, found["a", 0].basis) == (1000, 700, AGE)
    assert (found["b", 0].share, found["b", 0].basis) == (0.6, METHOD)


def test_an_age_with_few_deals_goes_by_its_stage():
    found, _strength = learn([[stage("a", 0.5, {0: (200, 120), 90: (3, 0)})]], method_weight=20, thin=20)
    assert found["a", 90].basis == STAGE
    assert found["a", 90].share == pytest.approx((10 + 120) / 220)


def test_a_later_stage_is_never_less_probable_and_none_goes_beyond_its_highest():
    method = [stage(1, 0.1, {0: (100, 60)}), stage(2, 0.3, {0: (100, 40)}), stage(3, 0.9, {0: (50, 50)}, highest=0.95)]
    found, _strength = learn([method], method_weight=20, thin=20)
    for span in SPANS:
        shares = [found[key, span].share for key in (1, 2, 3)]
        assert shares == sorted(shares)
        assert shares[2] <= 0.95
        assert found[3, span].high <= 0.95


@pytest.mark.parametrize(("days", "span"), [(-3, 0), (0, 0), (6, 0), (7, 7), (29, 14), (5000, 180)])
def test_days_lie_in_the_last_span_that_has_begun(days, span):
    assert learning.span_of(days) == span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", "2026-10-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("２０２６－Ｑ１", "2026-01-01", "2026-03-31"),
        ("2027", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_period_is_whole_months(text, first, last):
    period = rules.period_of(text, today=date(2026, 11, 22))
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert rules.period_of(period.key, today=date(2026, 11, 22)) == period
    assert period.moved(1).moved(-1) == period


@pytest.mark.parametrize("text", ["x", "2026-13", "2026-Q5", "0001", "2026-1"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValidationError):
        rules.period_of(text, today=date(2026, 11, 22))


def test_a_number_needs_a_reason_and_what_is_taken_back_must_be_there():
    with pytest.raises(ValidationError) as refused:
        rules.check_call(amount=None, reason="", has_earlier=False)
    assert sorted(refused.value.error_dict) == ["amount", "reason"]
    rules.check_call(amount=Decimal(0), reason="客户推迟", has_earlier=False)
    rules.check_call(amount=None, reason="客户推迟", has_earlier=True)
