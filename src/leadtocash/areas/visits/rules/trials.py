"""When a trial may take its next step; pure."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import Words

CLAUSE = "S1 3.3.2.1"
STILL_OPEN = frozenset({"asked", "assigned", "approved", "running"})
TONES = {
    "asked": "wait", "assigned": "doing", "approved": "wait", "running": "doing", "called_back": "done",
    "refused": "late", "withdrawn": "void",
}  # fmt: skip


def check_stands_at(*, state: str, wanted: str, number: str, now: Words) -> None:
    """The trial is where this step begins; `now` says in words where it is instead."""
    if state != wanted:
        raise RuleError(
            _("%(number)s does not wait for this: it is “%(state)s”.") % {"number": number, "state": now},
            code="trial_elsewhere",
            clause=CLAUSE,
        )


def check_wanted(wanted_on: date, *, today: date) -> None:
    """A trial is asked for ahead. Raises ValidationError at the field."""
    if wanted_on < today:
        raise ValidationError({"wanted_on": _("This day is over.")})


def check_handed_over(on: date, *, asked_on: date, today: date) -> None:
    """It was handed over between the request and today. Raises ValidationError at the field."""
    if on > today:
        raise ValidationError({"handed_over_on": _("This day has not come yet.")})
    if on < asked_on:
        raise ValidationError(
            {"handed_over_on": _("It was asked for only on %(day)s.") % {"day": asked_on.isoformat()}}
        )
