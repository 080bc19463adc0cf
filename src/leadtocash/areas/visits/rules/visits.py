"""What may happen to a visit and when; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError

PLANNED, DONE, CANCELLED = "planned", "done", "cancelled"
#: kinds at which people see each other's faces
MEETINGS = frozenset({"visit", "exchange", "tour", "test"})
MIN_NOTE = 2
MOST_COMMITMENTS = 30


def check_planned(*, state: str, number: str) -> None:
    """Only what is still planned can be changed, moved or cancelled; what took place has minutes instead."""
    if state == DONE:
        raise RuleError(
            _("%(number)s took place; its plan does not change any more. Correct the minutes instead.")
            % {"number": number},
            code="visit_done",
        )
    _check_not_cancelled(state=state, number=number)


def check_can_be_held(*, state: str, number: str, day: date, today: date) -> None:
    """It takes place, or has minutes: not a cancelled one, and not before its day."""
    _check_not_cancelled(state=state, number=number)
    if day > today:
        raise RuleError(
            _("%(number)s is planned for %(day)s. Move it to today if you have been there already.")
            % {"number": number, "day": day.isoformat()},
            code="visit_ahead",
        )


def check_undone(*, state: str, number: str) -> None:
    """It takes place once."""
    if state == DONE:
        raise RuleError(_("%(number)s has taken place already.") % {"number": number}, code="visit_done")


def check_plan_day(day: date, *, today: date) -> None:
    """One plans ahead; what has been is logged. Raises ValidationError at the field."""
    if day < today:
        raise ValidationError({"day": _("This day is over; log what took place instead.")})


def check_log_day(day: date, *, today: date) -> None:
    """One logs what has been; what is to come is planned. Raises ValidationError at the field."""
    if day > today:
        raise ValidationError({"day": _("This day is still to come; plan it instead.")})


def check_hours(begins: time | None, ends: time | None) -> None:
    """It ends after it begins, and has a beginning if it has an end."""
    if ends and not begins:
        raise ValidationError({"begins": _("When does it begin?")})
    if begins and ends and ends <= begins:
        raise ValidationError({"ends": _("It ends before it begins.")})


def check_parties(*, customer: int, contacts: Iterable[int], deal_customer: int | None, has_deal: bool) -> None:
    """Whom one meets, and the deal, belong to the customer. contacts: the customer of each."""
    errors = {}
    if any(one != customer for one in contacts):
        errors["contacts"] = _("Not all of them are people of this customer.")
    if has_deal and deal_customer not in (None, customer):
        errors["opportunity"] = _("This opportunity is with another customer.")
    if errors:
        raise ValidationError(errors)


def check_minutes(*, said: str, next_step: str, next_step_on: date | None, day: date) -> None:
    """Minutes say something; a next step has its day, on or after the visit. Raises ValidationError at the fields."""
    errors = {}
    if len(said) < MIN_NOTE:
        errors["said"] = _("Write what was said, in a few words.")
    if next_step and next_step_on is None:
        errors["next_step_on"] = _("Until when? A next step has a day.")
    if next_step_on and not next_step:
        errors["next_step"] = _("What is to be done on that day?")
    if next_step_on and next_step_on < day:
        errors["next_step_on"] = _("This lies before the visit.")
    if errors:
        raise ValidationError(errors)


def check_reason(reason: str) -> None:
    """Raise ValidationError unless there is a reason a reader understands later."""
    if len(reason) < MIN_NOTE:
        raise ValidationError({"reason": _("Say why, in a few words.")})


def check_deletable(*, state: str, number: str) -> None:
    """What took place stays in the record of the customer (S3 A.4)."""
    if state == DONE:
        raise RuleError(
            _("%(number)s took place and stays in the customer's record.") % {"number": number},
            code="visit_kept",
            clause="S3 A.4",
        )


def minutes_missing(*, owes: bool, who: str, since: date, href: str) -> list[Missing]:
    """What a visit that took place still lacks."""
    return [Missing(what=_("The minutes"), who=who, since=since, href=href, do=_("Write them"))] if owes else []


def _check_not_cancelled(*, state: str, number: str) -> None:
    if state == CANCELLED:
        raise RuleError(
            _("%(number)s was cancelled. Plan it anew if it takes place after all.") % {"number": number},
            code="visit_cancelled",
        )
