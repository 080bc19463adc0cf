"""Access tokens of the platforms: fetched once, kept in this process until shortly before they end."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable

_EARLY = 300.0
_lock = threading.Lock()
_kept: dict[str, tuple[str, float]] = {}


def token(name: str, secret: str, fetch: Callable[[], tuple[str, int]]) -> str:
    """The token of this application; `fetch` gives a fresh one and its life in seconds."""
    key = _key(name, secret)
    with _lock:
        known = _kept.get(key)
    if known and known[1] > time.monotonic():
        return known[0]
    value, life = fetch()
    with _lock:
        _kept[key] = (value, time.monotonic() + max(life - _EARLY, life / 2))
    return value


def forget(name: str, secret: str) -> None:
    """Drop a token the platform no longer accepts."""
    with _lock:
        _kept.pop(_key(name, secret), None)


def forget_all() -> None:
    """Drop every token (tests)."""
    with _lock:
        _kept.clear()


def _key(name: str, secret: str) -> str:
    return hashlib.sha256(f"{name}\n{secret}".encode()).hexdigest()
