"""Bid bonds: paid by finance, back, or forfeited; watched to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from leadtocash.areas.bids import events, limits, permissions, rules
from leadtocash.areas.bids.actions.registering import PROCESS
from leadtocash.areas.bids.models import Bid, BondEntry
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import WorkItem


@transaction.atomic
def move_bond(
    bid: Bid, kind: str, *, amount: Decimal, on: date, act: Act, reference: str = "", reason: str = "",
    revision: int | None = None,
) -> Bid:  # fmt: skip
    """Record that a bond was paid, came back, or was forfeited (with the reason); amount in yuan.

    Paid in full it ends finance's step of the process. Raises ValidationError where the sums do not add up, Stale.
    """
    bid = lock(bid, revision=revision)
    require(act.person, permissions.BOND, bid)
    reason = clean_line(reason)
    rules.check_day("on", on, today=act.today)
    rules.check_movement(
        kind=kind, amount=amount, bond=bid.bond_amount, paid=bid.bond_paid, out=bid.bond_out, reason=reason
    )
    entry = BondEntry(bid=bid, kind=kind, amount=amount, on=on, reference=clean_line(reference), reason=reason)
    entry.by = act.person
    if kind == BondEntry.Kind.PAID:
        bid.bond_paid, bid.bond_out = bid.bond_paid + amount, bid.bond_out + amount
        bid.bond_back_by = bid.bond_back_by or _back_by(bid)
    else:
        bid.bond_out -= amount
    data = {"kind": str(entry.get_kind_display()), "amount": f"{amount:,.2f}"}
    recording.save(entry, events.BOND_MOVED, act=act, reason=reason, data=data)
    recording.save(bid, events.BOND_MOVED, act=act, reason=reason, data=data)
    if kind == BondEntry.Kind.PAID and not bid.bond_needed and _asked(bid):
        process.finish_step(bid, "bond", act=act, process=PROCESS)
    return bid


def _asked(bid: Bid) -> bool:
    """Whether the process waits for the bond."""
    rows = WorkItem.objects.filter(instance__record_kind="bids.bid", instance__record_id=bid.pk)
    return rows.filter(activity__node="bond", state=WorkItem.State.OPEN).exists()


def _back_by(bid: Bid) -> date:
    return timezone.localdate(bid.opening_at or bid.deadline) + timedelta(days=number(limits.BOND_BACK))
