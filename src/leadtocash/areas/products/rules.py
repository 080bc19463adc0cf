"""What a catalogue entry must be; pure."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_prices(*, list_price: Decimal, floor_price: Decimal) -> None:
    """Raise ValidationError when the floor (yuan per unit, without tax) is above the list price."""
    if floor_price > list_price:
        raise ValidationError(_("The floor price is above the list price."))


def check_serial_pattern(pattern: str) -> None:
    """Raise ValidationError unless the pattern ("" for none) is a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValidationError(_("This is not a regular expression: %(why)s.") % {"why": str(error)}) from None
