"""Cells as people type and paste them: full-width signs, ten thousands, names in either language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from leadtocash.foundation.authority import reading

pytestmark = [pytest.mark.req("ORG-3")]
ROLES = {reading.key(word): code for word, code in {
    "销售经理": "sales_manager", "sales_manager": "sales_manager", "事业部总经理": "bu_manager",
    "bu_manager": "bu_manager", "销售副总裁": "sales_vp", "sales_vp": "sales_vp",
}.items()}  # fmt: skip
NAMES = reading.Names(
    {reading.key("华东大区"): 7, "7": 7}, ROLES, {"formal": "formal", reading.key("虚拟合同"): "virtual"}
)


@pytest.mark.parametrize(
    ("typed", "value", "is_said"),
    [
        ("", None, False),
        ("不限", None, False),
        ("—", None, False),
        ("1,200,000", "1200000.00", False),
        ("１２００，０００．５", "1200000.50", False),
        ("¥ 100", "100.00", False),
        ("120万", "1200000.00", True),
        ("１２０万元", "1200000.00", True),
        ("1.5亿", "150000000.00", True),
        ("0.00005万", "0.50", True),
        ("0", "0.00", False),
    ],
)
def test_an_amount_is_read_and_said_where_it_means_another_number(typed: str, value: str | None, is_said: bool) -> None:
    found, said = reading.amount(typed)
    assert found == (None if value is None else Decimal(value))
    assert bool(said) is is_said
    if is_said:
        assert f"{found:,.2f}" in said


@pytest.mark.parametrize("typed", ["abc", "12万万", "-5", "1.234", "1e5", "万", "99999999999999999999", "１２．３．４"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(reading.Wrong):
        reading.amount(typed)


@pytest.mark.parametrize(
    ("typed", "value", "is_said"),
    [("15%", "0.15", False), ("１５％", "0.15", False), ("15", "0.15", False), ("-3.5%", "-0.035", False),
     ("0.15", "0.0015", True), ("", None, False), ("0", "0", False)],
)  # fmt: skip
def test_a_share_is_typed_in_per_cent(typed: str, value: str | None, is_said: bool) -> None:
    found, said = reading.share(typed)
    assert found == (None if value is None else Decimal(value))
    assert bool(said) is is_said


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("销售经理→销售副总裁", ["sales_manager", "sales_vp"]),
        ("bu_manager, sales_vp", ["bu_manager", "sales_vp"]),
        ("事业部总经理、销售副总裁", ["bu_manager", "sales_vp"]),
        ("sales_manager -> sales_vp", ["sales_manager", "sales_vp"]),
        (["sales_vp"], ["sales_vp"]),
        ("", []),
    ],
)
def test_roles_are_read_in_their_order(typed: Any, codes: list[str]) -> None:
    assert reading.roles(typed, ROLES) == codes


@pytest.mark.parametrize("typed", ["国王", "销售经理→销售经理"])
def test_a_role_that_is_not_there_or_twice_is_refused(typed: str) -> None:
    with pytest.raises(reading.Wrong):
        reading.roles(typed, ROLES)


def test_a_pasted_row_is_read_whole_and_every_wrong_cell_is_named() -> None:
    cells = {
        "department_id": "华东大区", "amount_from": "２００万", "amount_to": "x", "margin_from": "15%", "margin_to": "",
        "contract_kind": "虚拟合同", "product_class": "Ａ", "credit_class": "任意", "roles": "国王",
        "clause": "S0 2.1.3", "note": " 大额　 ",
    }  # fmt: skip
    found = reading.row(cells, NAMES)
    assert found.values == {
        "department_id": 7, "amount_from": Decimal("2000000.00"), "margin_from": Decimal("0.1500"), "margin_to": None,
        "contract_kind": "virtual", "product_class": "A", "credit_class": "", "clause": "S0 2.1.3", "note": "大额",
    }  # fmt: skip
    assert sorted(found.wrong) == ["amount_to", "roles"]
    assert sorted(found.said) == ["amount_from"]


def test_the_form_reads_per_cent_with_two_decimals() -> None:
    from leadtocash.foundation.authority.forms import PercentField

    assert PercentField().clean("11.79") == Decimal("0.1179")
    assert PercentField().clean("15") == Decimal("0.15")
