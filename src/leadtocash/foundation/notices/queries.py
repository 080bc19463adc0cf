"""Notices of a person: unread ones counted, a page of them, whether he may still see what they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.topics import in_group
from leadtocash.foundation.web.numbers import Number, of_person

PAGE = 50


#: of a person: how many notices wait to be read, counted no further than a badge shows
UNREAD = Number(
    sql="SELECT count(*) FROM (SELECT FROM notices_notice WHERE person_id = %(person)s AND read_at IS NULL "
    "LIMIT 100) few"
)


def unread(person: User) -> int:
    """How many notices wait to be read."""
    return of_person(person)["unread"][0]


def notices_of(person: User, *, only_unread: bool = False, group: str = "") -> QuerySet[Notice]:
    """A person's notices, the newest first."""
    rows = Notice.objects.filter(person=person)
    if only_unread:
        rows = rows.filter(read_at=None)
    if group:
        rows = rows.filter(topic__in=in_group(group))
    return rows.order_by("-at", "-pk")


def piece(rows: QuerySet[Notice], before: tuple[datetime, int] | None, size: int = PAGE) -> tuple[list[Notice], bool]:
    """The rows behind a place, and whether there are more."""
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


def mark_of(last: Notice) -> str:
    """Where a page ends, as it stands in an address."""
    return f"{last.at.isoformat()}_{last.pk}"


def place_of(mark: str) -> tuple[datetime, int] | None:
    """The place a mark stands for; None for anything that is no mark."""
    moment, _sign, pk = mark.rpartition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(pk)) if at.tzinfo and pk.isdigit() and len(pk) < 18 else None


def hidden(person: User, notices: Sequence[Notice]) -> set[int]:
    """Those of the notices whose record the person may not see (any more); one query for each kind of record."""
    by_kind: dict[str, set[int]] = {}
    for notice in notices:
        if notice.record_kind and notice.record_id:
            by_kind.setdefault(notice.record_kind, set()).add(notice.record_id)
    seen = {(kind, pk) for kind, ids in by_kind.items() for pk in visible_ids(person, kind, ids)}
    return {n.pk for n in notices if n.record_kind and (n.record_kind, n.record_id) not in seen}


def visible_ids(person: User, kind: str, ids: set[int]) -> set[int]:
    """Those records of a kind the person may see; of a kind that knows no scope, those that exist."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        return set()
    rows = model._base_manager.filter(pk__in=ids)
    if hasattr(model, "access"):
        rows = rows.filter(visible_q(model, person))
    return set(rows.values_list("pk", flat=True))
