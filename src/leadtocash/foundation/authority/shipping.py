"""What every migrated database gets: the authority matrix of the areas' documents. Safe to repeat."""

from __future__ import annotations

from leadtocash.foundation.authority import actions
from leadtocash.foundation.kernel.act import system_act


def ship_authority() -> None:
    """Publish the shipped rows of documents the company's matrix does not know yet."""
    actions.ship_authority(act=system_act(where="shipping"))
