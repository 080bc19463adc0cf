"""From a request to an act: who, when, through which door."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from leadtocash.foundation.kernel.act import Act, Door


def act_of(request: HttpRequest, *, door: Door = "web") -> Act:
    """The signed-in person acting now; the only place where pages and API read the clock."""
    person = cast(Any, request.user)
    return Act(by=person, at=timezone.now(), door=door, where=address_of(request))


def address_of(request: HttpRequest) -> str:
    """The network address the request came from; behind our own proxy, the one the proxy saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUST_PROXY:
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip() or seen
    return seen[:60]


def person_of(request: HttpRequest) -> Any:
    """The signed-in person (the sign-in middleware lets nobody else through)."""
    return request.user
