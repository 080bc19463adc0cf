"""One-time messages after a redirect, kept in the session."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest

Tone = Literal["done", "info", "wait", "late"]
_KEY = "flash"


def flash(request: HttpRequest, text: str, *, tone: Tone = "done") -> None:
    """Show this sentence once on the next page."""
    request.session[_KEY] = [*request.session.get(_KEY, []), {"text": str(text), "tone": tone}]


def take(request: HttpRequest) -> list[dict[str, str]]:
    """The sentences to show now; they are forgotten by this."""
    if not request.session.get(_KEY):
        return []
    messages: list[dict[str, str]] = request.session.pop(_KEY)
    return messages
