"""Visits for tests, made through the actions."""

from __future__ import annotations

from typing import Any

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.visits import actions
from leadtocash.areas.visits.models import Visit
from leadtocash.foundation.kernel.act import Act


def a_plan(act: Act, **fields: Any) -> Visit:
    """A visit planned for the day of the act, with a customer of its own unless one is given."""
    fields.setdefault("customer", (fields.get("opportunity") and fields["opportunity"].customer) or a_customer(act))
    return actions.plan_visit({"purpose": "交流二期方案", "day": act.today, **fields}, act=act)


def a_log(act: Act, **fields: Any) -> Visit:
    """A visit that took place on the day of the act, with minutes."""
    fields.setdefault("customer", (fields.get("opportunity") and fields["opportunity"].customer) or a_customer(act))
    given = {"kind": "visit", "day": act.today, "said": "设备部认可方案，预算年底前定", **fields}
    return actions.log_visit(given, act=act)
