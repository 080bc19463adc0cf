"""What is read of the handbook."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Prefetch, QuerySet

from leadtocash.foundation.handbook.models import Book, Chapter, Clause, HandbookEdition


def next_number(book: Book) -> int:
    """The number of a policy's next edition."""
    return (book.editions.aggregate(last=Max("number"))["last"] or 0) + 1


def edition_in_force(book: Book) -> HandbookEdition | None:
    """The newest published edition of a policy."""
    return book.editions.exclude(published_at=None).select_related("book", "published_by").first()


def draft_of(book: Book) -> HandbookEdition | None:
    """The open draft of a policy."""
    return book.editions.filter(published_at=None).first()


def listed(person: Any) -> QuerySet[Clause]:
    """The clauses in force; everybody in the company may read them."""
    return Clause.objects.in_force().select_related("chapter", "edition__book")


def clause_in_force(clause_id: str) -> Clause | None:
    """The stored clause of this number that counts now."""
    return Clause.objects.in_force().filter(ref=clause_id).select_related("edition__book").first()


def edition(pk: int) -> HandbookEdition | None:
    """An edition with its policy."""
    return HandbookEdition.objects.filter(pk=pk).select_related("book", "published_by", "created_by").first()


def edition_before(found: HandbookEdition) -> HandbookEdition | None:
    """The published edition an edition followed."""
    earlier = found.book.editions.exclude(published_at=None).filter(number__lt=found.number)
    return earlier.select_related("book").first()


def chapters_of(found: HandbookEdition) -> list[Chapter]:
    """The chapters of an edition with their clauses at hand."""
    clauses = Clause.objects.order_by("place")
    return list(found.chapters.order_by("place").prefetch_related(Prefetch("clauses", clauses)))
