"""Second factors: an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadtocash.foundation.accounts.factors import recovery, totp
from leadtocash.foundation.accounts.models import Passkey, RecoveryCode, TotpSecret, User


@dataclass(frozen=True)
class Held:
    """What a person can prove himself with beside the password."""

    totp: bool
    passkeys: int
    codes_left: int

    def __bool__(self) -> bool:
        return self.totp or bool(self.passkeys)


def held_by(person: User) -> Held:
    return Held(
        TotpSecret.objects.filter(person=person).exists(),
        Passkey.objects.filter(person=person).count(),
        RecoveryCode.objects.filter(person=person, used_at=None).count(),
    )


def check_code(person: User, typed: str, *, at: datetime) -> str:
    """ "totp" or "recovery" for a right code, "" for a wrong one. Each code is good once."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    if len(digits) == 6 and len(typed.strip().replace(" ", "")) == 6:
        return "totp" if totp.check(person, digits, at=at) else ""
    return "recovery" if recovery.use(person, typed, at=at) else ""


def take_off(person: User) -> None:
    """Remove every second factor and remembered device (lost phone; the administrator has looked at the person)."""
    TotpSecret.objects.filter(person=person).delete()
    person.passkeys.all().delete()
    person.recovery_codes.all().delete()
    person.devices.all().delete()
