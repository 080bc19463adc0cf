"""When a sales journal is written, handed in and read; pure."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError

DRAFT, HANDED_IN, READ = "draft", "handed_in", "read"
TONES = {DRAFT: "idle", HANDED_IN: "doing", READ: "done"}
LONGEST = 31


def check_days(first: date, last: date, *, today: date) -> None:
    """A journal covers days that have begun, a month of them at most. Raises ValidationError at the field."""
    if last < first:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if first > today:
        raise ValidationError({"first_day": _("This day has not come yet.")})
    if (last - first).days >= LONGEST:
        raise ValidationError({"last_day": _("At most %(n)d days.") % {"n": LONGEST}})


def check_draft(*, state: str, number: str) -> None:
    """What was handed in stays as it is."""
    if state != DRAFT:
        raise RuleError(
            _("%(number)s is handed in and does not change any more.") % {"number": number}, code="journal_handed_in"
        )


def check_readable(*, state: str, number: str) -> None:
    """One reads what was handed in."""
    if state == DRAFT:
        raise RuleError(_("%(number)s is not handed in yet.") % {"number": number}, code="journal_draft")


def check_reader(*, is_writer: bool) -> None:
    """Nobody reads his own."""
    if is_writer:
        raise RuleError(_("Your superior reads it, not you."), code="journal_own")
