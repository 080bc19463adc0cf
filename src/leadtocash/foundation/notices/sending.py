"""Tell people: each notice is written once per key, in the act's own transaction; what goes outside follows by job.

Nothing here calls anybody: where a channel is in use, one job is stored with the notices and does the rest. Without
a channel there is no job.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.db import models

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Channel, Notice
from leadtocash.foundation.notices.topics import topic, topics
from leadtocash.foundation.notices.wording import sentence_of

#: what a notice speaks of: a record, or its kind and id
About = models.Model | tuple[str, int] | None
_FRESH_SECONDS = 10.0
_kept: tuple[float, bool] | None = None


def notify(
    people: Iterable[User],
    code: str,
    *,
    act: Act,
    url: str,
    key: str,
    about: About = None,
    thread: str = "",
    **data: Any,
) -> None:
    """Tell these people once per `key` (saying it again changes nothing). Raises LookupError for an unknown topic.

    about: the record it speaks of; outside the program only those are told who may see it then. thread: what
    belongs together in a mail program, else the record.
    """
    topics.get(code)
    unique = {person.pk: person for person in people}
    if not unique:
        return
    kind, record_id = _about(about)
    if thread:
        data["_thread"] = thread
    key = key[:120]
    Notice.objects.bulk_create(
        [
            Notice(person=p, topic=code, data=data, url=url, at=act.at, key=key, record_kind=kind, record_id=record_id)
            for p in unique.values()
        ],
        ignore_conflicts=True,
    )
    if goes_outside():
        from leadtocash.foundation.notices.jobs import spread

        spread.configure(lock=f"notices {key}").defer(key=key, people=sorted(unique))


def goes_outside() -> bool:
    """Is any channel in use? Asked of the database at most every few seconds."""
    global _kept  # noqa: PLW0603
    if _kept is None or time.monotonic() - _kept[0] > _FRESH_SECONDS:
        _kept = (time.monotonic(), Channel.objects.filter(is_active=True).exists())
    return _kept[1]


def forget() -> None:
    """Ask the database anew at the next notice (after a change in this process)."""
    global _kept  # noqa: PLW0603
    _kept = None


def _about(about: About) -> tuple[str, int | None]:
    if about is None:
        return "", None
    if isinstance(about, tuple):
        return about
    return kind_of(about), about.pk


__all__ = ["forget", "goes_outside", "notify", "sentence_of", "topic", "topics"]
