"""How often the API may be called in a minute: by one token, and from one network address.

Counted in the database by one statement, so that it holds over any number of processes, and before anything else is
looked at, so that what is refused costs little.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import ApiCounter
from leadtocash.foundation.accounts.sealing import digest
from leadtocash.foundation.web.acting import address_of

_COUNT = """
INSERT INTO accounts_apicounter AS had (key, minute, count)
SELECT unnest(%(keys)s::text[]), %(minute)s, 1 ORDER BY 1
ON CONFLICT (key) DO UPDATE
SET count = CASE WHEN had.minute = excluded.minute THEN had.count + 1 ELSE 1 END, minute = excluded.minute
RETURNING key, count
"""


def limits_of(request: HttpRequest) -> dict[str, int]:
    """What this request is counted under, each with its limit; a limit of 0 is none."""
    scheme, _space, clear = request.headers.get("Authorization", "").partition(" ")
    found = {f"address {address_of(request)}": settings.API_PER_ADDRESS}
    if scheme.lower() == "bearer":
        found[f"token {digest(clear.strip())}"] = settings.API_PER_TOKEN
    return {key: limit for key, limit in found.items() if limit}


def wait(limits: dict[str, int], *, at: datetime) -> int:
    """Count one request; seconds to wait when it is one too many, else 0."""
    if not limits:
        return 0
    seconds = at.timestamp()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": list(limits), "minute": int(seconds // 60)})
        counted = dict(cursor.fetchall())
    over = any(counted[key] > limit for key, limit in limits.items())
    return math.ceil(60 - seconds % 60) if over else 0


def forget_old(*, at: datetime) -> int:
    """Drop counters of minutes gone by (nightly)."""
    return ApiCounter.objects.filter(minute__lt=int(at.timestamp() // 60) - 1).delete()[0]


class ThrottleMiddleware:
    """Answers 429 with Retry-After when the API is called too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/calendar/")):
            return self.get_response(request)
        seconds = wait(limits_of(request), at=timezone.now())
        if not seconds:
            return self.get_response(request)
        sentence = _("Too many requests in one minute. Go on in %(seconds)d seconds.") % {"seconds": seconds}
        body = {"code": "throttled", "message": sentence}
        return JsonResponse(body, status=429, headers={"Retry-After": str(seconds)})
