"""Traditional characters are made from simplified ones: our own words first, everything, nothing else changed."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from django.utils import translation

from leadtocash.config import messages
from leadtocash.foundation.kernel.language import overrides, own_language, traditional, wished

#: characters that are right in both ways of writing, though one of their meanings is written otherwise
BOTH = set("台准群斗采里游占")


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("立项审批中的项目", "立案簽核中的專案"),
        ("建立项目", "建立專案"),
        ("合同评审：会签", "合約評審：會簽"),
        ("第 %(line)s 行：没有权限查看设备", "第 %(line)s 列：沒有權限查看設備"),
        ("行", "列"),
        ("执行中", "執行中"),
        ("采购单和质保", "採購單和保固"),
        ("保存视图、标签和账号", "儲存檢視、標籤和帳號"),
        ("plain words", "plain words"),
        ("", ""),
    ],
)
def test_words_of_business_are_those_of_its_readers(simplified: str, expected: str) -> None:
    assert traditional(simplified) == expected


def test_no_own_word_stands_twice() -> None:
    words = [(row["simplified"], row["where"]) for row in overrides()]
    assert len(words) == len(set(words))


@pytest.mark.req("PLT-1")
def test_no_simplified_character_is_left_in_any_sentence() -> None:
    from opencc import OpenCC

    up, down = OpenCC("s2t"), OpenCC("t2s")
    left = {}
    for app in messages.apps():
        for entry in polib.pofile(str(app.catalogue)) if app.catalogue.exists() else []:
            made = traditional(entry.msgstr or entry.msgstr_plural.get(0, ""))
            wrong = {c for c in made if up.convert(c) != c == down.convert(c)} - BOTH
            left |= {made: wrong} if wrong else {}
    assert left == {}


def test_the_compiled_catalogue_is_made_from_the_simplified_one(tmp_path: Path) -> None:
    app = messages.App("sales", tmp_path)
    app.catalogue.parent.mkdir(parents=True)
    entries = polib.POFile()
    entries.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    entries.append(polib.POEntry(msgid="Save %(n)s", msgstr="保存 %(n)s"))
    entries.append(polib.POEntry(msgid="one", msgid_plural="many", msgstr_plural={0: "项目"}))
    entries.save(str(app.catalogue))
    messages.compile_all([app])
    made = {e.msgid: e.msgstr or e.msgstr_plural[0] for e in polib.mofile(str(tmp_path / messages.TRADITIONAL))}
    assert made == {"Save %(n)s": "儲存 %(n)s", "one": "專案"}


@pytest.mark.parametrize(
    ("language", "named"), [("zh-hans", "合同评审"), ("zh-hant", "合約評審"), ("en", "Contract review")]
)
def test_what_is_kept_in_two_languages_is_shown_in_three(language: str, named: str) -> None:
    with translation.override(language):
        assert own_language("合同评审", "Contract review") == named


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", ["zh-hant", "zh-hans", "en"]),
        ("zh-HK", ["zh-hant"]),
        ("zh-Hant-MO", ["zh-hant"]),
        ("zh-Hans-HK", ["zh-hans"]),
        ("en-GB;q=0.5, zh-CN;q=0.8", ["zh-hans", "en"]),
        ("de, fr;q=0.9", []),
        ("zh-TW;q=0, en", ["en"]),
        ("zh-tw;q=x", ["zh-hant"]),
        ("", []),
    ],
)
def test_what_a_browser_asks_for(header: str, expected: list[str]) -> None:
    assert list(wished(header)) == expected
