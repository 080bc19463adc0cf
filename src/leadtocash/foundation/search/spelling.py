"""How a text is written for being found: one form of every sign, and how its Chinese is spelt in Latin letters."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files

HAN = re.compile(r"([\u3400-\u9fff]+)")
#: what stands before "company" in a registered name and nobody says: limited, by shares, with limited liability
_LEGAL = re.compile("(?:\u80a1\u4efd\u6709\u9650|\u6709\u9650\u8d23\u4efb|\u6709\u9650)(?=\u516c\u53f8)")
_OTHER = re.compile(r"[^a-z0-9]+")
_BETWEEN = re.compile(r"[,;/\u3001]")
#: signs of a name that are also kept fully spelt
SPELT = 24
#: signs of the longest phrase that is looked up
PHRASE = 4
LEAST_PHONE, LONGEST_PHONE = 4, 15


def fold(text: str) -> str:
    """Full-width and ordinary, upper and lower case are the same; single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def letters_of(text: str) -> str:
    """The Latin letters and digits of a folded text, without what stands between them."""
    return _OTHER.sub("", text)


def said(names: Iterable[str]) -> list[str]:
    """Folded names without the form of company, where they have one: that is how people say them."""
    return [short for name in names if (short := _LEGAL.sub("", name)) != name]


@lru_cache(maxsize=5_000)
def spelt(name: str) -> Sequence[str]:
    """A folded name by the initials of its signs, and by every other reading of one of them.

    Latin letters and digits stay as they are.
    """
    initials, others = "", list[tuple[int, str]]()
    for run in HAN.split(name):
        if not HAN.fullmatch(run):
            initials += letters_of(run)
            continue
        for sign, reading in zip(run, _readings(run), strict=True):
            others += [(len(initials), other) for other in _heteronyms().get(sign, "") if other != reading[:1]]
            initials += reading[:1]
    found = [initials, *(initials[:place] + other + initials[place + 1 :] for place, other in others)]
    return [word for word in dict.fromkeys(found) if word]


@lru_cache(maxsize=5_000)
def spelt_out(name: str) -> str:
    """A folded name in pinyin; of a long one its beginning."""
    runs = HAN.split(name[:SPELT])
    return "".join("".join(_readings(run)) if HAN.fullmatch(run) else letters_of(run) for run in runs)


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


@lru_cache(maxsize=5_000)
def _readings(run: str) -> Sequence[str]:
    """The reading of each sign, that of the longest known phrase it stands in."""
    found: list[str] = []
    while len(found) < len(run):
        rest = run[len(found) : len(found) + PHRASE]
        parts = (rest[:size] for size in range(len(rest), 1, -1))
        found += next((read for part in parts if (read := _phrase(part))), [_sign(rest[0])])
    return found


@lru_cache(maxsize=50_000)
def _phrase(part: str) -> list[str]:
    from pypinyin.phrases_dict import phrases_dict  # several megabytes, only needed where something is written

    return [_plain(readings[0]) for readings in phrases_dict.get(part, ())]


@cache
def _sign(sign: str) -> str:
    from pypinyin.pinyin_dict import pinyin_dict

    return _plain(pinyin_dict.get(ord(sign), "").split(",")[0])


def _plain(reading: str) -> str:
    """A reading as it is typed: without tone, v for the u with two dots."""
    return _OTHER.sub("", unicodedata.normalize("NFD", reading).replace("u\u0308", "v"))


@cache
def _heteronyms() -> dict[str, str]:
    """The signs read in several ways in names, with the initials of their readings."""
    text = (files(__package__) / "data" / "heteronyms.csv").read_text(encoding="utf-8")
    return {row["sign"]: row["initials"] for row in csv.DictReader(text.splitlines())}
