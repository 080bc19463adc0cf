"""From a record to what a template may print: text, numbers, days, and lists of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.timezone import localtime

from leadtocash.foundation.access.fields import rules_of, shown
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.seeing import shown_values
from leadtocash.foundation.printing.registry import CUSTOM, Form, Rows, Slots

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def values_of(form: Form, record: Any, facts: Any, person: User) -> dict[str, Any]:
    """What stands on a record's paper for this person, by the names of the placeholders."""
    added = [{"label": plain(label), "text": plain(text)} for label, text in shown_values(person, record)]
    return {**_read(form.slots, facts, person), CUSTOM.name: added}


def read(start: Any, path: str, person: User) -> Any:
    """Follow a path; a protected field of a record on the way is withheld or masked."""
    found = start
    for step in path.split("."):
        if found is None:
            return None
        found = _step(found, step, person)
        if callable(found) and not isinstance(found, models.Manager):
            found = found()
    return found.all() if isinstance(found, models.Manager) else found


def plain(value: Any) -> Any:
    """The value as text, number or day; a record becomes its name."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, datetime):
        return localtime(value) if value.tzinfo else value
    if isinstance(value, date):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    return _UNPRINTABLE.sub("", str(value))


def _read(slots: Slots, start: Any, person: User) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for slot in slots:
        value = read(start, slot.path, person)
        found[slot.name] = _rows(slot, value, person) if isinstance(slot, Rows) else plain(value)
    return found


def _rows(rows: Rows, value: Iterable[Any] | None, person: User) -> list[dict[str, Any]]:
    return [_read(rows.slots, one, person) for one in value or ()]


def _step(start: Any, name: str, person: User) -> Any:
    if isinstance(start, Mapping):
        return start.get(name)
    if isinstance(start, models.Model):
        value = getattr(start, name, None)
        return shown(person, start, name, value) if name in rules_of(start) else value
    return getattr(start, name)
