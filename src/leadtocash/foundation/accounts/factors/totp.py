"""Six digits from an authenticator app (RFC 6238), each good once."""

from __future__ import annotations

import base64
import io
from datetime import datetime

import pyotp
import segno
from django.db.models import Q

from leadtocash.foundation.accounts import sealing
from leadtocash.foundation.accounts.models import TotpSecret, User

STEP = 30
ISSUER = "Lead-to-Cash"


def new_secret() -> str:
    """160 random bits, base32, as an app takes them."""
    return pyotp.random_base32(32)


def address(person: User, secret: str) -> str:
    """What the QR code says (otpauth://…)."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)


def picture(text: str) -> str:
    """The QR code as a data address for <img>: drawn here, seen by nobody else."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=6, border=3)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def matching_step(secret: str, digits: str, *, at: datetime) -> int:
    """The time step the digits belong to, one step of a wrong clock forgiven on each side; 0 for none."""
    now = int(at.timestamp()) // STEP
    code = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        if pyotp.utils.strings_equal(code.at(step * STEP), digits):
            return step
    return 0


def begin(person: User, secret: str, digits: str, *, at: datetime) -> bool:
    """Set the app up, once it has shown the right digits. False for wrong ones."""
    step = matching_step(secret, digits, at=at)
    if not step:
        return False
    TotpSecret.objects.update_or_create(
        person=person,
        defaults={
            "sealed": sealing.seal(secret), "created_at": at, "last_step": step, "last_used_at": at,
        },
    )  # fmt: skip
    return True


def check(person: User, digits: str, *, at: datetime) -> bool:
    """Are these the digits of now? The same digits are not taken a second time, whoever sends them."""
    row = TotpSecret.objects.filter(person=person).first()
    secret = sealing.unseal(row.sealed) if row else ""
    step = matching_step(secret, digits, at=at) if secret else 0
    if not row or not step:
        return False
    unused = TotpSecret.objects.filter(Q(pk=row.pk) & Q(last_step__lt=step))
    return bool(unused.update(last_step=step, last_used_at=at))
