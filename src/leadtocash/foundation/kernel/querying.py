"""Conditions that PostgreSQL can answer from an index where Django's own would make it read every row."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Q

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge,
}  # fmt: skip


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
    """Whether a condition made of plain comparisons holds for these field values; None: unknown, as in SQL.

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
    if not isinstance(one, tuple):
        raise NotPlain
    name, _, lookup = one[0].partition("__")
    value, wanted = _known(F(name), values), _known(one[1], values)
    if lookup == "isnull":
        return (value is None) == wanted
    if lookup in _ORDER:
        return _ordered(_ORDER[lookup], value, wanted)
    if lookup or not isinstance(one[1], str | int | None):
        raise NotPlain
    if wanted is None:
        return value is None
    return None if value is None else bool(value == wanted)


def _known(said: Any, values: Mapping[str, Any]) -> Any:
    """A plain value as it is, a field's from the values."""
    if not isinstance(said, F):
        return said
    if said.name not in values:
        raise NotPlain
    return values[said.name]


def _ordered(comes: Callable[[Any, Any], bool], one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    numbers = isinstance(one, int | Decimal) and isinstance(other, int | Decimal)
    if not (numbers or (type(one) is type(other) and isinstance(one, date))):
        raise NotPlain
    return comes(one, other)
