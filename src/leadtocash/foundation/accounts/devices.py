"""Browsers that need not give the second factor again for some weeks: a random cookie, kept as digest."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts import sealing
from leadtocash.foundation.accounts.models import TrustedDevice, User

COOKIE = "lc_device"


def is_trusted(request: HttpRequest, person: User, *, at: datetime) -> bool:
    clear = request.COOKIES.get(COOKIE, "")
    if not clear:
        return False
    rows = TrustedDevice.objects.filter(person=person, digest=sealing.digest(clear), expires_at__gt=at)
    return rows.exists()


def trust(response: HttpResponse, person: User, agent: str, *, at: datetime) -> None:
    """Remember this browser for as long as the company allows."""
    days = policies.current().device_days
    if not days:
        return
    clear = sealing.random_text()
    TrustedDevice.objects.create(
        person=person, digest=sealing.digest(clear), agent=agent, created_at=at, expires_at=at + timedelta(days=days)
    )
    response.set_cookie(
        COOKIE, clear, max_age=days * 86400, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
