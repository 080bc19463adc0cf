"""What somebody typed, as conditions on the search table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from leadtocash.foundation.search.spelling import HAN, LEAST_PHONE, fold, letters_of

LONGEST, MOST_WORDS = 80, 6
_PLAIN = re.compile(r"[\x21-\x7e]+")
_DIGITS = re.compile(r"\+?\d[\d ()-]{6,}")
PHRASE = 3


@dataclass(frozen=True)
class Piece:
    """A piece of SQL with its values."""

    sql: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Word:
    """One word. plain: Latin letters and digits, looked for in pinyin and numbers; otherwise in the names."""

    text: str
    plain: bool

    @property
    def is_phone(self) -> bool:
        """Whether it may be the end of a telephone number."""
        return self.text.isdigit() and len(self.text) >= LEAST_PHONE

    def terms(self, phones: Collection[str]) -> str:
        """The condition for the index, in the database's language for it; "" where a single letter says too little.

        phones: the kinds whose telephone numbers may be looked through.
        """
        if self.plain:
            parts = [self.text[place : place + PHRASE] for place in range(len(self.text) - PHRASE + 1)]
            found = f"{quoted(self.text)}:*" if len(self.text) == PHRASE - 1 else ""
        else:
            parts = [self.text[place : place + 2] for place in range(len(self.text) - 1)] or [self.text]
            found = ""
        found = found or " & ".join(quoted(part) for part in dict.fromkeys(parts))
        if self.is_phone and phones:
            kinds = any_of("kind", phones)
            return f"(({found}) | (({kinds}) & {quoted(f'phone:{self.text[::-1]}')}:*))"
        return found and f"({found})"

    def held(self, phones: Collection[str]) -> Piece:
        """The condition for a row, which makes certain what the index says."""
        if not self.plain:
            return Piece("strpos(names, %s) > 0", (self.text,))
        if self.is_phone and phones:
            return Piece(
                "(strpos(letters, %s) > 0 OR (kind = ANY(%s) AND strpos(phones, %s) > 0))",
                (self.text, list(phones), f"{self.text} "),
            )
        return Piece("strpos(letters, %s) > 0", (self.text,))

    @property
    def rank(self) -> Piece:
        """0: it is just that, 1: it begins so, 2: it holds that somewhere."""
        text, edge = ("letters", " ") if self.plain else ("names", "\n")
        sql = f"CASE WHEN strpos({text}, %s) > 0 THEN 0 WHEN strpos({text}, %s) > 0 THEN 1 ELSE 2 END"
        return Piece(sql, (f"{edge}{self.text}{edge}", f"{edge}{self.text}"))


def words_of(typed: str) -> list[Word]:
    """The words to be found, all of them in one record; none when what was typed says too little."""
    found = []
    folded = fold(typed[:LONGEST])
    if _DIGITS.fullmatch(folded):  # a telephone number as people write it
        folded = letters_of(folded)
    for text in folded.split()[:MOST_WORDS]:
        letters = letters_of(text) if _PLAIN.fullmatch(text) else ""
        found.append(Word(letters or text, plain=bool(letters)))
    enough = any(len(word.text) > 1 or HAN.search(word.text) for word in found)
    return found if enough else []


def quoted(term: str) -> str:
    """A term as the database's language for such conditions writes it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(name: str, values: Collection[object]) -> str:
    """One of these values."""
    return " | ".join(quoted(f"{name}:{value}") for value in values)


def both(parts: Sequence[str]) -> str:
    """All of these conditions; empty ones say nothing."""
    return " & ".join(part for part in parts if part)


def together(pieces: Sequence[Piece]) -> Piece:
    """All of these conditions."""
    return Piece(" AND ".join(piece.sql for piece in pieces), tuple(v for piece in pieces for v in piece.values))
