"""Make a draft what counts."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.handbook import citations, permissions, queries, rules, source, verbs
from leadtocash.foundation.handbook.actions.storing import book_of
from leadtocash.foundation.handbook.models import HandbookEdition
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def publish_edition(edition: HandbookEdition, *, act: Act) -> HandbookEdition:
    """Publish a draft: from now on it counts and is never changed.

    RuleError unless it is a draft that differs from what counts, holds every cited clause, and is published by
    somebody who has not written in it.
    """
    require(act.person, permissions.PUBLISH)
    edition = lock(edition)
    rules.check_is_draft(edition)
    newest = queries.edition_in_force(edition.book)
    rules.check_differs(book_of(newest) if newest else None, book_of(edition))
    rules.check_second_person(act.person, list(edition.writers.all()))
    check_citations(edition.book.policy, set(edition.clauses.values_list("ref", flat=True)))
    edition.published_at, edition.published_by = act.at, act.by
    recording.save(edition, verbs.PUBLISHED, act=act, reason=edition.reason)
    recording.save(lock(edition.book), verbs.PUBLISHED, act=act, reason=edition.reason)
    transaction.on_commit(source.forget)
    return edition


def check_citations(policy: str, held: Collection[str]) -> None:
    """RuleError where a clause of this policy that the program itself cites would vanish."""
    rules.check_complete(policy, held, citations.by_the_program())
