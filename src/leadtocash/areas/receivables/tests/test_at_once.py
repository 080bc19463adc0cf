"""Two people at the same moment: the books still add up to the cent (FIN-2)."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.receivables import actions, queries
from leadtocash.areas.receivables.models import Receipt
from leadtocash.areas.receivables.tests import factories as make
from leadtocash.foundation.kernel.errors import RuleError

D = Decimal


def books() -> list[str]:
    return [problem.code for problem in queries.ledger_problems()]


def at_once(work: list[Any]) -> list[str]:
    """Run these at the same moment, each on its own connection; give how each ended."""
    ended: list[str] = []
    gate = threading.Barrier(len(work))

    def run(one: Any) -> None:
        try:
            gate.wait(timeout=10)
            one()
            ended.append("done")
        except RuleError as refused:
            ended.append(refused.code)
        except ValidationError:
            ended.append("invalid")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ended)


@pytest.mark.req("FIN-2")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_spend_a_receipt_twice(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    receipt = make.a_receipt(cast, contract.customer, "30000.00")
    act = make.act(cast)
    ended = at_once([
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
    ended = at_once([
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
    assert at_once(work) == ["done", "invalid"]
    assert Receipt.objects.count() == 1
