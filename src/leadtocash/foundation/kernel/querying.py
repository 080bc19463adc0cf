"""Conditions that PostgreSQL can answer from an index where Django's own would make it read every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q


class _OneOf(Func):
    """`field = ANY(ARRAY(SELECT …))`: the array is computed once, so the index of the field can be used."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def one_of(field: str, chosen: models.QuerySet[Any, Any]) -> Func:
    """A condition: the field is one of these values. Beside others in an OR it still uses the field's index."""
    return _OneOf(F(field), ArraySubquery(chosen))


class NotPlain(Exception):
    """A condition that only the database can decide."""


def holds(condition: Q, values: Mapping[str, Any]) -> bool | None:
    """Whether a condition made of equalities with plain values holds for these field values; None: unknown, as in SQL.

    Raises NotPlain for any other condition. Saves asking the database what is known already.
    """
    found = [_part(one, values) for one in condition.children]
    if condition.connector == Q.AND:
        result = False if False in found else None if None in found else True
    elif condition.connector == Q.OR:
        result = True if True in found else None if None in found else False
    else:
        raise NotPlain
    return result if result is None or not condition.negated else not result


def _part(one: Any, values: Mapping[str, Any]) -> bool | None:
    if isinstance(one, Q):
        return holds(one, values)
    if not isinstance(one, tuple) or one[0] not in values or not isinstance(one[1], str | int | None):
        raise NotPlain
    value, wanted = values[one[0]], one[1]
    if wanted is None:
        return value is None
    return None if value is None else bool(value == wanted)
