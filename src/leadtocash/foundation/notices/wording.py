"""What a notice says: on the page, and (without amounts) in mails and messengers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from leadtocash.foundation.notices.channels.base import Message
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.topics import Topic, group_label, topics


def sentence_of(notice: Notice) -> str:
    """The notice in the reader's language; a topic that is gone shows its code."""
    return filled(notice.topic, notice.data)


def filled(code: str, data: Mapping[str, Any], *, outside: bool = False) -> str:
    """A topic's sentence with its holes filled; `outside`: as it may be read outside the program."""
    known = topics.find(code)
    if known is None:
        return code
    sentence = str(known.outside or known.sentence) if outside else str(known.sentence)
    try:
        return sentence % data
    except (KeyError, TypeError, ValueError):
        return sentence


def tone_of(code: str) -> str:
    known = topics.find(code)
    return known.tone if known is not None else "info"


def absolute(path: str) -> str:
    """An address of the site as it is written into a mail."""
    return f"{settings.SITE_URL}{path}"


def settings_url() -> str:
    return absolute(reverse("notices:choices"))


def message_of(notice: Notice, *, key: str) -> Message:
    """The notice as a message to its person; the link marks it read and leads on, after sign-in."""
    return _message(
        notice.topic,
        notice.data,
        absolute(reverse("notices:notice", args=[notice.pk])),
        key=key,
        thread=str(notice.data.get("_thread") or f"{notice.record_kind}-{notice.record_id or notice.key}"),
    )


def message_to_group(content: Mapping[str, Any], *, key: str) -> Message:
    """The same for a group: straight to the page."""
    return _message(str(content["topic"]), content["data"], absolute(str(content["url"])), key=key, thread="")


def test_message(name: str, *, key: str) -> Message:
    """What the administrator sends to see whether a channel works."""
    return Message(
        title=_("Test message"),
        text=_("The channel %(name)s works: messages from Lead-to-Cash arrive here.") % {"name": name},
        url=absolute("/"),
        button=_("Open Lead-to-Cash"),
        key=key,
        settings_url=settings_url(),
    )


def in_language(person: Any) -> translation.override:
    """The language of a person's messages."""
    return translation.override(getattr(person, "language", "") or settings.LANGUAGE_CODE)


def _message(code: str, data: Mapping[str, Any], url: str, *, key: str, thread: str) -> Message:
    known: Topic | None = topics.find(code)
    sentence = filled(code, data, outside=True)
    return Message(
        title=sentence,
        text=sentence,
        heading=group_label(known.group) if known else "",
        url=url,
        button=_("Decide") if known and known.weight == "todo" and known.group == "workflow" else _("Open"),
        key=key,
        tone=tone_of(code),
        thread=thread,
        settings_url=settings_url(),
    )
