"""What every migrated database gets: the areas' processes. Safe to repeat."""

from __future__ import annotations

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow import actions


def ship_processes() -> None:
    """Publish definitions that came with this version of the program."""
    actions.ship_processes(act=system_act(where="shipping"))
