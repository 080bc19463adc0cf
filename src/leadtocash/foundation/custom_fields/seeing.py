"""Who sees and who edits which custom field, and what a person reads of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.organisation import places_of
from leadtocash.foundation.custom_fields import definitions, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Extensible

Kind = models.Model | type[models.Model] | str


@dataclass(frozen=True)
class Shown:
    """A custom field of a record as a person reads it: value as it is kept (None: empty), and in words."""

    field: CustomField
    value: Any
    text: str
    editable: bool

    @property
    def label(self) -> str:
        return self.field.name

    @property
    def code(self) -> str:
        return self.field.code


def may_read(person: User, field: CustomField) -> bool:
    """Is this field, in use or not, open to this person in the records he sees?"""
    return not field.seen_by or bool(_roles(person) & set(field.seen_by))


def sees(person: User, field: CustomField) -> bool:
    """Does this person read this field of the records he sees? A retired one nobody does."""
    return field.is_active and may_read(person, field)


def edits(person: User, field: CustomField) -> bool:
    """May this person change this field of the records he may change?"""
    return sees(person, field) and (not field.edited_by or bool(_roles(person) & set(field.edited_by)))


def seen(person: User, of: Kind) -> list[CustomField]:
    """The fields of a kind this person reads."""
    return [field for field in definitions.all_of(of) if sees(person, field)]


def edited(person: User, of: Kind) -> list[CustomField]:
    """The fields of a kind this person may fill."""
    return [field for field in definitions.all_of(of) if edits(person, field)]


def shown(person: User, record: Extensible) -> list[Shown]:
    """All custom fields of the record this person reads, empty ones too, in their order."""
    return shown_of(person, [record])[record.pk]


def shown_of(person: User, records: Iterable[Extensible]) -> dict[int, list[Shown]]:
    """The same for several records of one kind together: by their ids."""
    records = list(records)
    fields = seen(person, records[0]) if records else []
    names = values.names_in(fields, [record.extra for record in records])
    return {
        record.pk: [
            Shown(f, record.extra.get(f.code), values.text(f, record.extra.get(f.code), names), edits(person, f))
            for f in fields
        ]
        for record in records
    }


def shown_values(person: User, record: models.Model) -> list[tuple[str, str]]:
    """(label, text) of the record's filled custom fields this person reads: for papers and pages."""
    if not isinstance(record, Extensible):
        return []
    return [(one.label, one.text) for one in shown(person, record) if one.value is not None]


def readable(person: User, record: models.Model | type[models.Model], names: Iterable[str]) -> list[str]:
    """Those names of changed fields ("extra.colour") this person may hear of."""
    open_ones = {field.path for field in seen(person, record)}
    return [name for name in names if not name.startswith("extra.") or name in open_ones]


def visible_values(person: User, record: Extensible) -> Mapping[str, Any]:
    """Code -> value as it is kept, None for an empty one, of all the person reads."""
    return {field.code: record.extra.get(field.code) for field in seen(person, record)}


def _roles(person: User) -> set[str]:
    """The codes of the person's roles."""
    return {place.role.code for place in places_of(person)}
