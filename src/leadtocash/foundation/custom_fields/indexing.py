"""Indexes over single custom fields, so that ranges, sorting and words are quick among a million records.

Numbers, days and lines of text have one by themselves, a text one more by which words are found where the field is
marked so. Choices, people, yes and no are found by the index of the whole record. Which indexes there are, the
database says; which there should be, the definitions. The worker brings one to the other, without holding anybody up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.db.models.sql import Query

from leadtocash.foundation.custom_fields import definitions
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.rules import TEXTS
from leadtocash.foundation.kernel.extra import ExtraNumber, ExtraText, ExtraValue
from leadtocash.foundation.search.grams import Grams

Type = CustomField.Type
State = Literal["none", "preparing", "ready", "too_many"]
#: of one kind of record: every index is written with every change of a record that has a value
MOST_SORTED, MOST_BY_WORDS = 20, 5
NUMBERS = frozenset({Type.INTEGER, Type.DECIMAL, Type.MONEY})
SORTED = NUMBERS | {Type.DATE, Type.TEXT}
_THERE = """
SELECT index.relname, pg_index.indisvalid FROM pg_index
JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS indexed ON indexed.oid = indrelid
WHERE index.relname ~ '^extra_[0-9]+_' AND index.relnamespace = current_schema()::regnamespace
AND indexed.relname = ANY(%s)
"""


def value_of(field: CustomField) -> ExtraValue:
    """What the database sorts and compares, and an index is made over."""
    return ExtraNumber(field.code) if field.type in NUMBERS else ExtraText(field.code)


def by_words(field: CustomField) -> bool:
    """Shall words in this field be found by an index?"""
    return field.by_words and field.is_active and field.type in TEXTS


def settle(kind: str) -> list[str]:
    """Make and drop indexes until they are those of the definitions; gives the names of the new ones.

    Safe to repeat; one that an interrupted worker left invalid is made again. Only outside a transaction.
    """
    model = definitions.model_of(kind)
    if model is None:
        return []
    wanted, there = _wanted(CustomField.objects.filter(kind=kind, is_active=True)), _there([model])
    missing = {name: index for name, index in wanted.items() if not there.get(name)}
    with connection.schema_editor(atomic=False) as editor:
        for name, valid in there.items():
            if name not in wanted or not valid:
                editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {editor.quote_name(name)}")
                editor.execute(f"DROP STATISTICS IF EXISTS {editor.quote_name(name)}")
        for index in missing.values():
            editor.execute(*_statistics(model, index))
            editor.add_index(model, index, concurrently=True)  # type: ignore[call-arg]
        if missing:  # the planner knows nothing of a new expression
            editor.execute(f"ANALYZE {editor.quote_name(model._meta.db_table)}")
    found = [int(name.split("_")[1]) for name in wanted if name.endswith("_words")]
    CustomField.objects.filter(pk__in=found, by_words=True, words_ready=False).update(words_ready=True)
    return list(missing)


def states(fields: Collection[CustomField]) -> dict[int, State]:
    """How it stands with the index of each field."""
    kinds = {field.kind for field in fields}
    there = _there([model for kind in kinds if (model := definitions.model_of(kind))])
    names = {name for kind in kinds for name in _wanted(definitions.active(kind))}
    return {field.pk: _state(field, names, there) for field in fields}


def _state(field: CustomField, wanted: set[str], there: dict[str, bool]) -> State:
    mine = [name for name in wanted if name.startswith(f"extra_{field.pk}_")]
    if not mine:
        return "too_many" if field.is_active and field.type in SORTED else "none"
    return "ready" if all(there.get(name) for name in mine) else "preparing"


def _wanted(active: Iterable[CustomField]) -> dict[str, models.Index]:
    """The indexes there should be, by name: of these fields of a kind, the eldest first."""
    fields = sorted(active, key=lambda field: field.pk)
    ordered = [_sorting(field) for field in fields if field.type in SORTED][:MOST_SORTED]
    return {index.name: index for index in [*ordered, *(_words(field) for field in fields if by_words(field))]}


def _sorting(field: CustomField) -> models.Index:
    kind = "number" if field.type in NUMBERS else "text"
    value = value_of(field)
    return models.Index(value, F("pk"), name=f"extra_{field.pk}_{kind}", condition=_filled(value))


def _words(field: CustomField) -> models.Index:
    value = value_of(field)
    return GinIndex(Grams(value), name=f"extra_{field.pk}_words", condition=_filled(value), fastupdate=False)


def _filled(value: ExtraValue) -> Q:
    """Only records that have a value: the others cost nothing."""
    return Q(IsNull(value, False))  # noqa: FBT003


def _statistics(model: type[models.Model], index: models.Index) -> tuple[str, Sequence[Any]]:
    """What the planner goes by, for of an index that leaves out records it takes none."""
    query = Query(model, alias_cols=False)
    value: Any = index.expressions[0]
    said, values = query.get_compiler(connection=connection).compile(value.resolve_expression(query))
    return f"CREATE STATISTICS IF NOT EXISTS {index.name} ON ({said}) FROM {model._meta.db_table}", values


def _there(of: Collection[type[models.Model]]) -> dict[str, bool]:
    """Name -> is it valid?"""
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [[model._meta.db_table for model in of]])
        return dict(cursor.fetchall())
