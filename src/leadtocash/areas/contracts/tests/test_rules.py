"""Amounts, completeness, who is asked again: pure rules by table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from leadtocash.areas.contracts import rules
from leadtocash.foundation.kernel.errors import RuleError

D = Decimal
TODAY = date(2026, 11, 10)


@pytest.mark.req("CON-2")
@pytest.mark.parametrize(
    ("quantity", "price", "rate", "amount", "tax"),
    [
        (1, "113.00", "13", "113.00", "13.00"),
        (3, "90400.00", "13.0", "271200.00", "31200.00"),
        (1, "10000.01", "6.0", "10000.01", "566.04"),
        (7, "0.01", "13", "0.07", "0.01"),
        (1, "100.00", "0", "100.00", "0.00"),
        (100_000, "9999999999.99", "13", "999999999999000.00", "115044247787495.58"),
    ],
)
def test_the_tax_in_a_line_is_taken_out_of_the_price_with_tax_to_the_cent(quantity, price, rate, amount, tax):
    assert rules.line_amounts(quantity, D(price), D(rate)) == (D(amount), D(tax))


@pytest.mark.req("CON-2", "FIN-1")
@pytest.mark.parametrize(
    ("total", "percents", "parts"),
    [
        ("281200.01", [30, 30, 30, 10], ["84360.00", "84360.01", "84360.00", "28120.00"]),
        ("0.01", [50, 50], ["0.01", "0.00"]),
        ("100.00", ["33.333", "33.333", "33.334"], ["33.33", "33.34", "33.33"]),
        ("0.00", [100], ["0.00"]),
        ("1000.00", [30, 30], ["300.00", "300.00"]),
        ("1000.00", [], []),
    ],
)
def test_the_payment_plan_makes_the_contract_to_the_last_cent(total, percents, parts):
    found = rules.term_amounts(D(total), [D(str(percent)) for percent in percents])
    assert found == [D(part) for part in parts]
    if sum(D(str(percent)) for percent in percents) == 100:
        assert sum(found) == D(total)


def test_every_plan_offered_with_one_press_is_a_whole_one():
    assert {name: sum(part[1] for part in plan) for name, plan in rules.STANDARD_PLANS.items()} == dict.fromkeys(
        rules.STANDARD_PLANS, 100
    )


def complete(**changes: Any) -> Any:
    facts: dict[str, Any] = {
        "owner": SimpleNamespace(name="王敏"), "cost_amount": D(10), "delivery_on": date(2026, 12, 25),
        "delivery_place": "杭州", "technical_terms": "按协议", "warranty_terms": "三年", "acceptance_needed": False,
        "acceptance_terms": "", "text_kind": "standard", "is_virtual": False, "virtual_reason": "",
        "expected_signing_on": None,
    }  # fmt: skip
    return SimpleNamespace(**{**facts, **changes})


def line(price: str = "100.00", position: int = 1) -> Any:
    return SimpleNamespace(position=position, unit_price=D(price), description="服务器")


def term(percent: int = 100, event: str = "receipt") -> Any:
    return SimpleNamespace(percent=D(percent), event=event)


def gaps(contract: Any, lines: Any = None, terms: Any = None, *, has_text: bool = False) -> list[tuple[str, str]]:
    with translation.override("en"):
        found = rules.missing_for_review(
            contract,
            [line()] if lines is None else lines,
            [term()] if terms is None else terms,
            has_text=has_text,
            today=TODAY,
            edit_url="/e/",
            files_url="/f/",
        )
    assert all(one.who == "王敏" for one in found)
    return [(one.clause, one.href) for one in found]


@pytest.mark.req("CON-2", "CON-3")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"delivery_on": None}, [("S3 4.5", "/e/#id_delivery_on")]),
        ({"delivery_place": "  "}, [("S3 4.4", "/e/#id_delivery_place")]),
        ({"technical_terms": ""}, [("S3 4.5", "/e/#id_technical_terms")]),
        ({"warranty_terms": ""}, [("S3 4.4", "/e/#id_warranty_terms")]),
        ({"cost_amount": D(0)}, [("S3 4.5", "/e/#id_lines")]),
        ({"acceptance_needed": True}, [("S3 4.5", "/e/#id_acceptance_terms")]),
        ({"text_kind": "customer"}, [("S3 4.4", "/f/")]),
        (
            {"is_virtual": True},
            [("S0 1.3.4", "/e/#id_virtual_reason"), ("S0 1.3.4", "/e/#id_expected_signing_on")],
        ),
        (
            {"is_virtual": True, "virtual_reason": "急", "expected_signing_on": date(2026, 11, 9)},
            [("S0 1.3.4", "/e/#id_expected_signing_on")],
        ),
        ({"is_virtual": True, "virtual_reason": "急", "expected_signing_on": TODAY}, []),
    ],
)
def test_what_a_contract_lacks_before_review_is_named_with_its_clause_and_place(facts, expected):
    assert gaps(complete(**facts)) == expected


@pytest.mark.req("CON-2")
def test_lines_and_plan_must_be_whole_before_review():
    assert gaps(complete(), lines=[]) == [("S3 4.4", "/e/#id_lines")]
    assert gaps(complete(), lines=[line("0.00")]) == [("S3 4.5", "/e/#id_lines")]
    assert gaps(complete(), terms=[]) == [("S3 4.4", "/e/#id_terms")]
    assert gaps(complete(), terms=[term(30), term(60)]) == [("S3 4.4", "/e/#id_terms")]
    assert gaps(complete(), terms=[term(100, "acceptance")]) == [("S3 4.4", "/e/#id_acceptance_needed")]
    assert gaps(complete(text_kind="customer"), has_text=True) == []


BASE: dict[str, Any] = {
    "title": "服务器", "customer": "浙二院", "kind": "formal", "text_kind": "standard", "penalty_terms": "万分之五",
    "delivery_on": "2026-12-25", "technical_terms": "V2", "warranty_terms": "三年", "files": [],
    "lines": [{"product": "TS", "description": "服务器", "quantity": 3, "unit": "台", "unit_price": "100.00",
               "tax_rate": "13.0", "unit_cost": "60.00"}],
    "terms": [{"event": "receipt", "percent": "100", "days_after": 30, "note": ""}],
}  # fmt: skip


def with_line(**changes: Any) -> dict[str, Any]:
    return {"lines": [{**BASE["lines"][0], **changes}]}


@pytest.mark.req("CON-3")
@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        ({}, set()),
        ({"penalty_terms": "万分之三"}, {"legal"}),
        ({"technical_terms": "V3"}, {"technical"}),
        ({"delivery_on": "2027-01-30"}, {"delivery"}),
        ({"customer": "浙一院"}, {"finance", "legal"}),
        ({"kind": "virtual"}, {"finance", "legal"}),
        ({"files": [["text.pdf", "ab"]]}, {"legal"}),
        ({"terms": [{"event": "receipt", "percent": "100", "days_after": 60, "note": ""}]}, {"finance"}),
        ({"terms": []}, {"finance"}),
        (with_line(unit_price="99.00"), {"price", "finance"}),
        (with_line(unit_cost="61.00"), {"price", "finance"}),
        (with_line(tax_rate="9.0"), {"price", "finance"}),
        (with_line(quantity=4), {"technical", "price", "delivery", "finance"}),
        ({"lines": []}, {"technical", "price", "delivery", "finance"}),
        ({"warranty_terms": "一年"}, {"technical", "legal"}),
    ],
)
def test_a_change_concerns_the_departments_that_judge_it(changed, concerned):
    found = rules.changes(BASE, {**BASE, **changed})
    assert rules.touched(found) == concerned


@pytest.mark.req("CON-3")
@pytest.mark.parametrize(
    ("said", "changed", "ask_all", "asked"),
    [
        ({}, {}, False, ["technical", "price", "delivery", "finance", "legal"]),
        (dict.fromkeys(rules.DEPARTMENTS, "approved"), {}, False, []),
        (dict.fromkeys(rules.DEPARTMENTS, "approved"), {"legal": True, "price": False}, False, ["legal"]),
        ({**dict.fromkeys(rules.DEPARTMENTS, "approved"), "finance": "rejected"}, {}, False, ["finance"]),
        ({"technical": "approved", "price": "approved", "delivery": "approved", "legal": "approved"}, {}, False,
         ["finance"]),
        (dict.fromkeys(rules.DEPARTMENTS, "approved"), {}, True, list(rules.DEPARTMENTS)),
    ],
)  # fmt: skip
def test_the_next_round_asks_those_touched_those_who_rejected_and_those_who_said_nothing(said, changed, ask_all, asked):
    opinions = {slot: rules.Opinion(outcome) for slot, outcome in said.items()}
    assert rules.whom_to_ask(opinions, changed, ask_all=ask_all) == asked


def contract(state: str, **facts: Any) -> Any:
    base: dict[str, Any] = {
        "state": state, "number": "", "project_code": "", "is_virtual": False, "cancellation_asked": False,
        "get_state_display": lambda: state, "shown_number": "CG-1",
    }  # fmt: skip
    return SimpleNamespace(**{**base, **facts})


def code_of(call: Any) -> tuple[str, str] | None:
    try:
        call()
    except RuleError as refusal:
        return refusal.code, refusal.clause
    return None


@pytest.mark.req("CON-7")
@pytest.mark.parametrize(
    ("one", "refused"),
    [
        (contract("passed"), None),
        (contract("draft"), ("contract_not_passed", "S0 2.3.2")),
        (contract("in_review"), ("contract_not_passed", "S0 2.3.2")),
        (contract("registered", number="HT-2026-0001"), ("already_registered", "S0 2.3.2")),
        (contract("passed", cancellation_asked=True), ("cancellation_pending", "S0 2.7")),
    ],
)
def test_only_a_passed_contract_is_registered(one, refused):
    assert code_of(lambda: rules.check_registrable(one)) == refused


@pytest.mark.req("CON-5")
@pytest.mark.parametrize(
    ("one", "successor", "refused"),
    [
        (contract("registered", is_virtual=True), None, None),
        (contract("registered"), None, ("not_virtual", "S0 1.3.4")),
        (contract("draft", is_virtual=True), None, ("contract_not_registered", "S0 1.3.4")),
        (
            contract("registered", is_virtual=True),
            SimpleNamespace(shown_number="CG-2", get_absolute_url=lambda: "/c/2/"),
            ("replacement_exists", "S0 1.3.4"),
        ),
    ],
)
def test_only_a_registered_virtual_contract_is_replaced_and_only_once(one, successor, refused):
    assert code_of(lambda: rules.check_replaceable(one, successor)) == refused


@pytest.mark.req("CON-8")
@pytest.mark.parametrize(
    ("state", "reason", "refused"),
    [
        ("draft", "重复", None),
        ("registered", "客户不签了", None),
        ("registered", "  ", ("reason_missing", "S0 2.7")),
        ("in_review", "重复", ("contract_in_review", "S0 2.7")),
        ("cancelled", "重复", ("contract_over", "S0 2.7")),
        ("replaced", "重复", ("contract_over", "S0 2.7")),
    ],
)
def test_a_cancellation_needs_a_reason_and_a_contract_that_is_still_open(state, reason, refused):
    check = lambda: rules.check_cancellable(contract(state), reason=reason, successor=None, refusals=[])  # noqa: E731
    assert code_of(check) == refused


@pytest.mark.parametrize(
    ("state", "category", "refused"),
    [
        ("draft", "contract_text", None),
        ("in_review", "contract_text", ("contract_not_draft", "S3 4.5")),
        ("in_review", "scan", ("contract_not_draft", "S3 4.5")),
        ("registered", "contract_text", ("contract_not_draft", "S3 4.5")),
        ("registered", "scan", None),
        ("passed", "other", None),
    ],
)
def test_the_reviewed_text_is_not_exchanged_while_signed_scans_may_come_later(state, category, refused):
    assert code_of(lambda: rules.check_files_open(contract(state), category)) == refused
