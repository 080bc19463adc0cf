"""What the pages of signing in share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from leadtocash.foundation.accounts import sessions
from leadtocash.foundation.accounts.models import User

View = Callable[..., Any]


def counts_tries(view: View) -> View:
    """Whatever this page answers, what it wrote stays written: wrong tries are counted, not rolled back."""
    view.counts_tries = True  # type: ignore[attr-defined]
    return view


def me_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def safe_target(request: HttpRequest) -> str:
    """Where to go afterwards: ?next= if it is an address of this site, else the first page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("/")


def needs_proof(view: View) -> View:
    """What opens doors (second factor, tokens, platforms) is done only by who has proved lately who he is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if sessions.proved_lately(request, at=timezone.now()):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("accounts:security")
        return to_proof(request, back)

    return guarded


def to_proof(request: HttpRequest, back: str) -> HttpResponse:
    target = f"{reverse('accounts:proof')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)
