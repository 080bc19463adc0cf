"""What people type: full-width digits and spaces, stray blanks, company names written in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = Promise | str

_BRACKETS = re.compile(r"[()\[\]\u3010\u3011<>\u300a\u300b\"'`.,\u3002\uff0c\u00b7\u2022\-_/&]")


_WIDE_SPANS = ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
_WIDE = {code: code - 0xFEE0 for span in _WIDE_SPANS for code in range(*span)}


def clean_line(text: str) -> str:
    """One line as meant: full-width digits and Latin become ordinary, single blanks, no control characters.

    Chinese punctuation stays as it is.
    """
    folded = text.translate(_WIDE) if not text.isascii() else text
    if not folded.isprintable():
        folded = "".join(c for c in folded if c.isprintable() or c.isspace())
    return " ".join(folded.split())


def joined(words: Iterable[object]) -> str:
    """Names one after the other as the reader's language separates them."""
    return _(", ").join(str(word) for word in words)


def plain_signs(text: str) -> str:
    """A number, date or code as typed with any keyboard: every full-width sign becomes its ordinary one (NFKC)."""
    return clean_line(unicodedata.normalize("NFKC", text))


#: what stands in a company's registered name and nobody says: limited, by shares, (group) company
_FORMS = re.compile("(\u80a1\u4efd|\u6709\u9650|\u8d23\u4efb|\u96c6\u56e2|\u603b)*\u516c\u53f8|\u96c6\u56e2$")
_LATIN_FORMS = re.compile(r"\b(co|company|ltd|limited|inc|corp|corporation|gmbh|llc|group)\b")


def name_core(name: str) -> str:
    """What is left of a company's name without its legal form: names with the same core are probably the same."""
    key = name_key(_LATIN_FORMS.sub("", plain_signs(name).casefold()))
    return _FORMS.sub("", key) or name_key(name)


def phone_key(text: str) -> str:
    """The digits by which two spellings of a telephone number count as one: without 86 and the zero of an area code.

    "" where there are too few to tell.
    """
    digits = "".join(sign for sign in plain_signs(text) if sign.isdigit())
    digits = digits[2:] if 12 <= len(digits) <= 14 and digits.startswith("86") else digits
    digits = digits.lstrip("0")
    return digits[:30] if len(digits) >= 7 else ""


def clean_serial(text: str) -> str:
    """A serial number as stored: plain signs, no blanks, upper case."""
    return plain_signs(text).replace(" ", "").upper()


def name_key(name: str) -> str:
    """The key by which two spellings of a company name count as one: case, blanks, brackets and dots folded away."""
    return _BRACKETS.sub("", plain_signs(name).casefold()).replace(" ", "")


def without_holes(sentence: object) -> str:
    """A sentence that is filled later, as a heading: "Contact … added"."""
    return re.sub(r"%\(\w+\)[sd]", "\u2026", str(sentence))
