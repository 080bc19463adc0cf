"""What `kernel.policy` reads: the clauses that count now, kept in each server process.

Whether they are still the newest is asked at most every few seconds, with one query that reads five rows: a page
with thirty citations costs one question now and then, never one for each citation.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import DatabaseError, connection
from django.db.models import Count, Sum

from leadtocash.foundation.handbook import shipped
from leadtocash.foundation.handbook.models import Book, Clause
from leadtocash.foundation.kernel.policy import Row

FRESH_SECONDS = 10.0


@dataclass
class _Kept:
    stamp: tuple[int, int]
    asked: float
    rows: Mapping[str, Row]


_kept: _Kept | None = None


def forget() -> None:
    """Read the handbook anew at the next question (after a publication in this process)."""
    global _kept  # noqa: PLW0603
    _kept = None


def rows() -> Mapping[str, Row]:
    """All clauses in their order: the company's, and the shipped ones it has not taken as product rules."""
    global _kept  # noqa: PLW0603
    now = time.monotonic()
    if _kept is not None and now - _kept.asked < FRESH_SECONDS:
        return _kept.rows
    try:
        found = Book.objects.aggregate(books=Count("pk"), revisions=Sum("revision"))
        stamp = (found["books"], found["revisions"] or 0)
        if _kept is None or stamp != _kept.stamp:
            _kept = _Kept(stamp, now, _read() if found["books"] else shipped.rows())
        _kept.asked = now
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        return _kept.rows if _kept else shipped.rows()  # before the first migration
    return _kept.rows


def _read() -> Mapping[str, Row]:
    stored = {
        clause.ref: Row(
            id=clause.ref,
            title_zh=clause.title_zh,
            title_en=clause.title_en,
            text_zh=clause.text_zh,
            text_en=clause.text_en,
            chapter=clause.chapter.ref,
            forms=tuple(clause.forms),
            own=clause.edition.book.is_own,
        )
        for clause in Clause.objects.in_force()
        .select_related("chapter", "edition__book")
        .order_by("edition__book__policy", "place")
    }
    others = {key: replace(row, own=False) for key, row in shipped.rows().items() if key not in stored}
    return {**stored, **others}
