"""Sums under a list longer than is counted: of all rows, or of the first ones, and the label says which."""

from decimal import Decimal

import pytest

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.lists import Column, totals

COLUMNS = [Column(key="name", label="name"), Column(key="credit_limit", label="limit", kind="money", total=True)]


@pytest.mark.req("PLT-3")
def test_all_rows_are_summed_in_time_and_the_first_ones_otherwise(cast, monkeypatch):
    for n in range(3):
        actions.create_customer({"name": f"C{n}", "credit_limit": Decimal(100)}, act=cast.act("wang"))
    rows = Customer.objects.all()
    whole = totals.of_many(COLUMNS, rows)
    assert whole.texts == ["", "300.00"]
    slow = rows.extra(where=["pg_sleep(0.2) IS NOT NULL"])
    monkeypatch.setattr(totals, "PATIENCE", 50)
    monkeypatch.setattr(totals, "COUNT_CAP", 2)
    first = totals.of_many(COLUMNS, slow)
    assert first.texts == ["", "≥ 200.00"]
    assert first.label != whole.label
