"""The steps of signing in: first proof, second factor, a password that is due, a second factor that is asked for.

Until all are taken the session belongs to nobody; it only remembers who has given the first proof, for ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from leadtocash.foundation.accounts import devices, lockout, log, passwords, policy, sessions
from leadtocash.foundation.accounts.factors import held_by
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.middleware import LANGUAGE_COOKIE

_PENDING = "pending_sign_in"
MINUTES = 10
YEAR = 365 * 24 * 3600
BACKEND = "leadtocash.foundation.accounts.backends.PasswordBackend"


@dataclass(frozen=True)
class Pending:
    """Who has given the first proof. how: by what; strong: the second factor is given; target: where he goes then."""

    person: User
    how: str
    strong: bool
    target: str


def begin(
    request: HttpRequest, person: User, *, how: str, target: str, at: datetime, strong: bool = False
) -> HttpResponse:
    """The first proof is right: go on with the next step, or let the person in."""
    request.session.cycle_key()
    _remember(request, person, how=how, strong=strong, target=target, at=at)
    return go_on(request, at=at)


def pending(request: HttpRequest, *, at: datetime) -> Pending | None:
    """The sign-in under way in this session, None when there is none or it took too long."""
    kept = request.session.get(_PENDING)
    if not kept or int(at.timestamp()) - kept["at"] > MINUTES * 60:
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    return Pending(person, kept["how"], kept["strong"], kept["target"]) if person else None


def proved_twice(request: HttpRequest, *, at: datetime) -> None:
    """The second factor was right."""
    request.session[_PENDING] = {**request.session[_PENDING], "strong": True}


def go_on(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """The next step of the sign-in under way; at the end the person is signed in."""
    now = pending(request, at=at)
    if now is None:
        return redirect("accounts:sign-in")
    held = held_by(now.person)
    if held and not now.strong and not devices.is_trusted(request, now.person, at=at):
        return redirect("accounts:code")
    if now.how == "password" and passwords.must_change(now.person, at=at):
        return redirect("accounts:new-password")
    if not held and policy.needs_second_factor(now.person):
        return redirect("accounts:factor-setup")
    return _let_in(request, now, at=at)


def _let_in(request: HttpRequest, now: Pending, *, at: datetime) -> HttpResponse:
    where = log.where_of(request)
    lockout.succeeded(now.person.username, where.address)
    del request.session[_PENDING]
    request.session[sessions.HOW] = now.how
    login(request, now.person, backend=BACKEND)
    log.write("signed_in", at=at, where=where, person=now.person, how=now.how)
    response = redirect(now.target)
    response.set_cookie(LANGUAGE_COOKIE, now.person.language, max_age=YEAR, samesite="Lax")
    return response


def _remember(request: HttpRequest, person: User, *, how: str, strong: bool, target: str, at: datetime) -> None:
    request.session[_PENDING] = {
        "person": person.pk, "how": how, "strong": strong, "target": target, "at": int(at.timestamp()),
    }  # fmt: skip


__all__ = ["Pending", "begin", "go_on", "pending", "proved_twice"]
