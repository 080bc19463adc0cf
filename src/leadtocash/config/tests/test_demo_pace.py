"""The demonstration company's sales differ in pace, always in the same way."""

from __future__ import annotations

from leadtocash.config.demo import mending, refused
from leadtocash.config.demo.pace import GAPS, STEPS, pace_of


def test_a_sale_has_the_same_pace_every_time_and_another_than_the_next() -> None:
    first = [pace_of(number) for number in range(70)]
    again = [pace_of(number) for number in range(70)]
    assert [one.gaps for one in first] == [one.gaps for one in again]
    assert len({tuple(one.gaps.values()) for one in first}) == 70


def test_some_rounds_of_every_kind_are_gone_twice_but_most_are_not() -> None:
    paces = [pace_of(number) for number in range(70)]
    for step in ("reviewed", "authorised", "checked", "signed_off"):
        assert 3 <= sum(step in pace.again for pace in paces) <= 14, step
        assert callable(getattr(mending, f"before_{step}"))


def test_no_step_goes_backwards_in_time_and_what_is_tried_too_early_is_a_step() -> None:
    assert set(refused.TOO_EARLY) <= set(STEPS)
    for number in range(70):
        gaps = pace_of(number).gaps
        assert set(gaps) == set(GAPS)
        assert min(gaps.values()) >= 0
