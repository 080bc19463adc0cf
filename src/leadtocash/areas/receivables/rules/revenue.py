"""When revenue may be recognised (S0 2.5.1)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.receivables.models import RevenueEntry
from leadtocash.foundation.kernel.errors import RuleError


def check_recognition(entry: RevenueEntry, *, day: date, today: date) -> None:
    """Raise RuleError when it was recognised already, ValidationError for a day before the sign-off or to come."""
    if entry.state == RevenueEntry.State.RECOGNISED:
        raise RuleError(
            _("The revenue was already recognised on %(day)s.") % {"day": f"{entry.recognised_on:%Y-%m-%d}"},
            code="already_recognised",
            clause="S0 2.5.1",
        )
    if day < entry.signed_on:
        sentence = _("Not before the customer signed, %(day)s.") % {"day": f"{entry.signed_on:%Y-%m-%d}"}
        raise ValidationError({"recognised_on": sentence})
    if day > today:
        raise ValidationError({"recognised_on": _("This day is still to come.")})
