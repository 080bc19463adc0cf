"""Values of fields that a company adds itself, kept in one JSON column of the record.

What the fields are, who sees them and which values are right, is the business of `foundation.custom_fields`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

NAME = "extra"


class Changes(dict[str, Any]):
    """Values by the code of their field, to be laid over those a record has; None takes one away."""


class _Laying(DeferredAttribute):
    """`record.extra = Changes(…)` changes only what is named; any other dict takes the place of all."""

    def __set__(self, record: models.Model, value: Any) -> None:
        name = self.field.attname
        if isinstance(value, Changes):
            fresh = record._state.adding and name not in record.__dict__
            there = {} if fresh else getattr(record, name)
            value = {code: one for code, one in {**there, **value}.items() if one is not None}
        record.__dict__[name] = value


class ExtraField(models.JSONField):
    """Code of a field -> its value as JSON keeps it; what is empty is not there. Never changed in place."""

    descriptor_class = _Laying


class Extensible(models.Model):
    """A record to which a company can add fields of its own."""

    extra = ExtraField(_("custom fields"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for check in checks:
            check(self)


#: what looks at the values of a record before it is stored; raises ValidationError under "extra.<code>"
checks: list[Callable[[Extensible], None]] = []
USED = ~Q(extra={})


class ExtraValue(Func):
    """A value as the database sorts and compares it, of the type that JSON has no order for; NULL where there is none.

    Indexes are made over exactly this (`custom_fields.indexing`): what is written otherwise does not use them.
    """

    def __init__(self, code: str) -> None:
        super().__init__(F(NAME), Value(code))


class ExtraText(ExtraValue):
    """A text, or a day, which sorts as its text does."""

    template, arg_joiner, output_field = "(%(expressions)s)", " ->> ", models.TextField()


class ExtraNumber(ExtraValue):
    """A number; NULL also where something else stands."""

    function, output_field = "extra_number", models.DecimalField(max_digits=24, decimal_places=6)


def extra_index(name: str) -> GinIndex:
    """The index by which records with a certain value are found; without custom fields it is empty."""
    return GinIndex(fields=[NAME], opclasses=["jsonb_path_ops"], name=name, condition=USED)


def having(values: dict[str, Any]) -> Q:
    """The condition, answered by the index, that a record has these values (of a list: that it contains them)."""
    return Q(extra__contains=values) & USED
