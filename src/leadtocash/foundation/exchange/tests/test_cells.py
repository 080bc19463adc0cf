"""Cells say what they mean, or are refused with a sentence."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from leadtocash.foundation.exchange import cells

pytestmark = pytest.mark.req("PLT-3")


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1,898,400.00", "1898400.00"), ("￥12.5", "12.50"), ("１２３４．５", "1234.50"), ("12.5万", "125000.00"),
        ("0.125万元", "1250.00"), ("3亿", "300000000.00"), ("1234元", "1234.00"), (1234.1, "1234.10"), (7, "7.00"),
        ("RMB 88", "88.00"), ("-5", "-5.00"), ("'-5", "-5.00"), ("123,4567", "1234567.00"), (0.1 + 0.2, "0.30"),
    ],
)  # fmt: skip
def test_amounts(cell, yuan):
    assert cells.amount(cell) == Decimal(yuan)


@pytest.mark.parametrize("cell", ["", "1,5", "abc", "12.345", "1.2.3", "五万", "1e5", "--5"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(ValidationError):
        cells.amount(cell)


def test_a_heading_in_ten_thousands_counts_bare_numbers_so():
    assert (cells.amount_in_wan("12.5"), cells.amount_in_wan("12.5亿")) == (Decimal(125_000), Decimal(1_250_000_000))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_is_read_back(value):
    assert cells.amount(f"{value:,}") == cells.amount(str(value)) == value


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-24", "2026/11/24", "2026.11.24", "2026-11-24 00:00:00", "20261124", "2026年11月24日", "24 Nov 2026",
        "Nov 24, 2026", "２０２６－１１－２４", date(2026, 11, 24), datetime(2026, 11, 24, 9), 46350, "46350",
        "2026年11月24号", "2026-11-24T08:30",
    ],
)  # fmt: skip
def test_days(cell):
    assert cells.day(cell) == date(2026, 11, 24)


@pytest.mark.parametrize("cell", ["2026-02-30", "24.11.26", "11/12/2026", "soon", "3", "2026-13-01"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValidationError):
        cells.day(cell)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9999, 12, 31)))
def test_every_day_is_read_back(value):
    assert cells.day(value.isoformat()) == cells.day(f"{value.year}年{value.month}月{value.day}日") == value


def test_words_of_a_choice_are_known_in_every_language():
    parse = cells.choice([("end_user", "End user"), ("other", "Other")])
    assert [parse(word) for word in ("End user", "END USER", "end_user", "other")] == [
        "end_user", "end_user", "end_user", "other",
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        parse("nobody")


def test_yes_and_no():
    assert [cells.flag(cell) for cell in ("是", "√", "Y", True, 1.0)] == [True] * 5
    assert [cells.flag(cell) for cell in ("否", "no", False, 0)] == [False] * 4
    with pytest.raises(ValidationError):
        cells.flag("perhaps")


def test_numbers_are_written_as_text_without_a_point_and_formulas_stay_text():
    assert [cells.plain(cell) for cell in (13800138000.0, "'=1+1", " a  b ", None, date(2026, 1, 2))] == [
        "13800138000", "=1+1", "a b", "", "2026-01-02",
    ]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.booleans()))
def test_nothing_but_a_sentence_comes_of_a_wrong_cell(cell):
    for parse in (cells.amount, cells.day, cells.flag, cells.whole, cells.line, cells.paragraph):
        with contextlib.suppress(ValidationError):
            parse(cell)
