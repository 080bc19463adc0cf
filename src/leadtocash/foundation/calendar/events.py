"""What happens to the working calendar, for everything that counts in working days (same transaction)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True, kw_only=True)
class CalendarChanged:
    """These days count differently now; limits that span one of them end on another day.

    days: empty when it is the hours of work that changed.
    """

    act: Act
    days: tuple[date, ...]
