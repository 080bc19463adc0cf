"""How names are spelt: initials, several readings, the form of company left out, full-width signs."""

from __future__ import annotations

import pytest

from leadtocash.foundation.search.asking import words_of
from leadtocash.foundation.search.spelling import fold, phones_of, said, spelt, spelt_out


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("上海瑞隆轴承有限公司", ["shrl", "zcgs", "zcyxgs", "ruilong", "zhoucheng"]),
        ("苏州精工股份有限公司", ["szjg", "jggs", "jggfyxgs"]),
        ("重庆长江机床厂", ["cqcj", "zqcj", "cjjcc", "chongqing"]),
        ("厦门银行", ["xmyh", "smyh", "xmyx"]),
        ("单县乐器", ["dx", "sx", "yq", "lq"]),
        ("ABC数控2期", ["abcsk", "sk2q"]),
        ("ＡＢＣ　Ｔｅｓｔ-100", ["abctest100"]),
    ],
)
def test_a_name_is_found_by_each_way_of_spelling_it(name: str, asked: list[str]) -> None:
    full = fold(name)
    kept = [*(word for one in (full, *said([full])) for word in spelt(one)), spelt_out(full)]
    assert [one for one in asked if not any(one in word for word in kept)] == []


@pytest.mark.req("PLT-2")
def test_readings_of_one_sign_do_not_multiply() -> None:
    assert len(spelt("重庆长江重型传动参数调节单元厂行")) < 14


def test_wide_signs_and_capitals_are_the_same() -> None:
    assert fold("ＸＭ－２０２６　Ａｂ") == "xm-2026 ab"
    assert said(["甲有限公司", "乙厂"]) == ["甲公司"]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("138 0013 8000", ["13800138000"]),
        ("１３８００１３８０００", ["13800138000"]),
        ("021-55556666/13800138000", ["02155556666", "13800138000"]),
        ("+86 13800138000", ["8613800138000"]),
        ("110", []),
    ],
)
def test_telephone_numbers_are_digits(typed: str, numbers: list[str]) -> None:
    assert phones_of([typed]) == numbers


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("轴", [("轴", False)]),
        ("a", []),
        ("", []),
        ("  ", []),
        ("XM-2026", [("xm2026", True)]),
        ("sh 轴承", [("sh", True), ("轴承", False)]),
        ("138 0013-8000", [("13800138000", True)]),
        ("ABC轴承", [("abc轴承", False)]),
        ("%", []),
        ("'; drop", [("';", False), ("drop", True)]),
    ],
)
def test_what_is_typed_becomes_words(typed: str, words: list[tuple[str, bool]]) -> None:
    assert [(word.text, word.plain) for word in words_of(typed)] == words
