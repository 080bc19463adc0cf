"""The rows of the search table that fit, the most fitting first, within what the person's grants let him look at.

Two ways, because one alone is slow for some words. What half of all records hold is found among the newest rows;
what few hold is found by the index. The index also knows owner and department, so that a seller among a
million customers is answered from his own.
"""
# ruff: noqa: S608 - put together from parts of these files; every value is a parameter

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.search.asking import Piece, Word, any_of, both, quoted, together
from leadtocash.foundation.search.models import Findable
from leadtocash.foundation.search.opened import opened_by
from leadtocash.foundation.search.reach import reach_of
from leadtocash.foundation.search.sources import sources

#: how many of the newest rows are looked through first
NEWEST = 3000
_TABLE = Findable._meta.db_table
_TERMS = "search_terms(kind, gate_kind, owner_id, department_id, names, letters, phones)"
_NEWEST = f"(SELECT * FROM {_TABLE} ORDER BY at DESC, id DESC LIMIT {NEWEST}) newest"
_GIVEN = f"SELECT p.kind, p.record_id FROM {Participation._meta.db_table} p WHERE p.person_id = %s"
_KEYS = "SELECT split_part(o, ':', 1), split_part(o, ':', 2)::bigint FROM unnest(%s::text[]) o"


@dataclass(frozen=True)
class Place:
    """A row that fits: which record, how well, whether the person opened it lately, its time, and whether only its
    telephone number fits."""

    id: int
    rank: int
    opened: bool
    at: datetime
    by_phone: bool

    @property
    def order(self) -> tuple[int, bool, datetime, int]:
        """The greatest comes first."""
        return -self.rank, self.opened, self.at, self.id


class Search:
    """One search as pieces of SQL."""

    def __init__(self, words: list[Word], person: User, kind: str) -> None:
        self.words, self.person, self.reach = words, person, reach_of(person)
        phones = [name for name, source in sources.items() if source.phones and source.sees_phones(person)]
        only = [Piece("kind = %s", (kind,))] if kind else []
        self.fits = together([*(word.held(phones) for word in words), *only])
        self.terms = both(
            [*(word.terms(phones) for word in words), self.reach.terms, any_of("kind", [kind]) if kind else ""]
        )
        self.opened = opened_by(person)
        named = together([word.held([]) for word in words])
        rank = words[0].rank
        self.row = Piece(
            f"kind, record_id, at, {rank.sql} AS rank, kind || ':' || record_id = ANY(%s) AS opened, "
            f"NOT ({named.sql}) AS by_phone",
            (*rank.values, self.opened, *named.values),
        )

    def rows(self, source: str, where: Piece) -> Piece:
        """The rows of a table that fit and are so."""
        return Piece(
            f"SELECT {self.row.sql} FROM {source} WHERE {where.sql} AND {self.fits.sql}",
            self.row.values + where.values + self.fits.values,
        )


Places = dict[str, list[Place]]


def candidates(search: Search, limit: int) -> Places:
    """Of each kind the best rows, so many at most."""
    newest = _best([search.rows(_NEWEST, search.reach.held)], limit)
    plenty = [kind for kind, places in newest.items() if len(places) >= limit]
    terms = search.terms
    if plenty:
        others = [kind for kind, _source in sources.items() if kind not in plenty]
        exact = both([f"({any_of('kind', plenty)})", quoted(f"is:{search.words[0].text}")])
        terms = f"{search.terms} & (({any_of('kind', others)}) | ({exact}))"
    arms = [search.rows(_TABLE, Piece(f"{_TERMS} @@ %s::tsquery", (terms,)))]
    if search.opened:
        arms.append(search.rows(_TABLE, Piece(f"(kind, record_id) IN ({_KEYS})", (search.opened,))))
    if not search.reach.is_all:
        arms.append(search.rows(_TABLE, Piece(f"(gate_kind, gate_id) IN ({_GIVEN})", (search.person.pk,))))
    found = _best(arms, limit)
    for kind in plenty:
        both_ways = {place.id: place for place in [*newest[kind], *found.get(kind, ())]}
        found[kind] = sorted(both_ways.values(), key=lambda place: place.order, reverse=True)[:limit]
    return found


def _best(arms: list[Piece], limit: int) -> Places:
    """The rows of all arms together, of each kind the most fitting."""
    order = "PARTITION BY kind ORDER BY rank, opened DESC, at DESC, record_id DESC"
    rows = f"SELECT *, row_number() OVER ({order}) AS place FROM ({' UNION '.join(arm.sql for arm in arms)}) fitting"
    told = "kind, record_id, rank, opened, at, by_phone"
    sql = f"SELECT {told} FROM ({rows}) placed WHERE place <= %s ORDER BY kind, place"
    found: Places = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for arm in arms for value in arm.values), limit])
        for kind, *place in cursor.fetchall():
            found.setdefault(kind, []).append(Place(*place))
    return found
