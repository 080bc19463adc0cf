"""Rows from a book and a book from rows."""

from __future__ import annotations

from leadtocash.foundation.handbook import files
from leadtocash.foundation.handbook.models import Chapter, Clause, HandbookEdition


def fill(edition: HandbookEdition, book: files.Book) -> None:
    """Write a book's chapters and clauses into an empty edition."""
    chapters = Chapter.objects.bulk_create(
        Chapter(
            edition=edition,
            place=place,
            ref=chapter.id,
            slug=chapter.slug,
            title_zh=chapter.title_zh,
            title_en=chapter.title_en,
        )
        for place, chapter in enumerate(book.chapters, 1)
    )
    pairs = [(row, clause) for row, chapter in zip(chapters, book.chapters, strict=True) for clause in chapter.clauses]
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            chapter=row,
            place=place,
            ref=clause.id,
            title_zh=clause.title_zh,
            title_en=clause.title_en,
            text_zh=clause.text_zh,
            text_en=clause.text_en,
            forms=list(clause.forms),
        )
        for place, (row, clause) in enumerate(pairs, 1)
    )


def book_of(edition: HandbookEdition) -> files.Book:
    """An edition as a book: what is compared, written to files and printed."""
    book = edition.book
    clauses: dict[int, list[files.Clause]] = {}
    for row in edition.clauses.order_by("place"):
        clauses.setdefault(row.chapter_id, []).append(
            files.Clause(
                id=row.ref,
                title_zh=row.title_zh,
                title_en=row.title_en,
                text_zh=row.text_zh,
                text_en=row.text_en,
                forms=tuple(row.forms),
            )
        )
    chapters = tuple(
        files.Chapter(
            id=row.ref,
            slug=row.slug,
            title_zh=row.title_zh,
            title_en=row.title_en,
            clauses=tuple(clauses.get(row.pk, ())),
        )
        for row in edition.chapters.order_by("place")
    )
    return files.Book(
        policy=book.policy,
        title_zh=book.title_zh,
        title_en=book.title_en,
        text_zh=book.text_zh,
        text_en=book.text_en,
        chapters=chapters,
    )
