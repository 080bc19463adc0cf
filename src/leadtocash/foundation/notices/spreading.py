"""From notices to deliveries: by which channels, to whom, when. Runs in a job after the act has been committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from leadtocash.foundation.accounts import people as company
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.notices import addresses
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.choosing import choices_of, loud_moment
from leadtocash.foundation.notices.models import Channel, Delivery, Mode, Notice, QuietHours, Route
from leadtocash.foundation.notices.topics import Topic, topics


@transaction.atomic
def spread(key: str, people: Sequence[int], *, now: datetime) -> int:
    """Make the deliveries of the notices with this key to these people, each once; gives how many are new."""
    notices = list(Notice.objects.filter(key=key, person__in=people).select_related("person").order_by("pk"))
    channels = [one for one in Channel.objects.filter(is_active=True) if one.kind in kinds]
    topic = topics.find(notices[0].topic) if notices else None
    if topic is None or not channels:
        return 0
    made = _personal(notices, topic, [c for c in channels if kinds.get(c.kind).way], now=now)
    made += _to_groups(notices, topic, [c for c in channels if kinds.get(c.kind).to_group], now=now)
    return queue(made)


def queue(deliveries: Iterable[Delivery]) -> int:
    """Store deliveries that are not there yet and a job for each (same transaction); gives how many are new."""
    from leadtocash.foundation.notices.jobs import deliver

    wanted = {(one.channel_id, one.key): one for one in deliveries}
    keys = {key for _channel, key in wanted}
    known = set(Delivery.objects.filter(key__in=keys).values_list("channel_id", "key"))
    new = Delivery.objects.bulk_create([one for place, one in wanted.items() if place not in known])
    by_moment: dict[datetime, list[int]] = {}
    for one in new:
        by_moment.setdefault(one.due_at, []).append(one.pk)
    for moment, pks in by_moment.items():
        deliver.configure(schedule_at=moment).batch_defer(*({"delivery": pk} for pk in pks))
    return len(new)


def _personal(notices: list[Notice], topic: Topic, channels: list[Channel], *, now: datetime) -> list[Delivery]:
    told = [notice.person for notice in notices]
    choices = choices_of(told, [topic.code])
    reached = addresses.of_people(told)
    made = []
    for notice in notices:
        for channel in channels:
            way = kinds.get(channel.kind).way
            if (notice.person_id, way) not in reached or choices.mode(notice.person_id, topic, way) != Mode.NOW:
                continue
            made.append(
                Delivery(
                    channel=channel, notice=notice, person=notice.person, key=f"notice-{notice.pk}", topic=topic.code,
                    made_at=now, due_at=choices.moment(notice.person, topic, now),
                )
            )  # fmt: skip
    return made


def _to_groups(notices: list[Notice], topic: Topic, channels: list[Channel], *, now: datetime) -> list[Delivery]:
    """One message for each group that hears of this topic and of the department it happened in.

    A group is left in peace in the usual quiet hours, as a person who has chosen none of his own.
    """
    first = notices[0]
    routes = Route.objects.filter(Q(topic=topic.code) | Q(topic=""), channel__in=channels).select_related("department")
    by_channel: dict[int, list[Route]] = {}
    for route in routes:
        by_channel.setdefault(route.channel_id, []).append(route)
    if not by_channel:
        return []
    paths = _paths(first, [notice.person for notice in notices])
    content = {"topic": topic.code, "data": first.data, "url": first.url}
    due = loud_moment(QuietHours(), topic, now)
    return [
        Delivery(channel=channel, key=f"group-{first.key}", topic=topic.code, content=content, made_at=now, due_at=due)
        for channel in channels
        if any(_concerns(route, paths) for route in by_channel.get(channel.pk, ()))
    ]


def _concerns(route: Route, paths: set[str]) -> bool:
    return route.department is None or any(path.startswith(route.department.path) for path in paths)


def _paths(notice: Notice, told: list[User]) -> set[str]:
    """Where it happened: the department of the record, else those of the people told."""
    department = _department_of(notice.record_kind, notice.record_id)
    if department is not None:
        return {department.path}
    homes = (company.main_department(person) for person in told)
    return {home.path for home in homes if home is not None}


def _department_of(kind: str, record_id: int | None) -> Department | None:
    try:
        model: Any = apps.get_model(kind) if kind else None
    except (LookupError, ValueError):
        model = None
    record = model._base_manager.filter(pk=record_id).first() if model is not None else None
    while record is not None and hasattr(record, "access"):
        if not record.access.parent:
            found = _follow(record, record.access.department)
            return found if isinstance(found, Department) else None
        record = _follow(record, record.access.parent)
    return None


def _follow(record: Any, path: str) -> Any:
    for step in path.split("__") if path else ():
        record = getattr(record, step, None)
    return record if path else None
