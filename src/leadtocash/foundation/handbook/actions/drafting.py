"""Write the next edition of a policy: one draft at a time for each, seen by nobody but its writers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.handbook import citations, permissions, queries, rules, verbs
from leadtocash.foundation.handbook.actions.storing import book_of, fill
from leadtocash.foundation.handbook.models import Book, Chapter, Clause, HandbookEdition
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock

FIELDS = ("title_zh", "title_en", "text_zh", "text_en", "forms")


@transaction.atomic
def draft_edition(book: Book, *, reason: str, act: Act) -> HandbookEdition:
    """Begin the next edition of a policy as a copy of what counts now. RuleError while another draft is open."""
    require(act.person, permissions.CHANGE)
    book = lock(book)
    rules.check_new_draft(queries.draft_of(book), reason)
    edition = HandbookEdition(book=book, number=queries.next_number(book), reason=reason.strip())
    recording.save(edition, verbs.DRAFTED, act=act, reason=reason)
    edition.writers.add(act.person)
    newest = queries.edition_in_force(book)
    if newest is not None:
        fill(edition, book_of(newest))
    return edition


@transaction.atomic
def change_clause(clause: Clause, values: Mapping[str, Any], *, act: Act) -> Clause:
    """Change title, text or forms of a clause of a draft; its number stays. ValidationError for what cannot be."""
    edition = _open(clause.edition, act)
    for name in FIELDS:
        if name in values:
            setattr(clause, name, values[name])
    clause.full_clean()
    clause.save()
    recording.write(edition, verbs.CHANGED, act=act, data={"clause": clause.ref})
    return clause


@transaction.atomic
def add_clause(chapter: Chapter, values: Mapping[str, Any], *, act: Act) -> Clause:
    """Add a clause at the end of a chapter of a draft. ref must begin with the policy's code and be new."""
    edition = _open(chapter.edition, act)
    ref = " ".join(str(values.get("ref", "")).split())
    if not rules.is_reference(ref, edition.book.policy):
        raise ValidationError({"ref": _("Write it like %(example)s.") % {"example": f"{edition.book.policy} 2.4.3"}})
    last = chapter.clauses.order_by("-place").first()
    if last is None:
        last = edition.clauses.filter(chapter__place__lt=chapter.place).order_by("-place").first()
    place = last.place + 1 if last else 1
    following = list(edition.clauses.filter(place__gte=place))
    for one in following:
        one.place += 1
    Clause.objects.bulk_update(following, ["place"])
    clause = Clause(edition=edition, chapter=chapter, place=place, ref=ref, **{n: values[n] for n in FIELDS})
    clause.full_clean()
    clause.save()
    recording.write(edition, verbs.ADDED, act=act, data={"clause": ref})
    return clause


@transaction.atomic
def remove_clause(clause: Clause, *, act: Act) -> None:
    """Take a clause out of a draft. RuleError where program, process or authority table cite it."""
    edition = _open(clause.edition, act)
    rules.check_removal(clause.ref, citations.everywhere(act.today).get(clause.ref, ()))
    ref = clause.ref
    clause.delete()
    recording.write(edition, verbs.REMOVED, act=act, data={"clause": ref})


@transaction.atomic
def add_chapter(edition: HandbookEdition, values: Mapping[str, Any], *, act: Act) -> Chapter:
    """Add a chapter at the end of a draft. ref begins with the policy's code and is new."""
    edition = _open(edition, act)
    ref = " ".join(str(values.get("ref", "")).split())
    if not rules.is_reference(ref, edition.book.policy):
        raise ValidationError({"ref": _("Write it like %(example)s.") % {"example": f"{edition.book.policy} 2.4"}})
    last = edition.chapters.order_by("-place").first()
    slug = rules.slug_of(values["title_en"], {chapter.slug for chapter in edition.chapters.all()})
    chapter = Chapter(
        edition=edition,
        place=last.place + 1 if last else 1,
        ref=ref,
        slug=slug,
        title_zh=values["title_zh"],
        title_en=values["title_en"],
    )
    chapter.full_clean()
    chapter.save()
    recording.write(edition, verbs.ADDED, act=act, data={"chapter": ref})
    return chapter


@transaction.atomic
def change_chapter(chapter: Chapter, values: Mapping[str, Any], *, act: Act) -> Chapter:
    """Change the titles of a chapter of a draft; its number and its place stay."""
    edition = _open(chapter.edition, act)
    chapter.title_zh, chapter.title_en = values["title_zh"], values["title_en"]
    chapter.full_clean()
    chapter.save()
    recording.write(edition, verbs.CHANGED, act=act, data={"chapter": chapter.ref})
    return chapter


@transaction.atomic
def discard_draft(edition: HandbookEdition, *, act: Act) -> Book:
    """Throw a draft away. RuleError for a published edition."""
    edition = _open(edition, act)
    book = edition.book
    recording.write(book, verbs.REMOVED, act=act, data={"edition": edition.number})
    edition.delete()
    return book


def _open(edition: HandbookEdition, act: Act) -> HandbookEdition:
    """The draft, locked; whoever writes in it is one of its writers from then on."""
    require(act.person, permissions.CHANGE)
    edition = lock(edition)
    rules.check_is_draft(edition)
    edition.writers.add(act.person)
    return edition
