"""What a catalogue entry must be."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.products import rules


@pytest.mark.req("PRC-1")
@pytest.mark.parametrize(("floor", "right"), [("0", True), ("100.00", True), ("100.01", False)])
def test_the_floor_is_not_above_the_list_price(floor, right):
    if right:
        rules.check_prices(list_price=Decimal(100), floor_price=Decimal(floor))
    else:
        with pytest.raises(ValidationError):
            rules.check_prices(list_price=Decimal(100), floor_price=Decimal(floor))


@pytest.mark.parametrize(("pattern", "right"), [("", True), (r"SN\d{8}", True), ("SN[", False)])
def test_a_serial_pattern_is_a_regular_expression(pattern, right):
    if right:
        rules.check_serial_pattern(pattern)
    else:
        with pytest.raises(ValidationError):
            rules.check_serial_pattern(pattern)
