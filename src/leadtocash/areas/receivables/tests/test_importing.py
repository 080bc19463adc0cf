"""Receipts from the bank's table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.receivables.models import Receipt
from leadtocash.foundation.exchange.tests.driving import carried_out, faults, undone

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3", "FIN-2")]


def test_receipts_are_recorded_once_and_voided_by_undo(cast):
    a_customer(cast.act("wang"), name="甬江港务集团")
    qian = cast.act("qian")
    rows = ['甬江港务集团,2026-11-03,"12,000.50",B1', "甬江港务集团,2099-01-01,5,B2", "甬江港务集团,2026-11-03,-5,B3"]
    text = "\n".join(["付款单位,到账日期,到账金额,流水号", *rows, ""])
    run = carried_out(qian, text, kind="receivables.receipt")
    assert {row for row, _key in faults(run)} == {3, 4}
    made = Receipt.objects.get()
    assert (made.amount, made.number[:2]) == (Decimal("12000.50"), "SK")
    assert carried_out(qian, text, kind="receivables.receipt").counts["known"] == 1
    undone(qian, run)
    made.refresh_from_db()
    assert made.voided_on is not None
