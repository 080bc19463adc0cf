"""Which policies the company works by, and where they come from."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.handbook import files, queries, shipped, source, verbs
from leadtocash.foundation.handbook.actions.publishing import check_citations
from leadtocash.foundation.handbook.actions.storing import book_of, fill
from leadtocash.foundation.handbook.models import Book, HandbookEdition
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def ship_books(*, act: Act) -> list[Book]:
    """Publish the shipped policies whose code is not there yet; nothing that is there is touched."""
    known = set(Book.objects.values_list("policy", flat=True))
    made = []
    for book in shipped.books():
        if book.policy not in known:
            reason = _("Comes with the program.")
            made.append(_new_book(book, reason, is_own=book.policy == shipped.OWN_AT_FIRST, act=act))
    transaction.on_commit(source.forget)
    return made


@transaction.atomic
def import_book(book: files.Book, *, reason: str, act: Act) -> HandbookEdition:
    """Publish a policy from its text (a pack): as a new policy, or as the next edition of the one with its code.

    Nothing happens when it is what counts already. RuleError where it lacks a clause the program cites, where a
    draft is open, or without a reason.
    """
    found = Book.objects.filter(policy=book.policy).first()
    if found is None:
        return _new_book(book, reason, is_own=False, act=act).editions.get()
    found = lock(found)
    newest = queries.edition_in_force(found)
    if newest is not None and book_of(newest) == book:
        return newest
    if not reason.strip():
        raise RuleError(_("Say why the policy is changed."), code="handbook_reason_missing")
    if draft := queries.draft_of(found):
        raise RuleError(
            _("Edition %(number)s is being drafted. Publish or discard it first.") % {"number": draft.number},
            code="handbook_draft_open",
        )
    check_citations(found.policy, {clause.id for clause in book.clauses()})
    for name in ("title_zh", "title_en", "text_zh", "text_en"):
        setattr(found, name, getattr(book, name))
    return _next_edition(found, book, reason, act=act)


@transaction.atomic
def adopt(book: Book, *, own: bool, act: Act) -> Book:
    """Make a policy one the company works by, or give it up; its clauses are then shown as product rules."""
    book = lock(book)
    if book.is_own != own:
        book.is_own = own
        recording.save(book, verbs.TAKEN if own else verbs.LEFT, act=act)
        transaction.on_commit(source.forget)
    return book


def _new_book(book: files.Book, reason: str, *, is_own: bool, act: Act) -> Book:
    made = Book(
        policy=book.policy,
        title_zh=book.title_zh,
        title_en=book.title_en,
        text_zh=book.text_zh,
        text_en=book.text_en,
        is_own=is_own,
    )
    made = recording.save(made, verbs.DRAFTED, act=act, reason=reason)
    _next_edition(made, book, reason, act=act)
    return made


def _next_edition(made: Book, book: files.Book, reason: str, *, act: Act) -> HandbookEdition:
    edition = HandbookEdition(book=made, number=queries.next_number(made), reason=reason[:300])
    recording.save(edition, verbs.DRAFTED, act=act, reason=reason)
    fill(edition, book)
    edition.published_at, edition.published_by = act.at, act.by
    recording.save(edition, verbs.PUBLISHED, act=act, reason=reason)
    recording.save(made, verbs.PUBLISHED, act=act, reason=reason)
    transaction.on_commit(source.forget)
    return edition
