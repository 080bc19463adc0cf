"""Money: splitting to the last cent, amounts in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadtocash.foundation.kernel.money import cents, in_words, split, typed


@pytest.mark.req("CON-2")
@given(
    total=st.decimals(min_value=0, max_value=10**12, places=2),
    shares=st.lists(st.decimals(min_value=0, max_value=100, places=3), min_size=1, max_size=12).filter(
        lambda s: sum(s) > 0
    ),
)
def test_parts_add_up_to_the_total_and_none_is_off_by_more_than_a_cent(total, shares):
    parts = split(total, shares)
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * share / sum(shares)) <= Decimal("0.01")


def test_shares_without_a_positive_sum_are_refused():
    with pytest.raises(ValueError, match="positive"):
        split(Decimal("10.00"), [Decimal(0)])


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.01", "人民币壹分"),
        ("0.10", "人民币壹角整"),
        ("0.15", "人民币壹角伍分"),
        ("1.005", "人民币壹元零壹分"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("101.05", "人民币壹佰零壹元零伍分"),
        ("12300.50", "人民币壹万贰仟叁佰元伍角整"),
        ("100000005", "人民币壹亿零伍元整"),
        ("6328000", "人民币陆佰叁拾贰万捌仟元整"),
        ("10203040.06", "人民币壹仟零贰拾万叁仟零肆拾元零陆分"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1234500000000.00", "人民币壹万贰仟叁佰肆拾伍亿元整"),
        (
            "9999999999999999.99",
            "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
        ("-5.20", "人民币负伍元贰角整"),
    ],
)
def test_amount_in_words(amount, words):
    assert in_words(Decimal(amount)) == words


DIGITS = {sign: n for n, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> Decimal:
    """An independent reader of capitals."""
    words = words.removeprefix("人民币")
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    total = section = digit = 0
    for c in yuan:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in UNITS:
            section += digit * UNITS[c]
            digit = 0
        elif c == "万":
            section = (section + digit) * 10**4
            total, section, digit = total + section, 0, 0
        elif c == "亿":
            total = (total + section + digit) * 10**8
            section = digit = 0
    value = Decimal(total + section + digit)
    jiao = fen = 0
    for c in rest:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c == "角":
            jiao, digit = digit, 0
        elif c == "分":
            fen, digit = digit, 0
    return sign * (value + Decimal(jiao) / 10 + Decimal(fen) / 100)


@pytest.mark.req("PLT-1")
@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_words_read_back_give_the_amount(amount):
    words = in_words(amount)
    assert read_back(words) == amount
    assert "零零" not in words
    assert "零元" not in words or amount < 1


def test_half_a_cent_is_rounded_up():
    assert cents(Decimal("2.675")) == Decimal("2.68")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,898,400.00", "1898400.00"), ("¥ 12.50", "12.50"), ("１２０万元", "1200000"), ("1.2亿", "120000000"),
        ("50w", "500000"), ("人民币3萬", "30000"), ("-0.5", "-0.5"), ("12,3456", "123456"), ("RMB 7", "7"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, yuan: str) -> None:
    assert typed(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "万", "abc", "1,2", "1.2.3", "1e5", "五万", "NaN", "--1"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert typed(text) is None
