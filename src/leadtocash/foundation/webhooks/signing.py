"""Secrets and signatures of Standard Webhooks (v1: HMAC-SHA256 over "id.timestamp.body")."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret as receivers know it: "whsec_" and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, *, uid: str, timestamp: int, body: str) -> str:
    """One signature: "v1," and the digest in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{uid}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(known: Iterable[str], *, uid: str, timestamp: int, body: str) -> dict[str, str]:
    """The three headers; signed with each secret that is in force."""
    signatures = [sign(secret, uid=uid, timestamp=timestamp, body=body) for secret in known]
    return {"webhook-id": uid, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(signatures)}
