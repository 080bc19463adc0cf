"""What is to be told, written with the act itself: either both happen or neither."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from django.apps import apps

from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.webhooks import kinds
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage

_FRESH_SECONDS = 5.0
_kept: tuple[float, bool] | None = None
State = WebhookMessage.State


def heard(event: Journalled) -> None:
    """Write a message for each endpoint that hears of an act.

    Not told: what belongs to no data scope, and what an import brings by the thousand.
    """
    told = [one for one in event.entries if one.door != "import" and hasattr(apps.get_model(one.kind), "access")]
    if not told or not is_used():
        return
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True))
    messages = [
        WebhookMessage(
            endpoint=endpoint, event=one.verb, kind=one.kind, record_id=one.record_id, actor_id=one.actor_id,
            changed=sorted(one.changes), at=one.at, due_at=one.at,
        )
        for one in told
        for endpoint in endpoints
        if kinds.hears(endpoint.events, one.verb)
    ]  # fmt: skip
    if messages:
        queue(WebhookMessage.objects.bulk_create(messages))


def queue(messages: Iterable[WebhookMessage], at: datetime | None = None) -> None:
    """Have the worker send these; one after the other for each endpoint, so that a slow one delays only itself."""
    from leadtocash.foundation.webhooks.jobs import send

    for message in messages:
        lock = f"webhooks {message.endpoint_id}"
        if at is None:
            send.configure(lock=lock).defer(message=message.pk)
        else:
            send.configure(lock=lock, schedule_at=at).defer(message=message.pk)


def is_used() -> bool:
    """Is any endpoint in use? Asked of the database at most every few seconds."""
    global _kept  # noqa: PLW0603
    if _kept is None or time.monotonic() - _kept[0] > _FRESH_SECONDS:
        _kept = (time.monotonic(), WebhookEndpoint.objects.filter(is_active=True).exists())
    return _kept[1]


def forget() -> None:
    """Ask the database anew (after a change in this process)."""
    global _kept  # noqa: PLW0603
    _kept = None
