"""The reader's language: names the company keeps in Chinese and English, and Chinese in traditional characters.

Everything is written once, in simplified characters. What a reader of traditional ones sees is made from it: by
OpenCC with the words of Taiwan, after our own words (data/traditional.csv), which go before its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils.translation import get_language

if TYPE_CHECKING:
    from opencc import OpenCC

TRADITIONAL = "zh-hant"
SIMPLIFIED = "zh-hans"
_REGIONS = {"hant", "tw", "hk", "mo"}


def reads_chinese() -> bool:
    """The reader reads Chinese, in whichever characters."""
    return (get_language() or SIMPLIFIED).startswith("zh")


def own_language(chinese: str, english: str) -> str:
    """What is kept as data in Chinese, with an English twin or without, as the reader reads it."""
    if english and not reads_chinese():
        return english
    return traditional(chinese) if get_language() == TRADITIONAL else chinese


def wished(header: str) -> Iterable[str]:
    """Languages of the program a browser or program asks for (Accept-Language), the dearest first."""
    ranked = []
    for place, part in enumerate(header.lower().split(",")):
        tag, _sign, quality = part.strip().partition(";q=")
        number = float(quality) if re.fullmatch(r"[01](\.\d{1,3})?", quality.strip()) else 1.0
        ranked.append((-number, place, tag.strip()))
    for number, _place, tag in sorted(ranked):
        main, *rest = tag.split("-")
        if number and main == "zh":
            yield TRADITIONAL if _REGIONS & set(rest) and "hans" not in rest else SIMPLIFIED
        elif number and main == "en":
            yield "en"


@lru_cache(maxsize=20_000)
def traditional(text: str) -> str:
    """The same in traditional characters; what holds no Chinese stays as it is."""
    if text.isascii():
        return text
    own, alone, pattern = _own_words()
    if text in alone:
        return alone[text]
    parts = pattern.split(text)
    return "".join(own[part] if index % 2 else _converter().convert(part) for index, part in enumerate(parts))


def overrides() -> list[dict[str, str]]:
    """Our own words: simplified, traditional, where ("alone": only when it is all there is), note."""
    source = files("leadtocash.foundation.kernel").joinpath("data/traditional.csv")
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


@cache
def _own_words() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    anywhere, alone = (
        {row["simplified"]: row["traditional"] for row in overrides() if row["where"] == where}
        for where in ("", "alone")
    )
    longest_first = sorted(anywhere, key=len, reverse=True)
    return anywhere, alone, re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")


@cache
def _converter() -> OpenCC:
    """Read when the first reader of traditional characters comes: its dictionaries take 40 MB."""
    from opencc import OpenCC

    return OpenCC("s2twp")
