"""What every migrated database gets: the shipped policies, where none of that code is there. Safe to repeat."""

from __future__ import annotations

from leadtocash.foundation.handbook import actions
from leadtocash.foundation.kernel.act import system_act


def ship_handbook() -> None:
    """Publish the shipped policies that are not there; one a company has changed itself is left alone."""
    actions.ship_books(act=system_act(where="shipping"))
