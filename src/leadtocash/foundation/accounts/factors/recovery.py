"""Ten codes for the day the phone is lost: 80 random bits each, kept as digest, good once."""

from __future__ import annotations

import secrets
from datetime import datetime

from leadtocash.foundation.accounts.models import RecoveryCode, User
from leadtocash.foundation.accounts.sealing import digest

COUNT = 10
#: no signs that look like others
SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def make(person: User) -> list[str]:
    """New codes in the place of all before, in clear for this one time: "K7QX-2M9D-…"."""
    codes = ["".join(secrets.choice(SIGNS) for _ in range(16)) for _ in range(COUNT)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(person=person, digest=_digest(person, code)) for code in codes])
    return ["-".join(code[i : i + 4] for i in range(0, 16, 4)) for code in codes]


def use(person: User, typed: str, *, at: datetime) -> bool:
    """Is it one of the unused codes? It is used by this."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(code) != 16:
        return False
    rows = RecoveryCode.objects.filter(person=person, digest=_digest(person, code), used_at=None)
    return bool(rows.update(used_at=at))


def _digest(person: User, code: str) -> str:
    return digest(f"{person.pk}:{code}")
