"""A signed-in client, the words of its answers, and how much a page asks the database."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leadtocash.foundation.accounts.models import User


def client(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def text(answer: Any) -> str:
    """What an answer says, a streamed one as well."""
    return b"".join(answer).decode()


def queries(browser: Client, address: str) -> int:
    """How often this page, read to its end, asks the database once the process keeps what it keeps."""
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(address)
        assert answer.status_code == 200
        text(answer)
    return len(seen)
