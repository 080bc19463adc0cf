"""What uses a customer's credit: later areas tell it in their wiring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True)
class Using:
    """label: what it is ("not paid yet"); of: how many yuan of a customer's credit it takes on a day; may: who may
    know it."""

    label: Promise | str
    of: Callable[[Customer, date], Decimal]
    may: Callable[[Any], bool]


@dataclass(frozen=True)
class Use:
    label: Promise | str
    amount: Decimal


@dataclass(frozen=True)
class CreditState:
    """uses in yuan; free: what is left of the limit, below zero when it is overdrawn; nothing once it has expired."""

    uses: Sequence[Use]
    free: Decimal
    is_over: bool


usings: Registry[Using] = Registry("use of credit")


def state_of(customer: Customer, person: Any, *, today: date) -> CreditState:
    """What stands of a customer's credit today, as far as this person may know; no uses for whoever may not know one
    of them."""
    known = list(usings.values())
    uses = [Use(one.label, one.of(customer, today)) for one in known] if all(one.may(person) for one in known) else []
    is_over = customer.credit_until is not None and customer.credit_until < today
    limit = Decimal(0) if is_over else customer.credit_limit
    return CreditState(uses, limit - sum((use.amount for use in uses), Decimal(0)), is_over)
