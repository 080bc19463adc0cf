"""Records side by side: what differs, what stands if nothing is said, what would be moved, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.seeing import edited
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.extra import Extensible
from leadtocash.foundation.merging import moving
from leadtocash.foundation.merging.registry import Part, mergeables
from leadtocash.foundation.workflow.models import ProcessInstance

EMPTY = (None, "", 0)


@dataclass(frozen=True)
class Cell:
    """What a record says in a field; chosen: it is the one that would stand."""

    record: Any
    text: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A field of all records. same: they all say the same, so there is nothing to choose."""

    name: str
    label: str
    cells: list[Cell]
    same: bool


@dataclass(frozen=True)
class Comparison:
    """Records to be merged, as this person may see them. moved: what leads to the others, by kind."""

    survivor: Any
    records: list[Any]
    rows: list[Row]
    moved: list[tuple[str, int]]
    parts: Sequence[Part]
    missing: list[Missing]


def compare(
    survivor: Any, others: Sequence[Any], *, person: User, choices: Mapping[str, int] | None = None
) -> Comparison:
    """Put the records side by side; `choices`: field -> id of the record whose value is to stand."""
    kind, records = kind_of(survivor), [survivor, *others]
    one = mergeables.get(kind)
    stands = chosen(survivor, others, choices or {}, person=person)
    secret = hidden(records, one.fields, person)
    rows = [_row(name, records, stands[name]) for name in one.fields if name not in secret]
    rows += [_custom_row(field, records, stands[field.path]) for field in customs(survivor, person)]
    return Comparison(
        survivor=survivor,
        records=records,
        rows=rows,
        moved=moving.counted(type(survivor), [other.pk for other in others], person),
        parts=one.parts(records),
        missing=in_the_way(survivor, others),
    )


def hidden(records: Sequence[Any], names: Sequence[str], person: User) -> set[str]:
    """Fields this person may not read of one of the records: neither shown nor chosen."""
    return {name for name in names if not all(sees(person, record, name) for record in records)}


def customs(record: Any, person: User) -> list[CustomField]:
    """The custom fields this person may choose: those he may change."""
    return edited(person, record) if isinstance(record, Extensible) else []


def chosen(survivor: Any, others: Sequence[Any], choices: Mapping[str, int], *, person: User) -> dict[str, Any]:
    """Field -> the record whose value stands: the one chosen, else the survivor, else the first that is not empty.

    What the person may not read is not his to choose.
    """
    one, records = mergeables.get(kind_of(survivor)), [survivor, *others]
    secret, by_id = hidden(records, one.fields, person), {record.pk: record for record in records}
    found = {}
    for name in [*one.fields, *(field.path for field in customs(survivor, person))]:
        said = None if name in secret else by_id.get(choices.get(name, 0))
        filled = (record for record in records if value_of(record, name) not in EMPTY)
        found[name] = said or next(filled, survivor)
    return found


def in_the_way(survivor: Any, others: Sequence[Any]) -> list[Missing]:
    """What must be settled before these records can be merged."""
    one, ids = mergeables.get(kind_of(survivor)), [record.pk for record in (survivor, *others)]
    running = ProcessInstance.objects.filter(record_kind=kind_of(survivor), record_id__in=ids[1:], state="running")
    words = _("The process “%(title)s” is running; let it end or withdraw it first.")
    found = [Missing(what=words % {"title": each.title}, href=each.get_absolute_url()) for each in running]
    for clash in moving.clashes(type(survivor), ids, one.settled):
        both = {"kind": clash.first._meta.verbose_name, "first": clash.first, "second": clash.second}
        found.append(Missing(what=_("%(kind)s %(first)s and %(second)s cannot both belong to it.") % both))
    return [*found, *one.check(survivor, others)]


def value_of(record: Any, name: str) -> Any:
    """A field's value; of a foreign key, the id; "extra.colour" is a custom field."""
    if name.startswith("extra."):
        return record.extra.get(name.removeprefix("extra."))
    return getattr(record, record._meta.get_field(name).attname)


def _row(name: str, records: Sequence[Any], stands: Any) -> Row:
    field = records[0]._meta.get_field(name)
    cells = [Cell(record, _text(record, field), record is stands) for record in records]
    same = len({value_of(record, name) for record in records}) == 1
    return Row(name, str(field.verbose_name), cells, same)


def _custom_row(field: CustomField, records: Sequence[Any], stands: Any) -> Row:
    said = [record.extra.get(field.code) for record in records]
    names = values.names_in([field], [record.extra for record in records])
    cells = [
        Cell(record, values.text(field, value, names), record is stands)
        for record, value in zip(records, said, strict=True)
    ]
    return Row(field.path, field.name, cells, all(value == said[0] for value in said))


def _text(record: Any, field: models.Field[Any, Any]) -> str:
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DecimalField):
        return f"{value:,}" if value else ""
    return "" if value is None else str(value)
