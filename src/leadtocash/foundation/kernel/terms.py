"""The words of the business, each with its meaning and clause (data/terms.csv): for help and for labels that are one.

A row may hold several words of one meaning, and in `labels` what else they are called on pages; `topics` are the topics
of help whose pages use them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from leadtocash.foundation.kernel.language import own_language


@dataclass(frozen=True, kw_only=True)
class Term:
    """words, labels and meanings are in Chinese and English; word, meaning: as the reader reads them."""

    words: tuple[str, str]
    labels: tuple[str, str]
    meanings: tuple[str, str]
    clause: str
    topics: tuple[str, ...]

    @property
    def word(self) -> str:
        return own_language(*self.words)

    @property
    def meaning(self) -> str:
        return own_language(*self.meanings)

    def called(self) -> list[str]:
        """Every label of a page that is this term, in the reader's language."""
        return [*re.split("\u3001|, ", self.word), *filter(None, own_language(*self.labels).split(";"))]


@cache
def all_terms() -> tuple[Term, ...]:
    """Every term, in the order of the glossary."""
    source = files("leadtocash.foundation.kernel").joinpath("data/terms.csv").read_text(encoding="utf-8")
    return tuple(
        Term(
            words=(row["zh"], row["en"]),
            labels=(row["labels_zh"], row["labels_en"]),
            meanings=(row["meaning_zh"], row["meaning_en"]),
            clause=row["clause"],
            topics=tuple(row["topics"].split()),
        )
        for row in csv.DictReader(source.splitlines())
    )


def meant_by(label: str) -> Term | None:
    """The term a label of a page is, in the reader's language; None for any other label."""
    return _by_label(get_language() or "").get(label.strip().lower())


@cache
def _by_label(language: str) -> dict[str, Term]:
    """Each word of the reader's language to its term."""
    return {label.lower(): term for term in all_terms() for label in term.called()}
