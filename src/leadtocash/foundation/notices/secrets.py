"""Secrets of channels at rest: encrypted with a key derived from the program's own secret key.

Whoever reads the database, or a backup of it, does not get them. When LEADTOCASH_SECRET_KEY changes, what was
written with the old key still opens as long as the old key stands in LEADTOCASH_OLD_SECRET_KEYS; otherwise the
secrets are entered anew.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """The secrets were written with another key."""


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets as text that only this installation can open; "" for none."""
    kept = {name: value for name, value in secrets.items() if value}
    return _ring().encrypt(json.dumps(kept).encode()).decode() if kept else ""


def unseal(sealed: str) -> dict[str, str]:
    """The secrets again. Raises Unreadable when they were sealed with a key that is no longer known."""
    if not sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(_ring().decrypt(sealed.encode()))
    except InvalidToken:
        raise Unreadable from None
    return opened


def _ring() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"leadtocash.notices.channels").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
