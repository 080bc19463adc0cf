"""The daily digest: what lies with a person, what became of his own, and what he wanted to hear once a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.notices import addresses, queries, rules, wording
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.channels.base import Block, Message
from leadtocash.foundation.notices.choosing import Choices, choices_of
from leadtocash.foundation.notices.models import Channel, Delivery, Mode, Notice, QuietHours, Way
from leadtocash.foundation.notices.spreading import queue
from leadtocash.foundation.notices.topics import Topic, topics
from leadtocash.foundation.web import formats

SHOWN = 15
_ORDER = (Way.MAIL, Way.WECOM, Way.DINGTALK, Way.FEISHU)


@dataclass(frozen=True)
class Part:
    """What an app puts into the digest. rows: (text, path on this site, remark); more: how many are left out."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    more: int = 0
    counts: tuple[str, ...] = ()


#: app -> (person, since, now) -> part or None; filled in the apps' wiring
parts: Registry[Callable[[User, datetime, datetime], Part | None]] = Registry("part of the digest")


@transaction.atomic
def send_out(*, now: datetime) -> int:
    """At half past eight of working days: one delivery a day for everybody who gets a digest; gives how many are new.

    Asked again the same day it changes nothing: the key is the day.
    """
    local = timezone.localtime(now)
    if not rules.digest_time(local, days.is_working):
        return 0
    channels = {kinds.get(c.kind).way: c for c in Channel.objects.filter(is_active=True) if c.kind in kinds}
    channels.pop("", None)
    if not channels:
        return 0
    key = f"digest-{local.date().isoformat()}"
    done = set(Delivery.objects.filter(key__startswith=f"{key}-").values_list("person_id", flat=True))
    people = list(User.objects.filter(is_active=True).exclude(pk__in=done))
    choices, reached = choices_of(people, ()), addresses.of_people(people)
    made = []
    for person in people:
        way = way_of(choices.habits(person), person, reached, set(channels))
        if way:
            made.append(
                Delivery(
                    channel=channels[way], person=person, key=f"{key}-{person.pk}", made_at=now, due_at=now,
                    content={"digest": local.date().isoformat()},
                )
            )  # fmt: skip
    return queue(made)


def way_of(habits: QuietHours, person: User, reached: dict[tuple[int, str], str], there: set[str]) -> str:
    """The way the person's digest takes: the one he chose, else the first there is; "" for none."""
    wanted = [habits.digest] if habits.digest else _ORDER
    return next((str(way) for way in wanted if way in there and (person.pk, way) in reached), "")


def message(person: User, *, now: datetime, key: str) -> Message | None:
    """The digest in the person's language, as things stand now; None when there is nothing to tell."""
    since = last_morning(now)
    found = [part for one in parts.values() if (part := one(person, since, now)) is not None]
    notices = _notices(person, since)
    news = [_news(notices, now)] if notices else []
    counts = [count for part in found for count in part.counts]
    blocks = [
        Block(
            part.title,
            tuple((text, wording.absolute(path) if path else "", remark) for text, path, remark in part.rows),
            _more(part.more),
        )
        for part in found
        if part.rows
    ]
    blocks += news
    if not blocks:
        return None
    today = timezone.localdate(now)
    day = formats.short_date(today, today=today)
    summary = " \u00b7 ".join(counts)
    title = _("Today %(day)s: %(summary)s") if summary else _("News of %(day)s")
    return Message(
        title=title % {"day": day, "summary": summary},
        heading=_("Good morning, %(name)s") % {"name": person.name},
        text=summary,
        url=wording.absolute("/inbox/"),
        button=_("Open the inbox"),
        key=key,
        settings_url=wording.settings_url(),
        blocks=tuple(blocks),
    )


def last_morning(now: datetime) -> datetime:
    """Half past eight of the working day before: where the digest before this one ended."""
    local = timezone.localtime(now)
    day = local.date() - timedelta(days=1)
    while not days.is_working(day):
        day -= timedelta(days=1)
    return local.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=30, second=0, microsecond=0)


def _notices(person: User, since: datetime) -> list[Notice]:
    """Unread notices since the last digest whose topic the person hears of once a day, and may still see."""
    choices, ways = choices_of([person]), _ways(person)
    daily = [one.code for one in topics.values() if one.still is None and _is_daily(choices, person, one, ways)]
    rows = Notice.objects.filter(person=person, read_at=None, at__gte=since, topic__in=daily).order_by("-at", "-pk")
    found = list(rows[: 2 * SHOWN])
    gone = queries.hidden(person, found)
    return [notice for notice in found if notice.pk not in gone]


def _ways(person: User) -> list[str]:
    """The ways on which this person can be reached now."""
    there = {kinds.get(kind).way for kind in _active_kinds()}
    reached = addresses.of_people([person])
    return [str(way) for way in _ORDER if way in there and (person.pk, way) in reached]


def _active_kinds() -> list[str]:
    found = Channel.objects.filter(is_active=True).values_list("kind", flat=True)
    return [kind for kind in found if kind in kinds]


def _is_daily(choices: Choices, person: User, topic: Topic, ways: list[str]) -> bool:
    """Once a day on some way and at once on none; work that still waits stands in the list of work anyway."""
    modes = {choices.mode(person.pk, topic, way) for way in ways}
    return Mode.DIGEST in modes and Mode.NOW not in modes


def _news(notices: list[Notice], now: datetime) -> Block:
    rows = []
    for notice in notices[:SHOWN]:
        text = wording.filled(notice.topic, notice.data, outside=True)
        moment = formats.when(timezone.localtime(notice.at), now=timezone.localtime(now))
        rows.append((text, wording.absolute(reverse("notices:notice", args=[notice.pk])), moment))
    return Block(_("News"), tuple(rows), _more(len(notices) - len(rows)))


def _more(left: int) -> str:
    return ngettext("and %(count)s more", "and %(count)s more", left) % {"count": left} if left > 0 else ""
