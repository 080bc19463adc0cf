"""Record money that came in and match it to what is owed; each is undone by a further row, never by deleting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.receivables import events, permissions, rules
from leadtocash.areas.receivables.actions.matching import match, take_back
from leadtocash.areas.receivables.actions.telling import tell_of_match, tell_of_money
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("receipt", gettext_lazy("Receipt"), "SK-{year}-{seq:05d}")
#: receivable id and yuan
Line = tuple[int, Decimal]


@transaction.atomic
def record_receipt(values: Mapping[str, Any], *, act: Act, lines: Sequence[Line] = ()) -> Receipt:
    """Record money received: customer, received_on, amount, bank_reference, remark; match it at once where given.

    The customer's account manager is told. Raises ValidationError at the field (reference already recorded for that
    day, day to come, nothing received), RuleError as `allocate`, NotAllowed.
    """
    require(act.person, permissions.MANAGE)
    receipt = Receipt(**values)
    receipt.bank_reference = clean_line(receipt.bank_reference).upper()
    receipt.remark = clean_line(receipt.remark)
    receipt.advance = receipt.amount
    rules.check_receipt_day(receipt.received_on, today=act.today)
    _check_twin(receipt)
    receipt.number = next_number(SERIES, act=act)
    try:
        with transaction.atomic():
            recording.save(receipt, events.RECEIVED, act=act)
    except IntegrityError:
        _check_twin(receipt)
        raise
    tell_of_money(receipt, act=act)
    return allocate(receipt, lines, act=act) if lines else receipt


@transaction.atomic
def allocate(receipt: Receipt, lines: Sequence[Line], *, act: Act) -> Receipt:
    """Match a receipt to receivables; what is left stays as advance on account.

    Raises RuleError when more than received or owed would be matched, for another customer's, a closed or a voided
    one; ValidationError for a receivable that does not exist; NotAllowed.
    """
    require(act.person, permissions.MANAGE, receipt)
    amounts: dict[int, Decimal] = {}
    for pk, amount in lines:
        amounts[pk] = amounts.get(pk, ZERO) + amount
    found = {row.pk: row for row in _lock_visible(list(amounts), act=act)}
    receipt = lock(receipt)
    if len(found) < len(amounts):
        raise ValidationError(_("One of the receivables does not exist, or you may not see it."))
    rules.check_allocation(receipt, [rules.Share(_owed(found[pk]), amount) for pk, amount in amounts.items()])
    for pk in sorted(amounts):
        match(receipt, found[pk], amounts[pk], act=act)
        tell_of_match(receipt, found[pk], amounts[pk], act=act)
    return receipt


@transaction.atomic
def undo_allocation(allocation: Allocation, reason: str, *, act: Act) -> Allocation:
    """Take a match back with a reason: the money is advance on account again, both rows stay. Gives the new row."""
    require(act.person, permissions.MANAGE, allocation.receipt)
    receivable = lock(allocation.receivable)
    receipt = lock(allocation.receipt)
    allocation = lock(allocation)
    allocation.receivable, allocation.receipt = receivable, receipt
    reason = clean_line(reason)[:200]
    undone = Allocation.objects.filter(reverses=allocation).exists()
    rules.check_undo(allocation, undone=undone, reason=reason)
    return take_back(allocation, reason=reason, act=act)


@transaction.atomic
def void_receipt(receipt: Receipt, reason: str, *, act: Act) -> Receipt:
    """Void a receipt recorded by mistake, once nothing of it is matched; its bank reference may be recorded again."""
    receipt = lock(receipt)
    require(act.person, permissions.MANAGE, receipt)
    reason = clean_line(reason)[:200]
    live = receipt.allocations.filter(reverses=None, reversed_by=None)
    matched = [str(row.receivable) for row in live.select_related("receivable__contract")]
    rules.check_void(receipt, matched=matched, reason=reason)
    receipt.voided_on, receipt.void_reason, receipt.advance = act.today, reason, ZERO
    return recording.save(receipt, events.VOIDED, act=act, reason=reason)


def _check_twin(receipt: Receipt) -> None:
    twin = Receipt.objects.filter(
        bank_reference=receipt.bank_reference, received_on=receipt.received_on, voided_on=None
    ).first()
    if twin is not None:
        sentence = _("Already recorded for that day as %(number)s.") % {"number": twin.number}
        raise ValidationError({"bank_reference": sentence})


def _lock_visible(pks: list[int], *, act: Act) -> list[Receivable]:
    """Lock in the order of the keys, as every act on several receivables does."""
    seen = Receivable.objects.visible_to(act.person).filter(pk__in=pks)
    return list(seen.select_for_update(of=("self",)).order_by("pk").select_related("contract"))


def _owed(receivable: Receivable) -> rules.Owed:
    return rules.Owed(
        name=str(receivable),
        customer_id=receivable.contract.customer_id,
        open_amount=receivable.open_amount,
        closed=receivable.closed_on is not None,
    )
