"""Secrets that must be read again (an authenticator's) are sealed with a key made from the site's secret key."""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text, "" when it was sealed with another site's key."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def digest(clear: str) -> str:
    """What is kept of a random secret (links, devices, recovery codes): long enough that nobody guesses it back."""
    return hashlib.sha256(clear.encode()).hexdigest()


def random_text() -> str:
    return secrets.token_urlsafe(32)


def _box() -> MultiFernet:
    """Seals with the key of now; opens what was sealed with an earlier one that is still listed."""
    return MultiFernet([_made(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@cache
def _made(secret: str) -> Fernet:
    key = hashlib.scrypt(secret.encode(), salt=b"leadtocash.accounts.sealing", n=2**12, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))
