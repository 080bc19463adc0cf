"""What uses a customer's credit: later areas tell it in their wiring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.formats import money


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


def warning(customer: Customer, person: Any, amount: Decimal, *, today: date) -> str:
    """What speaks against trusting a customer with so many yuan more, as far as this person may know; "" for nothing.

    It refuses nothing: whoever approves looks at the customer's credit and decides (S0 2.1.2).
    """
    state = state_of(customer, person, today=today)
    if state.is_over and customer.credit_until is not None:
        return _("The customer's credit expired on %(day)s.") % {"day": customer.credit_until.isoformat()}
    if not customer.credit_limit or not state.uses or amount <= state.free:
        return ""
    values = {"limit": money(customer.credit_limit), "free": money(state.free), "amount": money(amount)}
    sentence = _("The customer's credit of %(limit)s yuan is not enough: %(free)s are free, this takes %(amount)s.")
    return sentence % values
