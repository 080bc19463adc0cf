"""What may be written of the market; pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WON, LOST, BOTH = "won", "lost", "both"


def check_name(key: str) -> None:
    """A name needs something that tells it from others."""
    if not key:
        raise ValidationError({"name": _("Write the name.")})


def check_new_name(*, is_taken: bool) -> None:
    """One company stands once, however its name is spelled."""
    if is_taken:
        raise ValidationError({"name": _("This competitor is there already.")})


def check_price(*, seen_on: date, price: Decimal, today: date) -> None:
    """A price that was seen is more than nothing, and of a day that has come."""
    errors = {}
    if seen_on > today:
        errors["seen_on"] = _("This day has not come yet.")
    if price <= 0:
        errors["price"] = _("A price is more than nothing.")
    if errors:
        raise ValidationError(errors)


def check_reason(*, used_for: str, is_active: bool, outcome: str) -> None:
    """A reason counts for the deal's outcome and is still offered."""
    if not is_active:
        raise ValidationError({"closed_for": _("This reason is not used any more.")})
    if used_for not in (BOTH, outcome):
        raise ValidationError({"closed_for": _("This reason is not for such an outcome.")})
