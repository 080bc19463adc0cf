"""What every platform is asked: where to send the browser, and who came back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import requests
from django.utils.functional import Promise

Settings = Mapping[str, str]
TIME_LIMIT = 10


class Failed(Exception):
    """The platform's answer is not accepted. The reason is for the log, never for the page."""


@dataclass(frozen=True)
class Claims:
    """Who the platform says came back. email and phone only where the platform vouches for them.

    subject: the platform's lasting name for him; address: what messages to him are sent to; strong: he gave a second
    factor there.
    """

    subject: str
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Round:
    """One way to the platform and back, kept in the session meanwhile."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    agent: str = ""

    @property
    def challenge(self) -> str:
        """PKCE, S256."""
        sha = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(sha).rstrip(b"=").decode()

    @classmethod
    def new(cls, redirect_uri: str, agent: str) -> Round:
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), redirect_uri, agent)


@dataclass(frozen=True)
class Provider:
    """A configured platform. names: its settings (environment LEADTOCASH_<KEY>_<NAME>), needed and optional."""

    settings: Settings = field(repr=False)

    key: ClassVar[str] = ""
    title: ClassVar[Promise | str] = ""
    needed: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[Mapping[str, str]] = {}
    #: what the code is called in the address one comes back to
    code_names: ClassVar[tuple[str, ...]] = ("code",)

    @property
    def label(self) -> str:
        return self.settings.get("label") or str(self.title)

    def where_to(self, way: Round) -> str:
        """The address the browser is sent to."""
        raise NotImplementedError

    def who(self, code: str, way: Round, *, at: datetime) -> Claims:
        """Exchange the code for the person. Raises Failed."""
        raise NotImplementedError


def call(method: str, url: str, **arguments: Any) -> dict[str, Any]:
    """Ask the platform; its JSON answer. Raises Failed for no answer, no JSON, or an HTTP error."""
    try:
        answer = requests.request(method, url, timeout=TIME_LIMIT, allow_redirects=False, **arguments)
        given = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Failed(f"{type(error).__name__} at {url.split('?', 1)[0]}") from None
    if answer.status_code >= 400 or not isinstance(given, dict):
        reason = given.get("error") or given.get("code") if isinstance(given, dict) else ""
        raise Failed(f"HTTP {answer.status_code} {reason or ''} at {url.split('?', 1)[0]}")
    return given


def plain_phone(number: str) -> str:
    """A Chinese mobile number without country code and signs; another country's with its code."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return digits[-11:] if digits.startswith("86") and len(digits) == 13 else digits
