"""The log of messages that went outside."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.notices.models import Channel, Delivery
from leadtocash.foundation.notices.topics import label_of, topics
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage
from leadtocash.foundation.web.lists.page import Empty

State = Delivery.State
TAGS = {
    State.WAITING: "doing",
    State.SENDING: "doing",
    State.SENT: "done",
    State.FAILED: "late",
    State.UNCLEAR: "wait",
    State.DROPPED: "idle",
}


def what(row: Delivery) -> str:
    """What the message was, in a few words; never its text."""
    if row.content.get("test"):
        return str(_("Test message"))
    if row.content.get("digest"):
        return str(_("Daily digest"))
    known = topics.find(row.topic)
    return label_of(known) if known else row.topic


def _rows(_person: Any) -> models.QuerySet[Any]:
    return Delivery.objects.select_related("channel", "person")


def _channels(_person: Any) -> list[tuple[str, Any]]:
    return [(str(pk), name) for pk, name in Channel.objects.values_list("pk", "name")]


DELIVERIES = ListPage(
    name="deliveries",
    title=_("Sent messages"),
    subtitle=_("What went to mail and messengers; texts are not kept here"),
    rows=_rows,
    order="-made_at",
    search=("person__name__icontains",),
    search_hint=_("Name"),
    columns=[
        Column(key="made_at", label=_("made at"), kind="datetime", order="made_at", slot="c"),
        Column(key="what", label=_("Topic"), value=what, kind="link", slot="a"),
        Column(key="channel", label=_("channel"), value="channel.name", slot="d"),
        Column(key="person", label=_("person"), value=lambda row: row.person.name if row.person else "", slot="e"),
        Column(
            key="state",
            label=_("state"),
            slot="b",
            tag=lambda row: (TAGS[State(row.state)], row.get_state_display()),
        ),
        Column(key="attempts", label=_("attempts"), kind="number"),
        Column(key="sent_at", label=_("sent at"), kind="datetime"),
        Column(key="last_error", label=_("what went wrong"), slot="f"),
    ],
    filters=[
        Choice(name="state", label=_("state"), options=State.choices),
        Choice(name="channel", label=_("channel"), options=_channels),
        DateRange(name="made", label=_("day"), field="made_at"),
        Flag(name="trouble", label=_("Needs a look"), condition=Q(state__in=[State.FAILED, State.UNCLEAR])),
    ],
    empty=Empty(
        title=_("Nothing was sent yet"),
        text=_("Set up a channel; messages to mail and messengers then stand here with their fate."),
    ),
)
