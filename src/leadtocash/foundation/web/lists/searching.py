"""Rows that contain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from leadtocash.foundation.kernel.models import Removable

LONGEST = 80


def containing(model: type[models.Model], paths: Sequence[str], words: str) -> Q:
    """The condition of a search: one of the paths contains the words.

    Paths with a gram index are asked one by one, each by its own index, and their rows put together: in one
    condition with OR the database would compute the grams of every row again. (UNION, not UNION ALL: of that the
    planner expects two hundred rows, however many there are.)
    """
    if not any(path.endswith("__zh") for path in paths):
        condition = Q()
        for path in paths:
            condition |= Q(**{path: words})
        return condition
    first, *others = [_found_by(model, path, words) for path in paths]
    return Q(pk__in=first.union(*others) if others else first)


def _found_by(model: type[models.Model], path: str, words: str) -> models.QuerySet[Any, Any]:
    """The keys of the rows found by one path; what lies on another table is looked for there first.

    A record that was merged leads to the one that stands for it.
    """
    start, _, rest = path.partition("__")
    field = model._meta.get_field(start)
    condition: Any = words
    if isinstance(field, models.ForeignKey):
        path, condition = f"{start}__in", _found_by(field.remote_field.model, rest, words)
    rows = model._base_manager.filter(**{path: condition})
    if issubclass(model, Removable):
        return rows.values_list(Coalesce("merged_into_id", "pk"))
    return rows.values_list("pk")
