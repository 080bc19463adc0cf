"""Two people at the same moment: the books still add up to the cent (FIN-2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.together import words

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.receivables import actions, queries
from leadtocash.areas.receivables.models import Receipt
from leadtocash.areas.receivables.tests import factories as make

D = Decimal


def books() -> list[str]:
    return [problem.code for problem in queries.ledger_problems()]


@pytest.mark.req("FIN-2")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_spend_a_receipt_twice(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    receipt = make.a_receipt(cast, contract.customer, "30000.00")
    act = make.act(cast)
    ended = words([
        lambda: actions.allocate(receipt, [(signing.pk, D("30000.00"))], act=act),
        lambda: actions.allocate(receipt, [(delivery.pk, D("30000.00"))], act=act),
    ])  # fmt: skip
    assert ended == ["done", "nothing_left"]
    assert books() == []


@pytest.mark.req("FIN-2")
@pytest.mark.django_db(transaction=True)
def test_two_receipts_at_once_cannot_pay_more_than_is_owed(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    one, two = (make.a_receipt(cast, contract.customer, "35000.00") for _ in range(2))
    act = make.act(cast)
    ended = words([
        lambda: actions.allocate(one, [(signing.pk, D("20000.00")), (delivery.pk, D("15000.00"))], act=act),
        lambda: actions.allocate(two, [(delivery.pk, D("15000.00")), (signing.pk, D("20000.00"))], act=act),
    ])  # fmt: skip
    assert ended == ["done", "more_than_owed"]
    assert books() == []


@pytest.mark.req("FIN-2")
@pytest.mark.django_db(transaction=True)
def test_the_same_receipt_recorded_twice_at_once_is_recorded_once(cast: Any) -> None:
    customer = a_customer(cast.act("wang"))
    work = [lambda: make.a_receipt(cast, customer, bank_reference="CMB1109")] * 2
    assert words(work) == ["done", "invalid"]
    assert Receipt.objects.count() == 1
