"""API tokens: issued once in clear, kept as digest, recognised by digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from leadtocash.foundation.accounts.models import ApiToken, User

LIFETIME = timedelta(days=90)


def issue(person: User, *, at: datetime, label: str = "") -> str:
    """Make a token valid for ninety days and give its clear text, which is not kept anywhere."""
    clear = "ltc_" + secrets.token_urlsafe(32)
    ApiToken.objects.create(person=person, digest=_digest(clear), label=label, created_at=at, expires_at=at + LIFETIME)
    return clear


def owner_of(clear: str, *, at: datetime) -> User | None:
    """The active person a valid token belongs to; None for an unknown, expired or withdrawn one."""
    token = (
        ApiToken.objects.filter(digest=_digest(clear), expires_at__gt=at, person__is_active=True)
        .select_related("person")
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or at - token.last_used_at > timedelta(minutes=5):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token.person


def _digest(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()
