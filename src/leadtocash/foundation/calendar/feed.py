"""A person's deadlines as a calendar other programs subscribe to (iCalendar, RFC 5545).

The address holds a secret and needs no sign-in: whoever has it reads titles and days, nothing else. Only its digest
is kept; a new one ends the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.sealing import digest, random_text
from leadtocash.foundation.calendar.models import CalendarFeed
from leadtocash.foundation.kernel.registry import Registry

#: how far back deadlines are shown, and how many of one kind
BACK = timedelta(days=90)
MOST = 500


@dataclass(frozen=True)
class Due:
    """One deadline: a day, or a moment; uid: the same for ever; url: its page."""

    uid: str
    at: date
    title: str
    url: str


Source = Callable[[User, date], Iterable[Due]]
sources: Registry[Source] = Registry("source of deadlines")


def dated(model: Any, field: str, words: Any, *, owner: str = "owner", related: str = "", **only: Any) -> Source:
    """A source: the records of a person with a day in this field; `words` has one hole, %(what)s.

    related: the record that its own name is made from, read along.
    """

    def found(person: User, since: date) -> Iterator[Due]:
        rows: models.QuerySet[Any] = model.objects.visible_to(person)
        rows = rows.select_related(related) if related else rows
        for row in rows.filter(**{owner: person.pk, f"{field}__gte": since, **only}).order_by(field, "pk")[:MOST]:
            uid = f"{model._meta.label_lower}-{field}-{row.pk}"
            yield Due(uid, getattr(row, field), str(words) % {"what": row}, row.get_absolute_url())

    return found


def make(person: User, *, at: datetime) -> str:
    """A new secret address for the person's calendar; the one before ends."""
    secret = random_text()
    CalendarFeed.objects.update_or_create(person=person, defaults={"digest": digest(secret), "created_at": at})
    return secret


def revoke(person: User) -> bool:
    """End the address; False when there was none."""
    return bool(CalendarFeed.objects.filter(person=person).delete()[0])


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of this secret, if its person is active."""
    found = CalendarFeed.objects.select_related("person").filter(digest=digest(secret), person__is_active=True)
    return found.first()


def written(feed: CalendarFeed, *, today: date) -> bytes:
    """The calendar as text, lines folded; the same as long as nothing has changed."""
    dues = (due for source in sources.values() for due in source(feed.person, today - BACK))
    return calendar_of(dues, name=_("Deadlines of %(name)s") % {"name": feed.person.name}, stamp=feed.created_at)


def calendar_of(dues: Iterable[Due], *, name: str, stamp: datetime) -> bytes:
    """Deadlines as the text of a calendar; stamp: when they were last written."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lead-to-Cash//deadlines//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for due in dues:
        calendar.add_component(_event(due, stamp))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(due: Due, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{due.uid}@lead-to-cash")
    event.add("dtstamp", stamp)
    event.add("summary", due.title)
    moment = due.at.astimezone(ZoneInfo(settings.TIME_ZONE)) if isinstance(due.at, datetime) else due.at
    event.add("dtstart", moment)
    event.add("dtend", moment + (timedelta(minutes=30) if isinstance(moment, datetime) else timedelta(days=1)))
    event.add("url", settings.SITE_URL + due.url)
    event.add("transp", "TRANSPARENT")
    return event
