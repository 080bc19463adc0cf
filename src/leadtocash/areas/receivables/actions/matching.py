"""The two strokes of the ledger, on rows already locked: a match and its taking back. Not for pages; see receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from leadtocash.areas.receivables import events, rules
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.money import ZERO


@dataclass(frozen=True)
class Piece:
    """Money of a receipt that has just become free."""

    receipt_id: int
    amount: Decimal


def match(receipt: Receipt, receivable: Receivable, amount: Decimal, *, act: Act) -> Allocation:
    """Book so much of the receipt on the receivable; both rows are locked and the rule has agreed."""
    allocation = Allocation(receipt=receipt, receivable=receivable, amount=amount, allocated_on=act.today)
    _book(allocation, events.ALLOCATED, act=act)
    publish(events.MoneyAllocated(receivable.pk, receivable.contract_id, act))
    return allocation


def take_back(allocation: Allocation, *, reason: str, act: Act) -> Allocation:
    """Book the opposite of a match; its receipt and receivable are locked."""
    reversal = Allocation(
        receipt=allocation.receipt,
        receivable=allocation.receivable,
        amount=-allocation.amount,
        allocated_on=act.today,
        reverses=allocation,
        reason=reason,
    )
    _book(reversal, events.UNDONE, act=act, reason=reason)
    receivable = allocation.receivable
    publish(events.MoneyAllocated(receivable.pk, receivable.contract_id, act, undone=True))
    return reversal


def free_excess(receivable: Receivable, excess: Decimal, *, reason: str, act: Act) -> list[Piece]:
    """Take back the newest matches of a locked receivable until at least `excess` yuan of it are free again."""
    freed: list[Piece] = []
    live = receivable.allocations.filter(reverses=None, reversed_by=None).order_by("-pk")
    for allocation in live:
        if excess <= ZERO:
            break
        receipt = Receipt.objects.select_for_update().get(pk=allocation.receipt_id)
        allocation.receipt, allocation.receivable = receipt, receivable
        take_back(allocation, reason=reason, act=act)
        excess -= allocation.amount
        freed.append(Piece(receipt.pk, allocation.amount))
    return freed


def give_out(pieces: Sequence[Piece], open_ones: Sequence[Receivable], *, act: Act) -> None:
    """Match freed money again, oldest receipt first, to locked receivables in order; the rest stays advance."""
    ordered = sorted(pieces, key=lambda piece: piece.receipt_id)
    room = [receivable.open_amount for receivable in open_ones]
    for index, place, amount in rules.spread([piece.amount for piece in ordered], room):
        receipt = Receipt.objects.select_for_update().get(pk=ordered[index].receipt_id)
        match(receipt, open_ones[place], amount, act=act)


def _book(allocation: Allocation, verb: str, *, act: Act, reason: str = "") -> None:
    receipt, receivable = allocation.receipt, allocation.receivable
    receivable.received += allocation.amount
    receivable.open_amount = ZERO if receivable.closed_on else receivable.amount - receivable.received
    receipt.allocated += allocation.amount
    receipt.advance = receipt.amount - receipt.allocated
    shown = f"{abs(allocation.amount):,}"
    recording.save(
        receivable, verb, act=act, reason=reason, data={"amount": shown, "what": receipt.number}, validate=False
    )
    recording.save(
        receipt, verb, act=act, reason=reason, data={"amount": shown, "what": str(receivable)}, validate=False
    )
    recording.save(allocation, verb, act=act, reason=reason, data={"amount": shown, "what": receipt.number})
