"""Guessing is made slow: each try is counted before it is looked at, by account name and by network address.

The counters stand in the database, so that they hold over processes and restarts. A name nobody has is counted
like any other: what is answered never tells whether an account exists.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import policy as policies
from leadtocash.foundation.accounts.models import SignInCounter, User, username_of

FREE_TRIES = 3
Kind = SignInCounter.Kind


class Locked(Exception):
    """Too many tries: nothing is looked at until then."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        clock = timezone.localtime(until).strftime("%H:%M:%S")
        super().__init__(
            _("Too many tries. Signing in is possible again at %(time)s; an administrator can unlock it.")
            % {"time": clock}
        )


def key_of(username: str) -> str:
    return hashlib.sha256(username_of(username).encode()).hexdigest()


def reserve(username: str, address: str, *, at: datetime) -> None:
    """Count a try as failed before it is looked at; `succeeded` takes it back. Raises Locked.

    From the fourth on each waits longer (1, 2, 4 … seconds); after `tries_account` the name is locked, after
    `tries_address` the address. So many people guessing at once get no more tries than one.
    """
    rules = policies.current()
    locked_for = timedelta(minutes=rules.lock_minutes)
    asked = [(Kind.ACCOUNT, key_of(username), rules.tries_account)]
    if address:
        asked.append((Kind.ADDRESS, address, rules.tries_address))
    with transaction.atomic():
        counters = [_locked_row(kind, key, at=at) for kind, key, _limit in asked]
        for counter in counters:
            if counter.locked_until and counter.locked_until > at:
                raise Locked(counter.locked_until)
        for counter, (kind, _key, limit) in zip(counters, asked, strict=True):
            if at - counter.last_at > locked_for:
                counter.failures = 0
            counter.failures += 1
            counter.last_at = at
            counter.locked_until = _until(counter.failures, limit, kind, at=at, locked_for=locked_for)
            counter.save(update_fields=["failures", "last_at", "locked_until"])


def right(username: str, address: str) -> None:
    """The try was right, though more proofs are asked: it is taken back, the wrong ones before stay counted."""
    less = {"failures": Greatest(F("failures") - 1, Value(0)), "locked_until": None}
    SignInCounter.objects.filter(kind=Kind.ACCOUNT, key=key_of(username)).update(**less)
    SignInCounter.objects.filter(kind=Kind.ADDRESS, key=address).update(**less)


def succeeded(username: str, address: str) -> None:
    """The person is signed in: his name begins anew."""
    SignInCounter.objects.filter(kind=Kind.ACCOUNT, key=key_of(username)).update(failures=0, locked_until=None)


def locked_until(person: User, *, at: datetime) -> datetime | None:
    """Until when this person is locked out, None when he is not."""
    row = SignInCounter.objects.filter(kind=Kind.ACCOUNT, key=key_of(person.username), locked_until__gt=at).first()
    return row.locked_until if row else None


def unlock(person: User) -> bool:
    """Open a locked account; False when nothing was counted."""
    rows = SignInCounter.objects.filter(kind=Kind.ACCOUNT, key=key_of(person.username), failures__gt=0)
    return bool(rows.update(failures=0, locked_until=None))


def forget_old(*, at: datetime) -> int:
    """Drop counters nobody has touched for a day (nightly)."""
    return SignInCounter.objects.filter(last_at__lt=at - timedelta(days=1)).delete()[0]


def _locked_row(kind: str, key: str, *, at: datetime) -> SignInCounter:
    SignInCounter.objects.bulk_create([SignInCounter(kind=kind, key=key, last_at=at)], ignore_conflicts=True)
    return SignInCounter.objects.select_for_update().get(kind=kind, key=key)


def _until(failures: int, limit: int, kind: str, *, at: datetime, locked_for: timedelta) -> datetime | None:
    if failures >= limit:
        return at + locked_for
    if kind == Kind.ACCOUNT and failures > FREE_TRIES:
        return at + min(timedelta(seconds=2 ** (failures - FREE_TRIES - 1)), locked_for)
    return None
