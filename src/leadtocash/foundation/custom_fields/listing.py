"""Custom fields in every list of their kind: columns one may choose, sort by and export, and filters.

Equality (choice, person, yes or no) is answered by the record's index; ranges, words and sorting read the values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Extensible, having
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Money, Person, Range, Text
from leadtocash.foundation.web.lists.columns import Kind
from leadtocash.foundation.web.lists.filters import Filter, Flag, Params

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
    return replace(
        page,
        columns=[*page.columns, *map(_column, fields)],
        filters=[*page.filters, *map(_filter, fields)],
        computed={**page.computed, **computed},
    )


def _computed(field: CustomField) -> Any:
    """The value as the database sorts and compares it."""
    said = KeyTextTransform(field.code, "extra")
    if field.type == Type.PERSON:
        person = OuterRef("extra__" + field.code)
        return Subquery(
            User.objects.filter(pk=Cast(Cast(person, models.TextField()), models.BigIntegerField())).values("name")[:1]
        )
    return Cast(said, _COMPUTED[field.type]()) if field.type not in (Type.TEXT, Type.LONG) else said


def _number() -> models.Field[Any, Any]:
    return models.DecimalField(max_digits=24, decimal_places=6)


_COMPUTED: dict[str, Any] = {
    Type.TEXT: models.TextField,
    Type.LONG: models.TextField,
    Type.INTEGER: models.BigIntegerField,
    Type.DECIMAL: _number,
    Type.MONEY: _number,
    Type.DATE: models.DateField,
    Type.PERSON: models.TextField,
}


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
    return Text(name=name, label=label)


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
