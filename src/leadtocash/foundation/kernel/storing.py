"""Store one record by a statement that is put together once for its model: what Django's `save` does, in a third of the
time. Constraints, triggers and defaults are the same; nobody listens to signals here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models

from leadtocash.foundation.kernel import bulk


def insert(record: models.Model) -> None:
    """Store a new record and give it its id. Raises IntegrityError as every insert does."""
    record._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]  # noqa: SLF001
    statement, columns = _inserting(type(record))
    with connection.cursor() as cursor:
        cursor.execute(statement, [column.take(record) for column in columns])
        record.pk = cursor.fetchone()[0]
    record._state.adding, record._state.db = False, connection.alias


def insert_all(records: Sequence[models.Model]) -> None:
    """Store new records of one model, in whatever way is the quickest for so many."""
    if len(records) >= bulk.MANY:
        bulk.store(records)
    else:
        for record in records:
            insert(record)


def update(record: models.Model, names: Collection[str]) -> None:
    """Store these fields of a record, by their names. Raises IntegrityError; DatabaseError when it is not there."""
    record._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]  # noqa: SLF001
    columns = [column for column in _columns(type(record)) if column.name in names]
    table, key = _quoted(record._meta.db_table), _quoted(str(record._meta.pk.column))
    setting = ", ".join(f"{column.quoted} = {column.hole}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {setting} WHERE {key} = %s",  # noqa: S608
            [*(column.take(record) for column in columns), record.pk],
        )
        if cursor.rowcount != 1:
            raise DatabaseError(f"{record._meta.label} {record.pk} is not there any more")


class _Column:
    """A field as a statement writes it."""

    def __init__(self, field: Any) -> None:
        self.name: str = field.name
        self.quoted = _quoted(field.column)
        self.hole = f"%s::{field.db_type(connection)}" if isinstance(field, ArrayField) else "%s"
        self.take = bulk.taker(field)


@cache
def _columns(model: type[models.Model]) -> list[_Column]:
    own = [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]
    return [_Column(field) for field in own]


@cache
def _inserting(model: type[models.Model]) -> tuple[str, list[_Column]]:
    columns = _columns(model)
    names, holes = ", ".join(one.quoted for one in columns), ", ".join(one.hole for one in columns)
    table, key = _quoted(model._meta.db_table), _quoted(str(model._meta.pk.column))
    return f"INSERT INTO {table} ({names}) VALUES ({holes}) RETURNING {key}", columns  # noqa: S608


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
