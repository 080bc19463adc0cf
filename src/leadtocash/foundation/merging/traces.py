"""What a merger changes in the rows that lead to the records, kept so that it can be taken back.

A trace is {"moved": {model: {id: {column: [before, after]}}}, "dropped": {model: [row]}}: rows that were changed, and
those that went because the survivor had the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.references import references
from leadtocash.foundation.merging import events
from leadtocash.foundation.merging.moving import BATCH, BOND, leading_here

Rows = dict[str, dict[int, dict[str, Any]]]
#: they change with every change
_QUIET = {"revision", "updated_at"}


def rows_of(model: type[models.Model], ids: Sequence[int]) -> Rows:
    """Every row that leads to one of these records, as it is now."""
    found: Rows = {}
    for rows in _leading(model, ids):
        found.setdefault(kind_of(rows.model), {}).update(_values(rows))
    return found


def trace_of(before: Rows) -> dict[str, Any]:
    """What became of these rows since."""
    moved: dict[str, Any] = {}
    dropped: dict[str, list[Any]] = {}
    for label, rows in before.items():
        now = _values(_model(label)._base_manager.filter(pk__in=rows))
        for pk, old in rows.items():
            if pk not in now:
                dropped.setdefault(label, []).append(old)
            elif changes := {name: [old[name], value] for name, value in now[pk].items() if value != old[name]}:
                moved.setdefault(label, {})[pk] = changes
    return {"moved": moved, "dropped": dropped}


def records_of(trace: Mapping[str, Any]) -> Iterator[tuple[type[Record], dict[int, dict[str, Any]]]]:
    """The business records that were moved: id -> column -> [before, after]."""
    for label, rows in trace["moved"].items():
        if issubclass(_model(label), Record):
            moved = {int(pk): changes for pk, changes in rows.items() if f"{BOND}_id" not in changes}
            if moved:
                yield _model(label), moved


def put_back(trace: Mapping[str, Any], *, act: Act, reason: str, data: Mapping[str, Any]) -> None:
    """Give every row the values it had, unless it has others by now; business records are journalled."""
    for label, rows in trace["moved"].items():
        together: dict[tuple[Any, ...], list[int]] = {}
        for pk, changes in rows.items():
            together.setdefault(tuple((name, *pair) for name, pair in changes.items()), []).append(int(pk))
        for changes, ids in together.items():
            for start in range(0, len(ids), BATCH):
                _put_back(_model(label), ids[start : start + BATCH], changes, act=act, reason=reason, data=data)
    for label, lost in trace["dropped"].items():
        model = _model(label)
        model._base_manager.bulk_create([model(**row) for row in lost], ignore_conflicts=True)


def _put_back(
    model: Any, ids: list[int], changes: Sequence[Any], *, act: Act, reason: str, data: Mapping[str, Any]
) -> None:
    there = model._base_manager.filter(pk__in=ids, **{name: after for name, _before, after in changes})
    rows = list(there.select_for_update(of=("self",)).order_by("pk"))
    values: dict[str, Any] = {name: before for name, before, _after in changes}
    told = issubclass(model, Record) and f"{BOND}_id" not in values
    more = {"revision": F("revision") + 1, "updated_at": act.at} if told else {}
    model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values, **more)
    if told:
        said = {_field_of(model, name): [after, before] for name, before, after in changes}
        Entry.objects.bulk_create(
            [recording.entry(r, events.MOVED_BACK, act=act, reason=reason, data=data, changes=said) for r in rows]
        )


def _leading(model: type[models.Model], ids: Sequence[int]) -> Iterator[Any]:
    for field in leading_here(model):
        yield field.model._base_manager.filter(**{f"{field.name}__in": ids})
    for reference in references.values():
        if reference.merged == "move":
            yield reference.rows(kind_of(model), ids)


def _values(rows: Any) -> dict[int, dict[str, Any]]:
    names = [field.attname for field in rows.model._meta.concrete_fields if field.name not in _QUIET]
    return {row[rows.model._meta.pk.attname]: row for row in rows.values(*names)}


def _field_of(model: type[models.Model], column: str) -> str:
    return next(field.name for field in model._meta.concrete_fields if field.attname == column)


def _model(label: str) -> Any:
    return apps.get_model(label)
