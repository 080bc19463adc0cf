"""How a text is written for being found: one form of every sign, and how its Chinese is spelt in Latin letters."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

HAN = re.compile(r"([\u3400-\u9fff]+)")
#: what stands before "company" in a registered name and nobody says: limited, by shares, with limited liability
_LEGAL = re.compile("(?:\u80a1\u4efd\u6709\u9650|\u6709\u9650\u8d23\u4efb|\u6709\u9650)(?=\u516c\u53f8)")
_OTHER = re.compile(r"[^a-z0-9]+")
_BETWEEN = re.compile(r"[,;/\u3001]")
#: signs of a name that are also kept fully spelt
SPELT = 24
LEAST_PHONE, LONGEST_PHONE = 4, 15


def fold(text: str) -> str:
    """Full-width and ordinary, upper and lower case are the same; single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def letters_of(text: str) -> str:
    """The Latin letters and digits of a folded text, without what stands between them."""
    return _OTHER.sub("", text)


def lines(names: Iterable[str]) -> list[str]:
    """Each name, and beside it the one without the form of company: that is how people say it."""
    found = [fold(name) for name in names if name]
    found += [_LEGAL.sub("", name) for name in found]
    return [name for name in dict.fromkeys(found) if name]


def spelt(name: str) -> list[str]:
    """A folded name by the initials of its signs, by every reading of one of them, and in full.

    Latin letters and digits stay as they are. A name without Chinese is its letters.
    """
    full, initials, others = "", "", list[tuple[int, str]]()
    for run in HAN.split(name):
        if not HAN.fullmatch(run):
            full, initials = full + letters_of(run), initials + letters_of(run)
            continue
        for sign, reading in zip(run, _readings(run), strict=True):
            others += [(len(initials), other) for other in _heteronyms().get(sign, "") if other != reading[:1]]
            full, initials = full + reading, initials + reading[:1]
    found = [initials, *(initials[:place] + other + initials[place + 1 :] for place, other in others)]
    if len(name) <= SPELT:
        found.append(full)
    return [word for word in dict.fromkeys(found) if word]


def phones_of(texts: Iterable[str]) -> list[str]:
    """The telephone numbers in what was typed, digits only; several may stand in one field."""
    found = []
    for text in texts:
        for part in _BETWEEN.split(fold(text)):
            whole = _digits(part)
            found += [whole] if len(whole) <= LONGEST_PHONE else [_digits(one) for one in part.split()]
    return [number for number in found if len(number) >= LEAST_PHONE]


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def _readings(run: str) -> list[str]:
    from pypinyin import Style, pinyin  # several megabytes, only needed where something is written

    return [_OTHER.sub("", readings[0]) for readings in pinyin(run, style=Style.NORMAL)]


@cache
def _heteronyms() -> dict[str, str]:
    """The signs read in several ways in names, with the initials of their readings."""
    text = (files(__package__) / "data" / "heteronyms.csv").read_text(encoding="utf-8")
    return {row["sign"]: row["initials"] for row in csv.DictReader(text.splitlines())}
