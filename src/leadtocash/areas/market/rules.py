"""What may be written of the market; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError

BOTH = "both"
CLOSED = ("answered", "declined")


def check_name(key: str) -> None:
    """A name needs something that tells it from others."""
    if not key:
        raise ValidationError({"name": _("Write the name.")})


def check_new_name(*, is_taken: bool, sentence: str) -> None:
    """One company stands once, however its name is spelled."""
    if is_taken:
        raise ValidationError({"name": sentence})


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


def check_demand(*, state: str) -> None:
    """What is answered or declined does not change any more."""
    if state in CLOSED:
        raise RuleError(_("This demand is closed and does not change any more."), code="demand_closed")


def check_day(name: str, day: date, *, today: date) -> None:
    """Raise ValidationError at the field for a day that has not come yet."""
    if day > today:
        raise ValidationError({name: _("This day has not come yet.")})


def check_answer(*, state: str, answer: str) -> None:
    """Whoever closes a demand says something to it."""
    if state in CLOSED and not answer:
        raise ValidationError({"answer": _("Say what you answer.")})


def check_draft(*, state: str) -> None:
    """An issued report does not change until it is taken back."""
    if state != "draft":
        raise RuleError(
            _("This report is issued and does not change any more. Take it back first."), code="report_issued"
        )


def check_issuing(*, state: str, missing: Sequence[Missing]) -> None:
    """A report is issued once, and only with what it is written for."""
    check_draft(state=state)
    if missing:
        raise RuleError(
            _("The report cannot be issued yet; parts of it are empty."), code="report_incomplete", clause="S4 3.4.1",
            missing=missing,
        )  # fmt: skip


def check_taking_back(*, state: str, reason: str) -> None:
    """Only an issued report is taken back, with a reason."""
    if state != "issued":
        raise RuleError(_("This report is not issued."), code="report_draft")
    if len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words.")})
