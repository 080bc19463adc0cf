"""Custom fields in the journal: each by its own name, what one may not see not at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import models

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import definitions, seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.journal.timeline import Said


def sayings(record: models.Model, person: User, changes: Mapping[str, list[Any]]) -> dict[str, Said]:
    """The words for changed custom fields, also of retired ones the person could see."""
    fields = {field.path: field for field in definitions.all_of(record) if seeing.may_read(person, field)}
    shown = {name: fields[name] for name in changes if name in fields}
    ids = {one for name, f in shown.items() if f.type == CustomField.Type.PERSON for one in changes[name] if one}
    people = values.names_of(ids)
    return {name: Said(field.name, partial(_text, field, names=people)) for name, field in shown.items()}


def _text(field: CustomField, value: Any, names: Mapping[int, str]) -> str:
    return values.text(field, value, names)
