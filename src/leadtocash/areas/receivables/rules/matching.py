"""Matching money received to money owed: never more than received, never more than owed (FIN-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.receivables.models import Allocation, Receipt
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.money import ZERO, cents


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A receivable as matching sees it: whose, how much is open, whether it still takes money. Amount in yuan."""

    name: str
    customer_id: int
    open_amount: Decimal
    closed: bool = False


@dataclass(frozen=True)
class Share:
    """So much of the receipt is to count for this receivable."""

    owed: Owed
    amount: Decimal


def check_receipt_day(received_on: date, *, today: date) -> None:
    """Raise ValidationError at the field for money that would come in after today."""
    if received_on > today:
        raise ValidationError({"received_on": _("This day is still to come; money is recorded when it is there.")})


def check_has_advance(receipt: Receipt) -> None:
    """Raise RuleError for a voided receipt and for one of which nothing is left."""
    if receipt.voided_on:
        raise RuleError(_("This receipt was voided; it can be matched to nothing."), code="receipt_voided")
    if receipt.advance <= ZERO:
        raise RuleError(
            _("Nothing is left of this receipt: all %(amount)s yuan are matched.") % {"amount": f"{receipt.amount:,}"},
            code="nothing_left",
        )


def check_allocation(receipt: Receipt, shares: Sequence[Share]) -> None:
    """Raise RuleError unless the shares fit the receipt and each receivable to the cent."""
    check_has_advance(receipt)
    if not shares:
        raise RuleError(_("Nothing to match: enter at least one amount."), code="nothing_to_match")
    for share in shares:
        _check_share(receipt, share)
    total = sum((share.amount for share in shares), ZERO)
    if total > receipt.advance:
        raise RuleError(
            _("%(total)s yuan are to be matched, but only %(left)s yuan are left: %(over)s too much.")
            % {"total": f"{total:,}", "left": f"{receipt.advance:,}", "over": f"{total - receipt.advance:,}"},
            code="more_than_received",
        )


def _check_share(receipt: Receipt, share: Share) -> None:
    owed, amount = share.owed, share.amount
    if amount <= ZERO or amount != cents(amount):
        raise RuleError(_("An amount must be more than zero, in whole cents."), code="amount_wrong")
    if owed.customer_id != receipt.customer_id:
        raise RuleError(
            _("%(what)s is owed by another customer than the one who paid.") % {"what": owed.name},
            code="other_customer",
        )
    if owed.closed:
        raise RuleError(_("%(what)s is closed and takes no money.") % {"what": owed.name}, code="receivable_closed")
    if amount > owed.open_amount:
        raise RuleError(
            _("%(what)s: only %(open)s yuan are still owed, %(over)s too much.")
            % {"what": owed.name, "open": f"{owed.open_amount:,}", "over": f"{amount - owed.open_amount:,}"},
            code="more_than_owed",
        )


def check_undo(allocation: Allocation, *, undone: bool, reason: str) -> None:
    """Raise RuleError unless this match can be taken back: once, and with a reason."""
    if allocation.reverses_id:
        raise RuleError(_("This row takes a match back; it cannot be taken back itself."), code="is_reversal")
    if undone:
        raise RuleError(_("This match was already undone."), code="already_undone")
    if not reason:
        raise ValidationError({"reason": _("Say why: the row stays in the books.")})


def check_void(receipt: Receipt, *, matched: Sequence[str], reason: str) -> None:
    """Raise RuleError unless the receipt can be voided: not yet voided, nothing matched any more, with a reason."""
    if receipt.voided_on:
        raise RuleError(_("This receipt was already voided."), code="receipt_voided")
    if matched:
        href = receipt.get_absolute_url()
        raise RuleError(
            _("The receipt cannot be voided while %(amount)s yuan of it are matched.")
            % {"amount": f"{receipt.allocated:,}"},
            code="receipt_matched",
            missing=[
                Missing(what=_("Undo the match with %(what)s") % {"what": what}, who=_("Finance"), href=href)
                for what in matched
            ],
        )
    if not reason:
        raise ValidationError({"reason": _("Say why: the row stays in the books.")})


def check_deletable(receipt: Receipt) -> None:
    """A voided receipt stays in the books; only one that was never matched or voided can be deleted."""
    if receipt.voided_on:
        raise RuleError(_("A voided receipt stays in the books."), code="receipt_voided")


def spread(pieces: Sequence[Decimal], room: Sequence[Decimal]) -> list[tuple[int, int, Decimal]]:
    """Fill the rooms in order with the pieces in order: (piece, room, amount), each amount more than zero."""
    filled: list[tuple[int, int, Decimal]] = []
    left = list(room)
    for piece, amount in enumerate(pieces):
        rest = amount
        for place, room_left in enumerate(left):
            part = min(rest, room_left)
            if part > ZERO:
                filled.append((piece, place, part))
                left[place] -= part
                rest -= part
    return filled


def suggest(available: Decimal, owed: Sequence[Decimal]) -> list[Decimal]:
    """What to offer for each of the receivables, in the order given (oldest due first): as much as the money covers."""
    offered = [ZERO] * len(owed)
    for _piece, place, amount in spread([available], owed):
        offered[place] = amount
    return offered
