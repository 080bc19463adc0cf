"""Do a post once: a double click, a retry after a broken line, two tabs. The key is kept with the act's own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import AnsweredPost


@dataclass(frozen=True)
class Answer:
    """What was answered the first time."""

    status: int
    location: str
    body: str


def claim(*, person_id: int, key: str, path: str, at: datetime) -> AnsweredPost | Answer:
    """Claim a client key inside the caller's transaction, or give the answer of the first time.

    A second post with the same key waits until the first has committed. Raises RuleError when the key was used for
    another address.
    """
    try:
        with transaction.atomic():
            return AnsweredPost.objects.create(person_id=person_id, key=key[:80], path=path[:300], at=at)
    except IntegrityError:
        first = AnsweredPost.objects.get(person_id=person_id, key=key[:80])
    if first.path != path[:300]:
        raise RuleError(_("This key was already used for another request."), code="idempotency_key_reused")
    return Answer(first.status, first.location, first.body)


def answered(post: AnsweredPost, *, status: int, location: str = "", body: str = "") -> None:
    """Keep the answer with the claimed key (same transaction as the act)."""
    post.status, post.location, post.body = status, location[:500], body
    post.save(update_fields=["status", "location", "body"])
