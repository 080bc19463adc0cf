"""Rows that contain words: few are found by the index, many are met soon on the way through the sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.querying import one_of

LONGEST = 80
#: the lookup of fields with a gram index (foundation/search/grams.py), which alone answers up to a pair of signs
INDEXED, PAIR = "__zh", 2


class FirstOf(models.Aggregate):
    """Some of the values there are, no more than MOST."""

    MOST = 200
    function = "array_agg"
    template = f"(%(function)s(%(expressions)s))[1:{MOST}]"
    output_field = ArrayField(models.BigIntegerField())


def containing(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The condition of a search: one of the paths contains the words, of the record or of one that was merged into it.

    Paths with a gram index are answered by their indexes together. That more than one pair of signs also follow each
    other is a condition of its own: inside the OR, the database would compute the grams of every row again.
    """
    if not any(path.endswith(INDEXED) for path in paths):
        return _in_row(paths, words)
    fits = holds = _by_merged(model, paths, words)
    for path in paths:
        if _link(model, path) is not None:
            condition = _found_there(model, path, words)
            fits, holds = fits | condition, holds | condition
        elif path.endswith(INDEXED):
            fits, holds = fits | Q(**{f"{path.removesuffix(INDEXED)}__grams": words}), holds | _in_row([path], words)
        else:
            fits, holds = fits | Q(**{path: words}), holds | Q(**{path: words})
    return fits & holds if len(words) > PAIR else fits


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


def _found_there(model: type[models.Model], path: str, words: str) -> Q:
    """The rows whose record on another table is found by the path: it is looked for there, first."""
    start, _, rest = path.partition("__")
    other: Any = _link(model, path)
    return Q(one_of(start, other._base_manager.filter(containing(other, [rest], words)).values_list("pk")))


def _link(model: type[models.Model], path: str) -> Any:
    """The model a path leads to first; None where it begins with a field of its own."""
    field = model._meta.get_field(path.partition("__")[0])
    return field.related_model if isinstance(field, models.ForeignKey) else None
