"""Who follows a record hears of a new state, of comments and files; only as long as he may see the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.collaboration import actions, events, seeing, topics
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.events import ATTACHED, REPLACED
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.wording import in_language
from leadtocash.foundation.web.numbers import Number

#: fields that say where a record stands
STATES = ("state", "status", "stage")
SHOWN = 50
_FOLLOWED = f"""
SELECT kind, record_id, person_id FROM {Follow._meta.db_table}
JOIN unnest(%s::text[], %s::bigint[]) told (kind, record_id) USING (kind, record_id) ORDER BY id
"""  # noqa: S608
Data = dict[str, str]


def heard(event: Journalled) -> None:
    """Something was journalled: tell those who follow the records. A small question where nobody does."""
    told = [entry for entry in event.entries if _is_news(entry)]
    if not told:
        return
    followers = _followers({(entry.kind, entry.record_id) for entry in told})
    for entry in told:
        if people := [p for p in followers[entry.kind, entry.record_id] if p.pk != entry.actor_id]:
            _tell(entry, people)


def _followers(records: Collection[tuple[str, int]]) -> dict[tuple[str, int], list[User]]:
    kinds, ids = zip(*records, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, [list(kinds), list(ids)])
        found = cursor.fetchall()
    people = User.objects.in_bulk({person for _kind, _id, person in found}) if found else {}
    followers: dict[tuple[str, int], list[User]] = defaultdict(list)
    for kind, record_id, person in found:
        followers[kind, record_id].append(people[person])
    return followers


def _is_news(entry: Entry) -> bool:
    """Nobody follows yet what has just been made."""
    if entry.made is not None:
        return False
    return entry.verb in (events.COMMENTED, ATTACHED, REPLACED) or _moved(entry) is not None


def _moved(entry: Entry) -> str | None:
    return next((name for name in STATES if name in entry.changes), None)


def _tell(entry: Entry, people: Sequence[User]) -> None:
    model: Any = apps.get_model(entry.kind)
    record = model._base_manager.filter(pk=entry.record_id).first()
    if record is None or not seeing.takes_part(record):
        return
    left_out = set(entry.data.get("told", ()))  # by the mention itself
    act = Act(by=entry.actor, at=entry.at)
    for person in seeing.seeing([one for one in people if one.pk not in left_out], record):
        with in_language(person):
            code, url, data = _said(entry, record)
            notify(
                [person], code, act=act, url=url, key=f"followed {entry.pk}", about=record,
                who=entry.actor.name if entry.actor else "", title=seeing.title_of(record),
                number=seeing.number_of(record), **data,
            )  # fmt: skip


def _said(entry: Entry, record: Any) -> tuple[str, str, Data]:
    """The topic, where it leads, and what fills the sentence's holes."""
    page = record.get_absolute_url()
    if entry.verb == events.COMMENTED:
        text = Comment.objects.filter(pk=entry.data["comment"]).values_list("text", flat=True).first() or ""
        return topics.COMMENTED, actions.comments_url(record), {"text": actions.excerpt(text)}
    if entry.verb in (ATTACHED, REPLACED):
        return topics.FILED, f"{page.partition('?')[0]}?tab=files", {"file": str(entry.data.get("name", ""))}
    return topics.MOVED, page, {"state": _state_of(record, str(_moved(entry)))}


def _state_of(record: models.Model, name: str) -> str:
    shown = getattr(record, f"get_{name}_display", None)
    return str(shown() if shown else getattr(record, name))


#: 1 where the person follows the record
FOLLOWS = Number(
    sql="SELECT count(*) FROM collaboration_follow WHERE kind = %(kind)s AND record_id = %(record)s "
    "AND person_id = %(person)s",
    of_record=True,
)


def followed(person: User, after: int = 0) -> tuple[list[dict[str, Any]], bool]:
    """What a person follows, the latest first: {follow, record, kind}, without a record where it sleeps
    because he may not see it now; and is there more behind."""
    rows = list(Follow.objects.filter(person=person).order_by("-since", "-pk")[after : after + SHOWN + 1])
    shown, more = rows[:SHOWN], len(rows) > SHOWN
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in shown:
        by_kind[one.kind].add(one.record_id)
    records = {
        (kind, pk): record
        for kind, ids in by_kind.items()
        for pk, record in seeing.seen_records(person, kind, ids).items()
    }
    return [_row(one, records.get((one.kind, one.record_id))) for one in shown], more


def _row(one: Follow, record: Any) -> dict[str, Any]:
    return {"follow": one, "record": record, "kind": str(record._meta.verbose_name) if record is not None else ""}
