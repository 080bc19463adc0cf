"""What may happen to an opportunity and when; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.money import ZERO, cents

OPEN, WON, LOST = "open", "won", "lost"
MOST_LINES = 200


def probability(state: str, of_stage: int) -> int:
    """Percent: the stage's while the deal is open, then 100 or 0."""
    return {WON: 100, LOST: 0}.get(state, of_stage)


def weighted(amount: Decimal, percent: int) -> Decimal:
    """The expected amount in yuan weighted by its probability in percent, to the cent."""
    return cents(amount * percent / 100)


def sum_of(lines: Sequence[tuple[int, Decimal]]) -> Decimal:
    """The amount in yuan of lines given as (quantity, unit price)."""
    return sum((quantity * price for quantity, price in lines), ZERO)


def check_open(*, state: str, number: str) -> None:
    """A closed opportunity does not change (OPP-3); it can be opened again with a reason."""
    if state != OPEN:
        word = _("won") if state == WON else _("lost")
        raise RuleError(
            _("%(number)s is closed (%(state)s) and does not change any more. Open it again first.")
            % {"number": number, "state": word},
            code="opportunity_closed",
        )


def missing_to_win(
    *, has_customer: bool, amount: Decimal, owner: str, since: date, edit_url: str = ""
) -> list[Missing]:
    """What a deal still lacks to be won: a customer, an amount. Empty when nothing."""
    missing = []
    if not has_customer:
        what = _("The customer")
        missing.append(Missing(what=what, who=owner, since=since, href=edit_url, do=_("Enter it")))
    if amount <= 0:
        what = _("The amount")
        missing.append(Missing(what=what, who=owner, since=since, href=edit_url, do=_("Enter it")))
    return missing


def check_win(*, state: str, number: str, missing: Sequence[Missing]) -> None:
    """A deal is won only with a customer and an amount."""
    check_open(state=state, number=number)
    if missing:
        raise RuleError(
            _("%(number)s cannot be won yet: the contract would have no customer or no amount.") % {"number": number},
            code="win_incomplete",
            missing=missing,
        )


def check_closing_day(day: date, *, opened_on: date, today: date) -> None:
    """Raise ValidationError for a day of decision in the future or before the opportunity was there."""
    if day > today:
        raise ValidationError({"closed_on": _("This day has not come yet.")})
    if day < opened_on:
        raise ValidationError(
            {"closed_on": _("The opportunity was opened only on %(day)s.") % {"day": opened_on.isoformat()}}
        )


def check_stage(*, state: str, number: str, here: int, there: int, same_method: bool, moves: bool, reason: str) -> None:
    """A move to another stage; `here` and `there` are positions in the method.

    Forward needs nothing; back, or over to another method, needs a reason (S2 milestone).
    """
    check_open(state=state, number=number)
    if not moves:
        raise RuleError(_("%(number)s is in this stage already.") % {"number": number}, code="stage_unchanged")
    if not reason and (not same_method or there < here):
        raise RuleError(
            _("Going back a stage, or over to another method, needs a reason."),
            code="stage_reason",
            clause="S2 milestone",
        )


def check_reason(reason: str) -> None:
    """Raise ValidationError unless there is a reason a reader understands later."""
    if len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words.")})


def check_reopening(*, state: str, number: str) -> None:
    """Only a closed opportunity is opened again."""
    if state == OPEN:
        raise RuleError(_("%(number)s is open.") % {"number": number}, code="opportunity_open")


def check_stages_empty(standing: int) -> None:
    """A stage in which opportunities stand does not go (OPP-3)."""
    if standing:
        raise RuleError(
            _("%(n)d opportunities stand in stages that would go. Move them first.") % {"n": standing},
            code="stage_in_use",
        )
