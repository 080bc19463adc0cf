"""What people type: full-width digits and spaces, stray blanks, company names written in several ways."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"[()\[\]\u3010\u3011<>\u300a\u300b\"'`.,\u3002\uff0c\u00b7\u2022\-_/&]")


def clean_line(text: str) -> str:
    """One line as meant: NFKC (full-width digits and Latin become ordinary), single blanks, no control characters."""
    folded = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", "".join(c for c in folded if c.isprintable() or c.isspace())).strip()


def clean_serial(text: str) -> str:
    """A serial number as stored: NFKC, no blanks, upper case."""
    return clean_line(text).replace(" ", "").upper()


def name_key(name: str) -> str:
    """The key by which two spellings of a company name count as one: case, blanks, brackets and dots folded away."""
    return _BRACKETS.sub("", clean_line(name).casefold()).replace(" ", "")
