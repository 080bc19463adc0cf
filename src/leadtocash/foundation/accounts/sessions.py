"""Where a person is signed in: the list he sees, and its end. Ending one takes its session row away at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.http import HttpRequest

from leadtocash.foundation.accounts import log
from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts.models import SignInPolicy, User, UserSession

#: how often "last seen" is written
SEEN_EVERY = timedelta(minutes=2)
SINCE, SEEN, PROVED, HOW = "since", "seen", "proved", "how"


def begin(request: HttpRequest, person: User, *, at: datetime) -> None:
    """Enter a new session into the list (called whenever somebody signs in)."""
    stamp = int(at.timestamp())
    request.session.update({SINCE: stamp, SEEN: stamp, PROVED: stamp})
    request.session.set_expiry(policies.current().session_hours * 3600)
    if not request.session.session_key:
        request.session.save()
    where = log.where_of(request)
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "person": person, "since": at, "seen_at": at, "address": where.address, "agent": where.agent,
            "how": request.session.get(HOW, ""),
        },
    )  # fmt: skip


def is_over(request: HttpRequest, rules: SignInPolicy, *, at: datetime) -> bool:
    """Idle too long, or signed in too long ago?"""
    stamp = int(at.timestamp())
    since, seen = request.session.get(SINCE, stamp), request.session.get(SEEN, stamp)
    if stamp - since > rules.session_hours * 3600:
        return True
    return bool(rules.idle_minutes) and stamp - seen > rules.idle_minutes * 60


def is_due(request: HttpRequest, *, at: datetime) -> bool:
    """Is it time to look at the session again and write when it was last seen?"""
    return int(at.timestamp()) - request.session.get(SEEN, 0) >= SEEN_EVERY.total_seconds()


def seen(request: HttpRequest, *, at: datetime) -> None:
    """Write that the session is in use."""
    request.session[SEEN] = int(at.timestamp())
    UserSession.objects.filter(session_key=request.session.session_key).update(
        seen_at=at, address=log.where_of(request).address
    )


def of(person: User) -> list[UserSession]:
    """The person's living sessions, the newest seen first."""
    rows = list(UserSession.objects.filter(person=person).order_by("-seen_at"))
    alive = set(Session.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.session_key in alive]


def end(session: UserSession) -> None:
    """End one session: whoever holds it is signed out with his next click."""
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()


def end_all(person: User, *, keep: str | None = None) -> int:
    """End every session of a person (but this one) and forget his remembered devices; how many there were."""
    rows = UserSession.objects.filter(person=person).exclude(session_key=keep or "")
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    if keep is None:
        person.devices.all().delete()
    return len(keys)


def proved_lately(request: HttpRequest, *, at: datetime, minutes: int = 10) -> bool:
    """Has the person proved in this session who he is within the last minutes?"""
    return int(at.timestamp()) - request.session.get(PROVED, 0) <= minutes * 60


def proved(request: HttpRequest, *, at: datetime) -> None:
    request.session[PROVED] = int(at.timestamp())


def forget_ended(*, at: datetime) -> int:
    """Drop what is listed of sessions that are long over (nightly)."""
    return UserSession.objects.filter(seen_at__lt=at - timedelta(days=31)).delete()[0]
