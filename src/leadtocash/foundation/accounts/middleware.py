"""Who is signed in; sessions come to their end, and their list is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from leadtocash.foundation.accounts import policy, session_store, sessions
from leadtocash.foundation.accounts.models import User

#: what an open page asks by itself; that is no sign of a person
BY_ITSELF = ("/notices/numbers/",)


class PersonMiddleware(AuthenticationMiddleware):
    """`request.user`, read with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]


def _person(request: Any) -> Any:
    person = request._cached_user = session_store.person_of(request)  # noqa: SLF001 - as Django calls it; logs look there
    return person


class SessionEndMiddleware:
    """Signs out who was idle or signed in for too long. Costs a query every other minute only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if "_auth_user_id" in request.session and sessions.is_due(request, at=now) and request.user.is_authenticated:
            if sessions.is_over(request, policy.current(), at=now):
                logout(request)
            elif request.path not in BY_ITSELF:
                sessions.seen(request, at=now)
        return self.get_response(request)


def _signed_in(sender: Any, request: HttpRequest | None, user: User, **_rest: Any) -> None:
    if request is not None and hasattr(request, "session"):
        sessions.begin(request, user, at=timezone.now())


def listen() -> None:
    """Every way of signing in ends in Django's `login`: there the session is entered into the list."""
    user_logged_in.connect(_signed_in, dispatch_uid="leadtocash.accounts.sessions")
