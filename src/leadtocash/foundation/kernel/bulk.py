"""Store many new records at once, by COPY: the same constraints and triggers, a fraction of the work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db import connection, models

#: from so many on it pays
MANY = 50
_PLAIN = (str, int, bool, type(None), datetime, Decimal)


def store(records: Sequence[models.Model]) -> None:
    """Store new records of one model and give them their ids. Raises IntegrityError as every insert does."""
    if not records:
        return
    model = type(records[0])
    for record, (pk,) in zip(records, _ids(model, len(records)), strict=True):
        record.pk = pk
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    copy(model, [f.attname for f in fields], _rows(records, fields))
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store rows of ready values for these fields; the database gives the ids. Raises IntegrityError."""
    quote = connection.ops.quote_name
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    into = f"COPY {quote(model._meta.db_table)} ({', '.join(quote(str(columns[name])) for name in names)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(into) as written:
        for row in rows:
            written.write_row(row)


def _ids(model: type[models.Model], count: int) -> list[tuple[int]]:
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, key.column])
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [*cursor.fetchone(), count])
        found: list[tuple[int]] = cursor.fetchall()
    return found


def _rows(records: Sequence[models.Model], fields: Sequence[Any]) -> Iterator[list[Any]]:
    """The values of records as the database wants them, without a call for each that needs no care."""
    values_of = itemgetter(*(field.attname for field in fields))
    takers = [taker(field) for field in fields]
    careful = [_is_careful(field) for field in fields]
    for record in records:
        yield [
            value if not care and type(value) in _PLAIN else take(record)
            for value, care, take in zip(values_of(vars(record)), careful, takers, strict=True)
        ]


def taker(field: Any) -> Callable[[models.Model], Any]:
    """What takes a field's value from a record as the database wants it; text, numbers and times need no care."""
    careful, name = _is_careful(field), field.attname
    if isinstance(field, models.JSONField):
        return _json_taker(field)

    def take(record: models.Model) -> Any:
        value = field.pre_save(record, add=True) if careful else getattr(record, name)
        return value if not careful and type(value) in _PLAIN else field.get_db_prep_save(value, connection)

    return take


def _is_careful(field: Any) -> bool:
    """Does the field make its value itself, or keep it in another form?"""
    if isinstance(field, models.DateField | models.TimeField):
        return field.auto_now or field.auto_now_add
    return isinstance(field, models.JSONField) or type(field).pre_save is not models.Field.pre_save


def _json_taker(field: Any) -> Callable[[models.Model], Any]:
    """Text is written once, by one encoder, in its own signs."""
    encode = (field.encoder or json.JSONEncoder)(ensure_ascii=False).encode
    name = field.attname

    def take(record: models.Model) -> Any:
        value = getattr(record, name)
        return encode(value) if isinstance(value, dict | list) else field.get_db_prep_save(value, connection)

    return take
