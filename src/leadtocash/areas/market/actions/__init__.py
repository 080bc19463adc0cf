"""Everything that can be done to what is known of the market; the only package that writes it."""

from leadtocash.areas.market.actions.competitors import (
    add_price,
    change_competitor,
    change_price,
    create_competitor,
    fold,
)
from leadtocash.areas.market.actions.reasons import change_reason, create_reason

__all__ = [
    "add_price",
    "change_competitor",
    "change_price",
    "change_reason",
    "create_competitor",
    "create_reason",
    "fold",
]
