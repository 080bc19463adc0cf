"""The log of webhooks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.lists import Choice, Column, ListPage
from leadtocash.foundation.web.lists.page import Empty
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage

State = WebhookMessage.State
TAGS = {State.WAITING: "doing", State.SENT: "done", State.FAILED: "late", State.DROPPED: "idle"}


def tag_of(row: WebhookMessage) -> tuple[str, str]:
    return TAGS[State(row.state)], row.get_state_display()


def _rows(_person: Any) -> models.QuerySet[Any]:
    return WebhookMessage.objects.select_related("endpoint")


def _endpoints(_person: Any) -> list[tuple[str, Any]]:
    return [(str(pk), name) for pk, name in WebhookEndpoint.objects.values_list("pk", "name")]


def _last_status(row: WebhookMessage) -> Any:
    return (row.tries[-1]["status"] or "") if row.tries else ""


MESSAGES = ListPage(
    name="webhook-messages",
    title=_("Webhook messages"),
    subtitle=_("What other programs were told; kept for ninety days"),
    rows=_rows,
    order="-at",
    columns=[
        Column(key="at", label=_("at"), kind="datetime", order="at", slot="c"),
        Column(key="event", label=_("event"), value="event", kind="link", slot="a"),
        Column(key="record", label=_("record"), value=lambda row: f"{row.kind} {row.record_id or ''}", slot="d"),
        Column(key="endpoint", label=_("webhook"), value="endpoint.name", slot="e"),
        Column(key="state", label=_("state"), slot="b", tag=tag_of),
        Column(key="attempts", label=_("attempts"), kind="number"),
        Column(key="status", label=_("answer"), value=_last_status),
        Column(key="last_error", label=_("what went wrong"), slot="f"),
    ],
    filters=[
        Choice(name="state", label=_("state"), options=State.choices),
        Choice(name="endpoint", label=_("webhook"), options=_endpoints),
    ],
    empty=Empty(
        title=_("Nothing was told yet"),
        text=_("Set up a webhook; what happens in the areas it hears of then stands here."),
    ),
)
