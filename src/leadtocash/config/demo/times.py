"""Moments in the demo company's past, counted back in working days from today."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal

from django.utils import timezone

from leadtocash.foundation.calendar import days

FURTHEST = 420


class Past:
    """Working days before now; `at(2.5)` lies two and a half working days back, in office hours."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.working = self._working_days(timezone.localdate(now))

    def day(self, back: float) -> date:
        """The working day that lies so many working days back; 0 is today or the last working day."""
        return self.working[min(math.ceil(back), FURTHEST)]

    def at(self, back: float) -> datetime:
        """The moment: office hours run from nine to six; never after now."""
        part = math.ceil(back) - back
        hours = timedelta(minutes=int(part * 9 * 60) + 7)
        moment = timezone.make_aware(datetime.combine(self.day(back), clock(9, 0))) + hours
        return min(moment, self.now)

    @staticmethod
    def _working_days(today: date) -> list[date]:
        found: list[date] = []
        day = today
        while len(found) <= FURTHEST:
            if days.is_working(day):
                found.append(day)
            day -= timedelta(days=1)
        return found


def money(value: float | str) -> Decimal:
    """Yuan with two places."""
    return Decimal(str(value)).quantize(Decimal("0.01"))
