"""Conditions that PostgreSQL can answer from an index where Django's own would make it read every row."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func


class _OneOf(Func):
    """`field = ANY(ARRAY(SELECT …))`: the array is computed once, so the index of the field can be used."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def one_of(field: str, chosen: models.QuerySet[Any, Any]) -> Func:
    """A condition: the field is one of these values. Beside others in an OR it still uses the field's index."""
    return _OneOf(F(field), ArraySubquery(chosen))
