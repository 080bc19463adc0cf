"""Rows that contain words: few are found by the index, many are met soon on the way through the sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q

from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.querying import one_of

LONGEST = 80
#: the lookup of fields with a gram index (foundation/search/grams.py), which alone answers up to a pair of signs
INDEXED, PAIR = "__zh", 2


def containing(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The condition of a search: one of the paths contains the words, of the record or of one that was merged into it.

    Paths with a gram index are answered by their indexes together. That more than one pair of signs also follow each
    other is a condition of its own: inside the OR, the database would compute the grams of every row again.
    """
    if not any(path.endswith(INDEXED) for path in paths):
        return _in_row(paths, words)
    fits, holds = _here(model, paths, words)
    for there in _there(model, paths, words):
        fits, holds = fits | there, holds | there
    return _both(fits, holds, words)


def apart(model: type[models.Model], paths: Sequence[str], words: str) -> list[Q]:
    """The same condition as conditions of which a row meets one at most: to count no further than is asked.

    What holds because of another record comes first: an index over the link may tell all that is asked of the row.
    """
    parts: list[Q] = []
    others = Q()
    for path, there in zip(_linked(model, paths), _there(model, paths, words), strict=True):
        parts.append(others & there)
        others &= ~there | Q(**{path.partition("__")[0]: None})
    if own := _both(*_here(model, paths, words), words):
        parts.append(others & own)
    return parts


def hits_of(rows: models.QuerySet[Any], parts: Sequence[Q], *, few: int, most: int) -> tuple[int, list[int] | None]:
    """How many rows meet one of the parts, looked for no further than `most`; and their keys if they are few."""
    some, *others = (rows.filter(part).order_by().values_list("pk")[:most] for part in parts)
    try:
        hits, values = some.union(*others, all=True)[:most].query.sql_with_params()
    except EmptyResultSet:
        return 0, []
    keys = "CASE WHEN count(*) <= %s THEN array_agg(pk) END"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {keys} FROM ({hits}) AS hits (pk)", [few, *values])  # noqa: S608
        count, found = cursor.fetchone()
    return count, found or [] if count <= few else None


def holding(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The same condition, looked at row by row."""
    condition = _in_row(paths, words) | _by_merged(model, paths, words)
    for path in paths:
        start, _, rest = path.partition("__")
        other: Any = _link(model, path)
        if other is not None and (merged := _by_merged(other, [rest], words)):
            condition |= Q(one_of(start, other._base_manager.filter(merged).values_list("pk")))
    return condition


def _in_row(paths: Sequence[str], words: str) -> Q:
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{path.removesuffix(INDEXED)}__signs" if path.endswith(INDEXED) else path: words})
    return condition


def _by_merged(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The records into which one was merged that the words are found in."""
    if not issubclass(model, Removable):
        return Q()
    rows: Any = model._base_manager
    merged = rows.filter(_in_row(paths, words), merged_into__isnull=False)
    return Q(one_of("pk", merged.values_list("merged_into")))


def _here(model: type[models.Model], paths: Sequence[str], words: str) -> tuple[Q, Q]:
    """Found in fields of its own or by what was merged into it: as the indexes tell, and sign by sign."""
    fits = holds = _by_merged(model, paths, words)
    for path in paths:
        if _link(model, path) is None:
            grams = f"{path.removesuffix(INDEXED)}__grams" if path.endswith(INDEXED) else path
            fits, holds = fits | Q(**{grams: words}), holds | _in_row([path], words)
    return fits, holds


def _both(fits: Q, holds: Q, words: str) -> Q:
    """Up to a pair of signs what the indexes tell is all there is to tell."""
    return fits & holds if len(words) > PAIR else fits


def _there(model: type[models.Model], paths: Sequence[str], words: str) -> list[Q]:
    """For each path to another record: found there, as it is looked for there first."""
    found = []
    for path in _linked(model, paths):
        start, _, rest = path.partition("__")
        other: Any = _link(model, path)
        found.append(Q(one_of(start, other._base_manager.filter(containing(other, [rest], words)).values_list("pk"))))
    return found


def _linked(model: type[models.Model], paths: Sequence[str]) -> list[str]:
    return [path for path in paths if _link(model, path) is not None]


def _link(model: type[models.Model], path: str) -> Any:
    """The model a path leads to first; None where it begins with a field of its own."""
    field = model._meta.get_field(path.partition("__")[0])
    return field.related_model if isinstance(field, models.ForeignKey) else None
