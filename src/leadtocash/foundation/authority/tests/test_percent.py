"""Margins are typed as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.foundation.authority.forms import PercentField


@pytest.mark.parametrize("typed", ["15", "15%", "１５", "１５％", " 15.00 "])
def test_a_share_is_typed_in_any_digits(typed: str) -> None:
    assert PercentField(label="Margin").clean(typed) == Decimal("0.15")


def test_words_are_no_share() -> None:
    with pytest.raises(ValidationError):
        PercentField(label="Margin").clean("一成五")
