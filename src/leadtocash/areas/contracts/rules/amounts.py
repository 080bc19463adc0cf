"""Amounts of a contract to the cent: lines, tax, sums, parts of the payment plan. All in yuan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from leadtocash.foundation.kernel.money import ZERO, cents, split

if TYPE_CHECKING:
    from leadtocash.areas.contracts.models import ContractLine

WHOLE = Decimal(100)
#: usual payment plans offered with one press: (event, percent, days after)
STANDARD_PLANS: dict[str, tuple[tuple[str, int, int], ...]] = {
    "30/30/30/10": (("signing", 30, 10), ("before_delivery", 30, 0), ("receipt", 30, 30), ("warranty_end", 10, 0)),
    "30/60/10": (("signing", 30, 10), ("receipt", 60, 30), ("warranty_end", 10, 0)),
    "50/50": (("signing", 50, 10), ("receipt", 50, 30)),
    "100": (("before_delivery", 100, 0),),
}


@dataclass(frozen=True)
class Sums:
    """The contract's amounts: with tax, without, the tax between them, and what the goods cost."""

    amount: Decimal
    net_amount: Decimal
    tax_amount: Decimal
    cost_amount: Decimal


def line_amounts(quantity: int, unit_price: Decimal, tax_rate: Decimal) -> tuple[Decimal, Decimal]:
    """Amount with tax and the tax in it, from the price with tax: tax = amount x r / (100 + r), to the cent."""
    amount = cents(unit_price * quantity)
    return amount, cents(amount * tax_rate / (WHOLE + tax_rate))


def sums(lines: Iterable[ContractLine]) -> Sums:
    """The contract's amounts from its lines."""
    amount = tax = cost = ZERO
    for line in lines:
        amount += line.amount
        tax += line.tax_amount
        cost += line.unit_cost * line.quantity
    return Sums(amount, amount - tax, tax, cost)


def term_amounts(total: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """The parts of the payment plan. Percents of 100 in sum give exactly the total, to the last cent.

    An unfinished plan (another sum) is a draft's: each part is rounded by itself.
    """
    if percents and sum(percents, Decimal(0)) == WHOLE:
        return split(total, percents)
    return [cents(total * percent / WHOLE) for percent in percents]
