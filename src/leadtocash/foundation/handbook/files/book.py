"""A policy as plain data: chapters of clauses in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. id: "S0 2.4.3"; text: paragraphs with an empty line between; forms: codes of forms it names."""

    id: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """id: "S0 2.4"; slug: its name in the file's name ("execution")."""

    id: str
    slug: str
    title_zh: str
    title_en: str
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """policy: the first word of every id in it ("S0")."""

    policy: str
    title_zh: str
    title_en: str
    text_zh: str = ""
    text_en: str = ""
    chapters: tuple[Chapter, ...] = ()

    def clauses(self) -> Iterator[Clause]:
        """All clauses in their order."""
        for chapter in self.chapters:
            yield from chapter.clauses
