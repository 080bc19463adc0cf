"""Everything that leads to a record leads to another one: foreign keys found by themselves, references by kind and id
by their registry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q

from leadtocash.foundation.access.scoping import kind_of, visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.references import references
from leadtocash.foundation.merging import events
from leadtocash.foundation.merging.registry import mergeables

BATCH = 1000
#: how the survivor is remembered by those merged into it; moved without a word
BOND = "merged_into"


@dataclass(frozen=True)
class Clash:
    """Two rows that could not both lead to the survivor."""

    first: Any
    second: Any


def leading_here(model: type[models.Model]) -> Iterator[Any]:
    """Every foreign key to this kind of record that a merger moves, also hidden ones, of parts, and of many-to-many
    tables."""
    one = mergeables.find(kind_of(model))
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            field: Any = relation.field  # type: ignore[union-attr]
            if one is None or f"{kind_of(field.model)}.{field.name}" not in one.stays:
                yield field


def counted(model: type[models.Model], ids: Collection[int], person: User) -> list[tuple[str, int]]:
    """What would be moved, in words, as far as this person may see it."""
    found: dict[str, int] = {}
    for field in leading_here(model):
        if field.name == BOND:
            continue
        rows = field.model._default_manager.filter(**{f"{field.name}__in": ids})
        if hasattr(field.model, "access"):
            rows = rows.filter(visible_q(field.model, person))
        label = str(field.model._meta.verbose_name_plural)
        found[label] = found.get(label, 0) + rows.count()
    for reference in references.values():
        if reference.label:
            label = str(reference.label)
            found[label] = found.get(label, 0) + reference.count(kind_of(model), ids)
    return [(label, count) for label, count in found.items() if count]


def clashes(model: type[models.Model], ids: Sequence[int], settled: Collection[str]) -> Iterator[Clash]:
    """Records of which only one may lead to the survivor, by a unique constraint nobody has promised to settle."""
    for field in leading_here(model):
        for names, condition in _once(field, settled):
            rest = [name for name in names if name != field.name]
            rows = field.model._base_manager.filter(condition, **{f"{field.name}__in": ids}).order_by("pk")
            said: dict[tuple[Any, ...], Any] = {}
            for row in rows:
                values = tuple(getattr(row, field.model._meta.get_field(name).attname) for name in rest)
                if None not in values and said.setdefault(values, row) is not row:
                    yield Clash(said[values], row)


def _once(field: Any, settled: Collection[str]) -> Iterator[tuple[Sequence[str], Q]]:
    if not issubclass(field.model, Record):
        return
    if field.unique:
        yield (field.name,), Q()
    for constraint in field.model._meta.constraints:
        named = isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields
        if named and constraint.name not in settled:
            yield constraint.fields, constraint.condition or Q()


def move(survivor: Any, others: Sequence[Any], *, act: Act, reason: str) -> None:
    """Have everything lead to the survivor; business records are journalled, each with what it led to before."""
    model, ids = type(survivor), [one.pk for one in others]
    titles = {one.pk: str(one) for one in others}
    for field in leading_here(model):
        if field.name != BOND and issubclass(field.model, Record):
            _move_records(field, survivor, titles, act=act, reason=reason)
        else:
            _move_rows(field, ids, survivor.pk)
    for reference in references.values():
        reference.move(kind_of(model), ids, survivor.pk)


def _move_records(field: Any, survivor: Any, titles: dict[int, str], *, act: Act, reason: str) -> None:
    rows = field.model._base_manager.filter(**{f"{field.name}__in": list(titles)})
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for start in range(0, len(found), BATCH):
        part = found[start : start + BATCH]
        changed = {field.attname: survivor.pk, "revision": F("revision") + 1, "updated_at": act.at}
        field.model._base_manager.filter(pk__in=[row.pk for row in part]).update(**changed)
        Entry.objects.bulk_create([_moved(row, field, survivor, titles, act=act, reason=reason) for row in part])


def _moved(row: Any, field: Any, survivor: Any, titles: dict[int, str], *, act: Act, reason: str) -> Entry:
    before = getattr(row, field.attname)
    data, changes = {"before": titles[before], "title": str(survivor)}, {field.name: [before, survivor.pk]}
    return recording.entry(row, events.MOVED, act=act, reason=reason, data=data, changes=changes)


def _move_rows(field: Any, ids: Sequence[int], to: int) -> None:
    """Rows that are no records of their own: what the survivor has already is dropped."""
    rows, twins = field.model._base_manager.filter(**{f"{field.name}__in": ids}), []
    for names in (names for names in _unique_of(field.model) if field.name in names):
        rest = [name for name in names if name != field.name]
        said = set(field.model._base_manager.filter(**{field.name: to}).values_list(*rest)) if rest else set()
        for pk, *values in rows.order_by("pk").values_list("pk", *rest):
            if tuple(values) in said:
                twins.append(pk)
            said.add(tuple(values))
    field.model._base_manager.filter(pk__in=twins).delete()
    field.model._base_manager.filter(**{f"{field.name}__in": ids}).update(**{field.attname: to})


def _unique_of(model: type[models.Model]) -> Iterator[Sequence[str]]:
    yield from model._meta.unique_together
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield constraint.fields
