"""Periods of a forecast, and what may be put beside it; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import plain_signs

MIN_REASON = 2
_ASKED = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)
LENGTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """Whole months: the first day of the first one, and how many (1, 3 or 12)."""

    first: date
    length: int

    @property
    def months(self) -> list[date]:
        return [_later(self.first, step) for step in range(self.length)]

    @property
    def last(self) -> date:
        """Its last day."""
        return _later(self.first, self.length) - timedelta(days=1)

    @property
    def key(self) -> str:
        """As it is written: 2026-11, 2026-Q4, 2026."""
        if self.length == LENGTHS["year"]:
            return f"{self.first:%Y}"
        return f"{self.first:%Y}-Q{self.first.month // 3 + 1}" if self.length > 1 else f"{self.first:%Y-%m}"

    def moved(self, steps: int) -> Period:
        """So many periods later, or earlier."""
        return Period(_later(self.first, steps * self.length), self.length)

    def of_length(self, length: int, *, today: date) -> Period:
        """The period of another length that holds this one's first day, today if it lies in this one."""
        day = today if self.first <= today <= self.last else self.first
        return Period(day.replace(month=(day.month - 1) // length * length + 1, day=1), length)


def period_of(text: str, *, today: date) -> Period:
    """What was asked for, the present quarter if nothing was. Raises ValidationError for anything else."""
    if not text:
        return Period(today.replace(day=1), 1).of_length(LENGTHS["quarter"], today=today)
    found = _ASKED.fullmatch(plain_signs(text).strip())
    if found is None or found[1] < "1900":
        raise ValidationError({"period": _("Write a period as 2026-11, 2026-Q4 or 2026.")})
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period(date(year, int(quarter) * 3 - 2, 1), LENGTHS["quarter"])
    return Period(date(year, int(month), 1), 1) if month else Period(date(year, 1, 1), LENGTHS["year"])


def month_of(text: str) -> Period:
    """A single month as it was written. Raises ValidationError for anything else."""
    found = period_of(text, today=date.min) if text else None
    if found is None or found.length != 1:
        raise ValidationError(_("Write a month as 2026-11."))
    return found


def check_call(*, amount: Decimal | None, reason: str, has_earlier: bool) -> None:
    """A manager's number has a reason; without amount it takes an earlier one back. Raises ValidationError."""
    errors = {}
    if len(reason) < MIN_REASON:
        errors["reason"] = _("Say why, in a few words.")
    if amount is None and not has_earlier:
        errors["amount"] = _("Enter the amount you expect.")
    if errors:
        raise ValidationError(errors)


def check_target(*, amount: Decimal | None, reason: str, has_earlier: bool) -> None:
    """Whoever changes a target or takes it back says why. Raises ValidationError."""
    errors = {}
    if has_earlier and len(reason) < MIN_REASON:
        errors["reason"] = _("Say why, in a few words.")
    if amount is None and not has_earlier:
        errors["amount"] = _("Enter the amount.")
    if errors:
        raise ValidationError(errors)


def day_of(text: str, otherwise: date) -> date:
    """A day as typed; `otherwise` when it is none."""
    try:
        return date.fromisoformat(plain_signs(text))
    except ValueError:
        return otherwise


def begin_of(day: date) -> datetime:
    """The moment a day begins in the company's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _later(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
