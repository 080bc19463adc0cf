"""What may happen to a bid and when; pure. Amounts in yuan with tax."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.money import ZERO

CLAUSE = "S2 milestone.5"
REGISTERED, DECIDING, PREPARING, PRICING, READY = "registered", "deciding", "preparing", "pricing", "ready"
SUBMITTED, OPENED, WON, LOST, VOID = "submitted", "opened", "won", "lost", "void"
DECLINED, MISSED = "declined", "missed"
#: before it is handed in; afterwards the tender's data do not change any more
BEFORE = (REGISTERED, DECIDING, PREPARING, PRICING, READY)
#: it was decided to bid, and it is not handed in
PREPARED = (PREPARING, PRICING, READY)
RUNNING = (*BEFORE, SUBMITTED, OPENED)
HANDED_IN = (SUBMITTED, OPENED, WON, LOST, VOID)
CLOSED = (WON, LOST, VOID, DECLINED, MISSED)
POINT = Decimal("0.001")


def check_state(state: str, allowed: Collection[str], sentence: str) -> None:
    """Raise RuleError with this sentence unless the bid is in one of these states."""
    if state not in allowed:
        raise RuleError(sentence, code="bid_state", clause=CLAUSE)


def check_deadline(*, deadline: datetime, now: datetime) -> None:
    """After the deadline no bid is handed in any more."""
    if now > deadline:
        raise RuleError(
            _("The deadline is over; the bid cannot be submitted any more."), code="bid_deadline_over", clause=CLAUSE
        )


def check_new_deadline(*, deadline: datetime, now: datetime) -> None:
    """A tender one can still bid on."""
    if deadline <= now:
        raise ValidationError({"deadline": _("This deadline is over already.")})


def check_bond(*, amount: Decimal, due_on: date | None) -> None:
    """Where there is a bond, one knows when it must be paid."""
    if amount and due_on is None:
        raise ValidationError({"bond_due_on": _("Say when the bond must be paid.")})


def check_ready(*, missing: Sequence[Missing], sentence: str) -> None:
    """Raise RuleError with what is still missing."""
    if missing:
        raise RuleError(sentence, code="bid_incomplete", clause=CLAUSE, missing=missing)


def check_movement(*, kind: str, amount: Decimal, bond: Decimal, paid: Decimal, out: Decimal, reason: str) -> None:
    """Of a bond no more is paid than it is, no more comes back or is forfeited than is out, to the cent."""
    if amount <= 0:
        raise ValidationError({"amount": _("An amount is more than nothing.")})
    if kind == "paid" and paid + amount > bond:
        rest = f"{bond - paid:,.2f}"
        raise ValidationError({"amount": _("Only %(rest)s yuan of the bond are still to be paid.") % {"rest": rest}})
    if kind != "paid" and amount > out:
        raise ValidationError({"amount": _("Only %(rest)s yuan are outstanding.") % {"rest": f"{out:,.2f}"}})
    if kind == "forfeited" and len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words.")})


def check_day(name: str, day: date, *, today: date) -> None:
    """Raise ValidationError at the field for a day that has not come yet."""
    if day > today:
        raise ValidationError({name: _("This day has not come yet.")})


def check_item(*, state: str, mandatory: bool, note: str) -> None:
    """What the tender demands is not left out; what is left out says why."""
    if state != "not_needed":
        return
    if mandatory:
        raise RuleError(_("Without it the bid is void; it cannot be left out."), code="bid_barrier", clause=CLAUSE)
    if len(note) < 2:
        raise ValidationError({"note": _("Say why, in a few words.")})


def check_opening(rows: Sequence[Scored]) -> None:
    """We are among the bidders once, nobody twice, every price is more than nothing."""
    if sum(row.is_us for row in rows) != 1:
        raise ValidationError({"rows": _("Mark one row as ours.")})
    names = [row.name for row in rows]
    if "" in names or len(set(names)) < len(names):
        raise ValidationError({"rows": _("Every bidder has a name of his own.")})
    if any(row.price <= 0 for row in rows):
        raise ValidationError({"rows": _("Every bidder has a price.")})


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points of a hundred, and by which benchmark the price is scored ("lowest", "average")."""

    technical: int
    commercial: int
    price: int
    formula: str


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A bidder as announced: price in yuan, points; None where not told."""

    name: str
    price: Decimal
    is_us: bool = False
    technical: Decimal | None = None
    commercial: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    is_void: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What follows for a bidder from the tender's weights: points for the price, all points and the rank by them
    (None where a part is not known), and how far the price is from ours as a share of ours."""

    price_points: Decimal | None
    total: Decimal | None
    rank: int | None
    distance: Decimal | None


def standings(rows: Sequence[Scored], weights: Weights) -> list[Standing]:
    """How the bidders stand by the tender's own weights, in the order given; void ones are not scored."""
    counted = [row for row in rows if not row.is_void]
    ours = next((row.price for row in rows if row.is_us), None)
    benchmark = _benchmark([row.price for row in counted], weights.formula)
    points = [_price_points(row, benchmark, weights) for row in rows]
    totals = [_total(row, found, weights) for row, found in zip(rows, points, strict=True)]
    order = sorted({total for total in totals if total is not None}, reverse=True)
    complete = all(total is not None for row, total in zip(rows, totals, strict=True) if not row.is_void)
    return [
        Standing(
            price_points=found,
            total=total,
            rank=order.index(total) + 1 if complete and total is not None else None,
            distance=(row.price - ours) / ours if ours and not row.is_us else None,
        )
        for row, found, total in zip(rows, points, totals, strict=True)
    ]


def _benchmark(prices: Sequence[Decimal], formula: str) -> Decimal:
    if not prices:
        return ZERO
    return min(prices) if formula == "lowest" else sum(prices, ZERO) / len(prices)


def _price_points(row: Scored, benchmark: Decimal, weights: Weights) -> Decimal | None:
    """Lowest: benchmark over price; average: one percent of the points is lost for each percent off the benchmark."""
    if row.is_void or not weights.price or not benchmark:
        return None
    lowest = weights.formula == "lowest"
    share = benchmark / row.price if lowest else max(1 - abs(row.price - benchmark) / benchmark, ZERO)
    return (weights.price * share).quantize(POINT, rounding=ROUND_HALF_UP)


def _total(row: Scored, price_points: Decimal | None, weights: Weights) -> Decimal | None:
    parts = [price_points]
    parts += [row.technical] if weights.technical else []
    parts += [row.commercial] if weights.commercial else []
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if len(known) == len(parts) else None


def is_open(states: Iterable[str]) -> int:
    """How many lines of a checklist are still to be done."""
    return sum(state == "todo" for state in states)
