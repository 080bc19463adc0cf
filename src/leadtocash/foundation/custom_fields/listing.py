"""Custom fields in every list of their kind: columns one may choose, sort by and export, and filters.

Equality (choice, person, yes or no) is answered by the record's index; ranges, sorting and, where the field is marked
so, words by an index of the field (`indexing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Func, Q, Subquery

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import indexing, seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Extensible, ExtraText, having
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Money, Person, Range, Text
from leadtocash.foundation.web.lists.columns import Kind
from leadtocash.foundation.web.lists.filters import Filter, Flag, Params
from leadtocash.foundation.web.lists.filters.base import yes_or_no
from leadtocash.foundation.web.lists.searching import LONGEST

Type = CustomField.Type
_KINDS: dict[str, Kind] = {
    Type.INTEGER: "number", Type.DECIMAL: "number", Type.MONEY: "money", Type.DATE: "date", Type.PERSON: "person",
}  # fmt: skip


def with_custom_fields(page: ListPage, person: Any) -> ListPage:
    """The list with the custom fields this person reads."""
    model = page.model_of(person)
    fields = seeing.seen(person, model) if issubclass(model, Extensible) else []
    if not fields:
        return page
    computed = {field.key: _computed(field) for field in fields if field.type in _COMPUTED}
    columns, filters = of_fields(fields)
    return replace(
        page,
        columns=[*page.columns, *columns],
        filters=[*page.filters, *filters],
        computed={**page.computed, **computed},
    )


def of_fields(fields: Sequence[CustomField]) -> tuple[list[Column], list[Filter]]:
    """The columns and filters of these fields."""
    return [_column(field) for field in fields], [_filter(field) for field in fields]


_COMPUTED = indexing.SORTED | {Type.LONG, Type.PERSON}


def _computed(field: CustomField) -> Any:
    """The value as the database sorts and compares it."""
    return _name_of(field) if field.type == Type.PERSON else indexing.value_of(field)


def _name_of(field: CustomField) -> Any:
    """The name of a person; all names are read once, not one for each row."""
    known = Func("pk", "name", function="jsonb_object_agg", output_field=models.JSONField())
    names = Subquery(User.objects.order_by().values(names=known))
    return Func(
        names, ExtraText(field.code), template="(%(expressions)s)", arg_joiner=" ->> ", output_field=models.TextField()
    )


def _column(field: CustomField) -> Column:
    label = f"{field.name} ({field.unit})" if field.unit and field.type in (Type.INTEGER, Type.DECIMAL) else field.name

    def value(row: Any) -> Any:
        if field.type == Type.PERSON:
            return getattr(row, field.key)
        return values.read(field, row.extra.get(field.code))

    return Column(
        key=field.key, label=label, value=value, kind=_KINDS.get(field.type, "text"), extra=not field.in_list,
        order=field.key if field.type in _COMPUTED and field.type != Type.LONG else "",
        total=field.type == Type.MONEY,
    )  # fmt: skip


def _filter(field: CustomField) -> Filter:
    name, label = field.key, field.name
    if field.type == Type.YES_NO:
        return Flag(name=name, label=label, condition=having({field.code: True}))
    if field.type in (Type.CHOICE, Type.CHOICES):
        options = field.options(all_of_them=True)
        return _ChoiceOf(name=name, label=label, options=options, code=field.code, many=field.type == Type.CHOICES)
    if field.type == Type.PERSON:
        return _PersonOf(name=name, label=label, code=field.code)
    if field.type == Type.DATE:
        return DateRange(name=name, label=label, ahead=True)
    if field.type == Type.MONEY:
        return Money(name=name, label=label)
    if field.type in (Type.INTEGER, Type.DECIMAL):
        return Range(name=name, label=label)
    return _WordsOf(name=name, label=label, indexed=field.words_ready)


@dataclass(frozen=True, kw_only=True)
class _ChoiceOf(Choice):
    """One or several of the choices of a custom field; many: a record has a list of them."""

    code: str
    many: bool

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted = Q()
        for one in self.chosen(params, person):
            wanted |= having({self.code: [one] if self.many else one})
        return rows.filter(wanted)


@dataclass(frozen=True, kw_only=True)
class _PersonOf(Person):
    """People in a custom field."""

    code: str

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted = Q()
        for pk in self.ids(params, person):
            wanted |= having({self.code: pk})
        return rows.filter(wanted)


@dataclass(frozen=True, kw_only=True)
class _WordsOf(Text):
    """Words in a custom field; indexed: found by their index. What is empty is not there."""

    indexed: bool

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        words = clean_line(params.get(self.name, ""))[:LONGEST]
        if words:
            lookup = "zh" if self.indexed else "icontains"
            rows = rows.filter(**{f"{self.path}__isnull": False, f"{self.path}__{lookup}": words})
        empty = yes_or_no(params, f"{self.name}_empty")
        return rows if empty is None else rows.filter(**{f"{self.path}__isnull": empty})
