"""Find records: what the person may see and that holds the words, by kind, the most fitting first; of those that fit
alike the ones opened or changed last. Whether he may see a record is asked of its own kind, every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.search.asking import words_of
from leadtocash.foundation.search.models import Findable
from leadtocash.foundation.search.opened import opened_by
from leadtocash.foundation.search.sources import lives, sources
from leadtocash.foundation.search.spelling import fold, letters_of
from leadtocash.foundation.search.table import Place, Search, candidates

SHOWN = 6
ROUNDS = 3
#: the rank of what is not ranked
LAST = 3


@dataclass(frozen=True)
class Hit:
    """One thing found. rank: 0 it is called so, 1 it begins so, 2 it holds the words."""

    kind: str
    id: int
    title: str
    line: str
    url: str
    icon: str
    rank: int


@dataclass
class Group:
    """The hits of one kind; more: there are others that fit."""

    kind: str
    label: Promise | str
    icon: str
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    more_url: str = ""


def find(typed: str, person: User, *, kind: str = "", most: int = SHOWN) -> list[Group]:
    """What the person may see and that holds all words, up to `most` of each kind, the best kind first."""
    words = words_of(typed)
    if not words:
        return []
    groups = [*_recorded(Search(words, person, kind), most), *_live(typed, person, kind, most)]
    order = {name: place for place, name in enumerate((*dict(sources.items()), *dict(lives.items())))}
    found = sorted((g for g in groups if g.hits), key=lambda g: (g.hits[0].rank, order[g.kind]))
    for group in found:
        group.more_url = f"{reverse('search:search')}?{urlencode({'q': typed, 'kind': group.kind})}"
    return found


def last_opened(person: User) -> list[Hit]:
    """The records this person opened last, those that he may still see, the newest first."""
    pairs = (one.partition(":") for one in opened_by(person))
    opened = [(kind, int(record)) for kind, _colon, record in pairs if kind in sources]
    seen = {kind: sources.get(kind).seen_by(person, [i for k, i in opened if k == kind]) for kind in dict(opened)}
    return [_hit(kind, seen[kind][one]) for kind, one in opened if one in seen[kind]]


def spelt_so(model: type[models.Model], typed: str) -> models.QuerySet[Any, Any]:
    """The ids of records of a kind whose name begins so in pinyin, in full or by its initials."""
    letters = fold(typed).replace(" ", "")
    if not letters or letters != letters_of(letters):
        return Findable.objects.none().values_list("record_id")
    rows = Findable.objects.filter(kind=kind_of(model), letters__contains=f" {letters}")
    return rows.values_list("record_id")


def _recorded(search: Search, most: int) -> list[Group]:
    """Candidates from the table, of which each kind shows those the person may see; more of them where some were
    left out and there are others."""
    limit = most + 1
    for _round in range(ROUNDS):
        found = candidates(search, limit)
        groups = [_group(search, kind, places, most) for kind, places in found.items()]
        if all(group.more or len(found[group.kind]) < limit for group in groups):
            break
        limit *= 8
    return groups


def _group(search: Search, kind: str, places: list[Place], most: int) -> Group:
    source = sources.get(kind)
    seen = source.seen_by(search.person, [place.id for place in places])
    hits = [
        _hit(kind, record, place.rank)
        for place in places
        if (record := seen.get(place.id)) is not None
        and (not place.by_phone or source.sees_phones(search.person, record))
    ]
    return Group(kind, source.label, source.icon, hits[:most], more=len(hits) > most)


def _hit(kind: str, record: Any, rank: int = 0) -> Hit:
    source = sources.get(kind)
    return Hit(kind, record.pk, source.title(record), source.line(record), source.url(record), source.icon, rank)


def _live(typed: str, person: User, kind: str, most: int) -> Iterator[Group]:
    for name, live in lives.items():
        if kind in ("", name):
            found = live.find(typed, person, most + 1)
            hits = [Hit(name, 0, one["title"], one["line"], one["url"], live.icon, LAST) for one in found[:most]]
            yield Group(name, live.label, live.icon, hits, more=len(found) > most)
