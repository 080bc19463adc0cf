"""Warranty and who maintains; pure (S0 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from leadtocash.areas.after_sales.models import InstalledUnit

Warranty = InstalledUnit.Warranty
#: the tone in which pages show a warranty
TONES = {Warranty.COVERED: "done", Warranty.ENDING: "wait", Warranty.ENDED: "idle", Warranty.UNKNOWN: "void"}


@dataclass(frozen=True)
class Maintainer:
    """Which role maintains, and the clause that says so."""

    role: str
    clause: str


def warranty_of(until: date | None, today: date, soon: int) -> Warranty:
    """How a maker's warranty stands on a day; its last day still counts. soon: days before its end it is ending."""
    if until is None:
        return Warranty.UNKNOWN
    if until < today:
        return Warranty.ENDED
    return Warranty.ENDING if until <= today + timedelta(days=soon) else Warranty.COVERED


def maintainer(until: date | None, today: date) -> Maintainer:
    """Within the maker's warranty commerce co-ordinates the maker (S0 2.6.2), outside it IT service works (2.6.3)."""
    covered = until is not None and until >= today
    return Maintainer("commerce_rep", "S0 2.6.2") if covered else Maintainer("it_service", "S0 2.6.3")
