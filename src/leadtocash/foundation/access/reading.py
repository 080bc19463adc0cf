"""Lists of the API without records: from a serializer's declaration to the columns it shows, and from a row of these to
what the serializer would say of the record.

Read this way are fields that stand for a column, here or at the end of foreign keys; parts of a record with such
fields; methods and properties of which `Meta.reads` tells the columns ({"margin": ("amount", "order.cost")}; they may
use nothing else); and fields that are `ReadAlone`. Where another field is asked for, or one that is protected and open
in some records only, records are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, Protocol, runtime_checkable

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Prefetch
from rest_framework import serializers

from leadtocash.foundation.access.fields import Rule, covered
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import Access
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.accounts.models import User

Row = Mapping[str, Any]
Write = Callable[[Row], Any]
Shape = type[serializers.ModelSerializer[Any]]
_PLAIN = (serializers.Serializer.to_representation, ProtectedFields.to_representation)
#: what is shown just as the column holds it
_AS_STORED: Sequence[tuple[type[Any], type[Any]]] = (
    (serializers.CharField, models.CharField), (serializers.CharField, models.TextField),
    (serializers.ChoiceField, models.CharField), (serializers.IntegerField, models.IntegerField),
    (serializers.BooleanField, models.BooleanField), (serializers.PrimaryKeyRelatedField, models.ForeignKey),
    (serializers.SlugRelatedField, models.CharField),
)  # fmt: skip


@runtime_checkable
class ReadAlone(Protocol):
    """A field that names the columns it is made of, and makes its value from theirs."""

    reads: Sequence[str]

    def reader(self, person: User, model: type[models.Model]) -> Callable[..., Any]: ...


@dataclass(frozen=True)
class _Field:
    """paths: its columns; writer: what makes the shown value from a row, for a person."""

    paths: Sequence[str]
    writer: Callable[[User], Write]


@dataclass(frozen=True)
class _Parts:
    """Records that belong to the row's by the foreign key `key`, under the name of `name`, each shown as `shape`."""

    name: str
    model: type[models.Model]
    key: str
    shape: Shape


@dataclass(frozen=True)
class Reading:
    """A list as one person reads it: the columns, and what makes the shown values from them."""

    paths: list[str]
    writers: dict[str, Write]
    parts: dict[str, tuple[_Parts, Reading]]

    def shown(self, rows: Sequence[Row], prefetched: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """The rows as the serializer would show their records. prefetched: the lookups of the records' queryset."""
        writers = dict(self.writers)
        for name, (parts, reading) in self.parts.items():
            belonging = _belonging(parts, reading, [row["pk"] for row in rows], prefetched)
            writers[name] = lambda row, of=belonging: of.get(row["pk"], [])  # type: ignore[misc]
        return [{name: write(row) for name, write in writers.items()} for row in rows]


def names_of(shape: Any) -> list[str]:
    """The names of all fields of a serializer that can be read."""
    return list(_plan(shape))


def reading_of(shape: Any, names: Iterable[str], person: User) -> Reading | None:
    """How the named fields of a serializer are read; None where records are needed."""
    plan, rules, model = _plan(shape), _rules(shape), shape.Meta.model
    reading = Reading(["pk"], {}, {})
    wanted = set(names)
    for name, one in plan.items():
        if name not in wanted:
            continue
        opened = _opened(person, model, rules[name]) if name in rules else True
        if one is None or opened is None:
            return None
        if isinstance(one, _Parts):
            inner = reading_of(one.shape, names_of(one.shape), person)
            if inner is None:
                return None
            reading.parts[name] = one, inner
            reading.writers[name] = _nothing
            continue
        reading.paths.extend(one.paths)
        reading.writers[name] = one.writer(person) if opened else _covering(rules[name], one.writer(person))
    return reading


def _belonging(parts: _Parts, reading: Reading, keys: Sequence[int], prefetched: Iterable[Any]) -> dict[int, list[Any]]:
    """The shown parts of each of these records."""
    rows: Any = next(
        (one.queryset for one in prefetched if isinstance(one, Prefetch) and one.prefetch_to == parts.name), None
    )
    rows = parts.model._default_manager.all() if rows is None else rows
    found = list(rows.filter(**{f"{parts.key}__in": keys}).values(*dict.fromkeys([*reading.paths, parts.key])))
    belonging: dict[int, list[Any]] = {}
    for row, shown in zip(found, reading.shown(found), strict=True):
        belonging.setdefault(row[parts.key], []).append(shown)
    return belonging


# ---------------------------------------------------------------- protected fields
def _rules(shape: Shape) -> Mapping[str, Rule]:
    return shape().protected() if issubclass(shape, ProtectedFields) else {}


def _opened(person: User, model: Any, rule: Rule) -> bool | None:
    """Is the field open to this person in every record (as `fields.opens` says)? None: in some."""
    reach, access = grant(person, rule.permission), model.access
    if reach.everything:
        return True
    if not (reach.own or reach.departments):
        return False
    limited = isinstance(access, Access) and (access.owner or access.department or access.parent)
    return None if limited else True


def _covering(rule: Rule, write: Write) -> Write:
    def covering(row: Row) -> Any:
        value = write(row)
        return None if value is None else covered(rule, value)

    return covering


# ---------------------------------------------------------------- from fields to columns
@cache
def _plan(shape: Shape) -> dict[str, _Field | _Parts | None]:
    """Each readable field of a serializer; None for one that needs the record."""
    fields = {name: field for name, field in shape().fields.items() if not field.write_only}
    if shape.to_representation not in _PLAIN:
        return dict.fromkeys(fields)
    told = getattr(shape.Meta, "reads", {})
    return {name: _way(field, shape.Meta.model, told.get(name, ())) for name, field in fields.items()}


def _way(field: Any, model: type[models.Model], told: Sequence[str]) -> _Field | _Parts | None:
    if isinstance(field, ReadAlone):
        return _alone(field, model)
    if told:
        return _computed(field, model, told)
    if type(field) is serializers.ListSerializer:
        return _parts(field, model)
    return _stored(field, model)


def _alone(field: ReadAlone, model: type[models.Model]) -> _Field:
    values = itemgetter(*field.reads) if len(field.reads) > 1 else lambda row: (row[field.reads[0]],)

    def writer(person: User) -> Write:
        make = field.reader(person, model)
        return lambda row: make(*values(row))

    return _Field(field.reads, writer)


def _computed(field: Any, model: type[models.Model], told: Sequence[str]) -> _Field:
    """A method or property, called with something that has just the attributes it needs."""
    paths = [path.replace(".", "__") for path in told]
    value = (lambda one: one) if field.source == "*" else getattr(model, field.source).fget

    def write(row: Row) -> Any:
        one = SimpleNamespace()
        for path in paths:
            *steps, last = path.split("__")
            here = one
            for step in steps:
                here = here.__dict__.setdefault(step, SimpleNamespace())
            setattr(here, last, row[path])
        found = value(one)
        return None if found is None else field.to_representation(found)

    return _Field(paths, lambda person: write)


def _parts(field: Any, model: type[models.Model]) -> _Parts | None:
    relation: Any = _field_of(model, field.source)
    if not isinstance(relation, models.ManyToOneRel) or not isinstance(field.child, serializers.ModelSerializer):
        return None
    parts: Any = relation.related_model
    return _Parts(field.source, parts, relation.field.attname, type(field.child))


def _stored(field: Any, model: type[models.Model]) -> _Field | None:
    """A field that shows a column, here or at the end of foreign keys."""
    found = _column(field, model)
    if found is None or not _is_plain(field):
        return None
    path, column, missing = found
    default = field.default
    if missing and (callable(default) or (default is serializers.empty and not field.allow_null)):
        return None  # left out where a record on the way is missing
    instead = default if missing and default is not serializers.empty else None
    if instead is not None and column.null:
        return None
    if any(isinstance(field, shown) and isinstance(column, kept) for shown, kept in _AS_STORED):
        write: Write = itemgetter(path) if instead is None else lambda row: instead if row[path] is None else row[path]
    elif isinstance(field, serializers.RelatedField | serializers.ManyRelatedField):
        return None
    else:
        show = field.to_representation

        def write(row: Row) -> Any:
            value = row[path]
            return instead if value is None else show(value)

    return _Field([path], lambda person: write)


def _is_plain(field: Any) -> bool:
    """Does it show its value as its kind does, whatever else is asked?"""
    kind = type(field)
    own = kind.to_representation.__module__, kind.get_attribute.__module__
    return all(name.startswith("rest_framework.") for name in own) and not isinstance(
        field, serializers.BaseSerializer | serializers.FileField | serializers.ModelField
    )


def _column(field: Any, model: type[models.Model]) -> tuple[str, Any, bool] | None:
    """Path and column a field shows, and whether a record on the way may be missing."""
    *steps, last = field.source.split(".")
    here: Any = model
    missing = False
    for step in steps:
        link = _field_of(here, step)
        if not isinstance(link, models.ForeignKey):
            return None
        here, missing = link.related_model, missing or link.null
    column = _field_of(here, last)
    if isinstance(field, serializers.SlugRelatedField) and isinstance(column, models.ForeignKey):
        steps, last, missing = [*steps, last], field.slug_field, missing or column.null
        column = _field_of(column.related_model, last)
    if not isinstance(column, models.Field) or not column.concrete or column.many_to_many:
        return None
    if isinstance(column, models.ForeignKey):
        if last == column.name and not isinstance(field, serializers.PrimaryKeyRelatedField):
            return None
        last = column.attname
    return "__".join([*steps, last]), column, missing


def _field_of(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _nothing(row: Row) -> list[Any]:
    return []
