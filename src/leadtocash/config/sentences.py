"""Sentences that must be readable before anything is installed: Chinese first, English below.

Standard library only. The Chinese lives in the catalogue beside this file, as everywhere else; here it is
read straight from the text of the catalogue, because the compiled one may not exist yet.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"


class PlainError(Exception):
    """Something the person at the terminal can mend; its text is one clear sentence in both languages."""

    def __init__(self, sentence: str, **holes: object) -> None:
        super().__init__(both(sentence, **holes))


def both(sentence: str, **holes: object) -> str:
    """Give the Chinese sentence and, on the next line, the English one, both with their holes filled."""
    chinese = _chinese().get(sentence)
    english = sentence.format(**holes)
    return f"{chinese.format(**holes)}\n{english}" if chinese else english


def on_one_line(sentence: str, **holes: object) -> str:
    """Give both languages on one line, for titles."""
    return both(sentence, **holes).replace("\n", " · ")


def marked(sentence: str) -> str:
    """Mark a sentence for the catalogue where it is kept to be said later."""
    return sentence


@lru_cache(maxsize=1)
def _chinese() -> dict[str, str]:
    if not CATALOGUE.is_file():
        return {}
    return read_catalogue(CATALOGUE.read_text(encoding="utf-8"))


def read_catalogue(text: str) -> dict[str, str]:
    """Read the plain pairs (no plurals, no contexts) out of the text of a .po file."""
    pairs: dict[str, str] = {}
    parts: dict[str, str] = {}
    field = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith('"') and field:
            parts[field] += ast.literal_eval(line)
        elif line.startswith(("msgid ", "msgstr ")):
            field, quoted = line.split(" ", 1)
            parts[field] = ast.literal_eval(quoted)
        elif not line.strip():
            if parts.get("msgid") and parts.get("msgstr"):
                pairs[parts["msgid"]] = parts["msgstr"]
            parts, field = {}, ""
    return pairs
