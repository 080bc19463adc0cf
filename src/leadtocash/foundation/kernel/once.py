"""Do a post once: a double click, a retry after a broken line, two tabs. The key is kept with the act's own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import AnsweredPost

_TABLE = AnsweredPost._meta.db_table
_CLAIM = f"""
INSERT INTO {_TABLE} (person_id, key, path, at, status, location, body) VALUES (%s, %s, %s, %s, 0, '', '')
ON CONFLICT (person_id, key) DO NOTHING RETURNING id
"""  # noqa: S608
_ANSWER = f"UPDATE {_TABLE} SET status = %s, location = %s, body = %s WHERE id = %s"  # noqa: S608


@dataclass(frozen=True)
class Claim:
    """A key that is ours until the transaction ends, by its row."""

    id: int


@dataclass(frozen=True)
class Answer:
    """What was answered the first time."""

    status: int
    location: str
    body: str


def claim(*, person_id: int, key: str, path: str, at: datetime) -> Claim | Answer:
    """Claim a client key inside the caller's transaction, or give the answer of the first time.

    A second post with the same key waits until the first has committed. Raises RuleError when the key was used for
    another address.
    """
    key, path = key[:80], path[:300]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [person_id, key, path, at])
        if claimed := cursor.fetchone():
            return Claim(claimed[0])
    first = AnsweredPost.objects.get(person_id=person_id, key=key)
    if first.path != path:
        raise RuleError(_("This key was already used for another request."), code="idempotency_key_reused")
    return Answer(first.status, first.location, first.body)


def answered(claim: Claim, *, status: int, location: str = "", body: str = "") -> None:
    """Keep the answer with the claimed key (same transaction as the act)."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, [status, location[:500], body, claim.id])
