"""API tokens: issued once in clear, kept as digest, recognised by digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from leadtocash.foundation.accounts.models import ApiToken, User
from leadtocash.foundation.accounts.sealing import digest, random_text
from leadtocash.foundation.kernel import stamps

LIFETIME, LONGEST = timedelta(days=90), timedelta(days=365)


def issue(
    person: User, *, at: datetime, label: str = "", lifetime: timedelta = LIFETIME, scopes: Sequence[str] = ("write",)
) -> str:
    """Make a token valid for ninety days (or as given, a year at most) and give its clear text, kept nowhere."""
    clear = "ltc_" + random_text()
    ApiToken.objects.create(
        person=person, digest=digest(clear), label=label, scopes=list(scopes), created_at=at,
        expires_at=at + min(lifetime, LONGEST),
    )  # fmt: skip
    return clear


def owner_of(clear: str, *, at: datetime) -> User | None:
    """The active person a valid token belongs to; None for an unknown, expired or withdrawn one."""
    token = valid(clear, at=at)
    return token.person if token else None


def valid(clear: str, *, at: datetime) -> ApiToken | None:
    """The token with its person, noted as used; None for an unknown, expired or withdrawn one."""
    token = (
        ApiToken.objects.filter(digest=digest(clear), expires_at__gt=at, revoked_at=None, person__is_active=True)
        .select_related("person")
        .annotate(stamps=stamps.column())
        .first()
    )
    if token is None:
        return None
    stamps.note(token.stamps)
    if token.last_used_at is None or at - token.last_used_at > timedelta(minutes=5):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def of(person: User) -> QuerySet[ApiToken]:
    """The person's tokens, the newest first."""
    return ApiToken.objects.filter(person=person).order_by("-created_at", "-pk")


def withdraw(token: ApiToken, *, at: datetime) -> bool:
    """End a token at once; False when it was withdrawn before."""
    return bool(ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at))


def withdraw_all(person: User, *, at: datetime) -> int:
    """End every token of a person; how many were valid."""
    return ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=at).update(revoked_at=at)
