"""Opportunities for tests, made through the action."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.foundation.kernel.act import Act


def an_opportunity(act: Act, *, lines: Any = (), **fields: Any) -> Opportunity:
    """An open one of 4,860,000.00 yuan in the first stage, with a customer of its own unless one is given."""
    if "customer" not in fields:
        fields["customer"] = a_customer(act)
    values = {"name": "2 号码头视频监控", "amount": Decimal("4860000.00"), **fields}
    return actions.create_opportunity(values, act=act, lines=lines)


def a_stage(position: int, method: str = "milestone") -> Stage:
    return Stage.objects.select_related("method").get(method__code=method, position=position)
