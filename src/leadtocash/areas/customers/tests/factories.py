"""Customers for tests, made through the action, so that number and journal are there."""

from __future__ import annotations

from itertools import count
from typing import Any

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.kernel.act import Act

_numbers = count(1)
CREDIT_CODE = "91330000MA27T3KX2L"


def a_customer(act: Act, **fields: Any) -> Customer:
    return actions.create_customer({"name": f"甬江港务集团{next(_numbers)}", **fields}, act=act)


def a_contact(customer: Customer | None, act: Act, **fields: Any) -> Contact:
    assert customer is not None
    return actions.add_contact(customer, {"name": f"张工{next(_numbers)}", **fields}, act=act)
