"""Contract drafts from tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests.factories import a_customer, a_product
from leadtocash.foundation.exchange.tests.driving import carried_out, faults, undone

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]


def test_rows_become_drafts_with_one_line_and_can_be_taken_back(cast):
    wang = cast.act("wang")
    a_customer(cast), a_product()
    rows = ['机房,浙江第二医院,TS860-V5,3,"90,400"', "坏,浙江第二医院,TS860-V5,0,1", "坏二,没有,,,"]
    text = "\n".join(["合同名称,客户名称,产品型号,数量,含税单价", *rows, ""])
    run = carried_out(wang, text, kind="contracts.contract")
    assert faults(run) == [(3, "quantity"), (4, "customer")]
    made = Contract.objects.get()
    assert (made.state, made.amount, made.lines.count()) == ("draft", Decimal(271_200), 1)
    assert undone(wang, run).undo["removed"] == 1
    assert Contract.objects.count() == 0
