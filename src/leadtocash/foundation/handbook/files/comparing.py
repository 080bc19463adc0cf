"""What differs between two editions of a policy, clause by clause and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from leadtocash.foundation.handbook.files.book import Book, Chapter, Clause

Kind = Literal["added", "removed", "changed"]
FIELDS = ("title_zh", "text_zh", "title_en", "text_en", "forms")
_WORD = re.compile(r"[\u3400-\u9fff]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """A piece of text that stayed ("same"), was taken out ("out") or put in ("in")."""

    how: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One clause, or the title of a chapter, that differs.

    old is None where it was added, new where it was removed; fields: which differ.
    """

    id: str
    kind: Kind
    old: Clause | Chapter | None = None
    new: Clause | Chapter | None = None
    fields: tuple[str, ...] = ()

    def words(self, field: str) -> list[Part]:
        """What was changed in one field, in words."""
        return words_changed(_text(self.old, field), _text(self.new, field))


def compare(old: Book, new: Book) -> list[Difference]:
    """Every chapter title and clause that differs, in the order of the new book, removed ones last."""
    before = {clause.id: clause for clause in old.clauses()}
    after = {clause.id: clause for clause in new.clauses()}
    found = list(_chapters(old, new))
    for clause in after.values():
        was = before.get(clause.id)
        if was is None:
            found.append(Difference(id=clause.id, kind="added", new=clause, fields=FIELDS[:4]))
        elif was != clause:
            fields = tuple(f for f in FIELDS if getattr(was, f) != getattr(clause, f))
            found.append(Difference(id=clause.id, kind="changed", old=was, new=clause, fields=fields))
    found += [
        Difference(id=was.id, kind="removed", old=was, fields=FIELDS[:4])
        for was in before.values()
        if was.id not in after
    ]
    return found


def _chapters(old: Book, new: Book) -> Iterator[Difference]:
    before, titles = {chapter.id: chapter for chapter in old.chapters}, ("title_zh", "title_en")
    for chapter in new.chapters:
        was = before.pop(chapter.id, None)
        if was is None:
            yield Difference(id=chapter.id, kind="added", new=chapter, fields=titles)
        elif fields := tuple(name for name in titles if getattr(was, name) != getattr(chapter, name)):
            yield Difference(id=chapter.id, kind="changed", old=was, new=chapter, fields=fields)
    for gone in before.values():
        yield Difference(id=gone.id, kind="removed", old=gone, fields=titles)


def words_changed(old: str, new: str) -> list[Part]:
    """The way from one text to the other: Chinese by signs, other scripts by words."""
    one, other = _WORD.findall(old), _WORD.findall(new)
    return [part for part in _steps(one, other) if part.text]


def _steps(one: list[str], other: list[str]) -> Iterator[Part]:
    for how, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if how == "equal":
            yield Part("same", "".join(one[a:b]))
            continue
        yield Part("out", "".join(one[a:b]))
        yield Part("in", "".join(other[c:d]))


def _text(clause: Clause | Chapter | None, field: str) -> str:
    if clause is None:
        return ""
    value = getattr(clause, field)
    return ", ".join(value) if isinstance(value, tuple) else str(value)
