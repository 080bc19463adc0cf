"""Tell people: topics are declared with their sentence, each notice is sent once per key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.notices.models import Notice


@dataclass(frozen=True)
class Topic:
    """sentence: English msgid with named holes, filled from the notice's data in the reader's language."""

    code: str
    sentence: Promise | str
    tone: str = "info"


topics: Registry[Topic] = Registry("notice topic")


def topic(code: str, sentence: Promise | str, *, tone: str = "info") -> str:
    """Declare a topic and give its code."""
    topics.add(code, Topic(code, sentence, tone))
    return code


def notify(people: Iterable[User], code: str, *, act: Act, url: str, key: str, **data: Any) -> None:
    """Tell these people once per `key` (saying it again changes nothing). Raises LookupError for an unknown topic."""
    topics.get(code)
    unique = {person.pk: person for person in people}
    Notice.objects.bulk_create(
        [Notice(person=p, topic=code, data=data, url=url, at=act.at, key=key[:120]) for p in unique.values()],
        ignore_conflicts=True,
    )


def sentence_of(notice: Notice) -> str:
    """The notice in the reader's language; a topic that is gone shows its code."""
    known = topics.find(notice.topic)
    if known is None:
        return notice.topic
    try:
        return str(known.sentence) % notice.data
    except (KeyError, TypeError, ValueError):
        return str(known.sentence)
