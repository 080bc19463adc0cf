"""Custom fields as columns of every import of their kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import seeing, values
from leadtocash.foundation.custom_fields.entering import begin, standing, taken_sentence
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given
from leadtocash.foundation.kernel.extra import Changes, Extensible, having

Type = CustomField.Type
_MOST_AT_ONCE = 100


def columns(model: type[models.Model], person: User) -> list[Column]:
    """The columns of the fields this person may fill."""
    return [_column(field) for field in seeing.edited(person, model)] if issubclass(model, Extensible) else []


def _column(field: CustomField) -> Column:
    names = "|".join(filter(None, (field.label, field.label_en, field.code)))
    clean = partial(values.clean, field)
    options = field.options() if field.type in (Type.CHOICE, Type.CHOICES) else ()
    column = Column(
        key=field.path, label=field.name, parse=cells.cached_by_text(clean), help=field.hint, names=names,
        once=field.is_unique, options=options,
    )  # fmt: skip
    # an amount is read as every other one, so that a heading may say ten thousands
    return replace(column, parse=cells.amount, kept=clean) if field.type == Type.MONEY else column


def look(model: type[models.Model], rows: Sequence[Given], person: User) -> None:
    """New records get their defaults and need what is required; what may stand once does."""
    fields = seeing.edited(person, model) if issubclass(model, Extensible) else []
    if not fields:
        return
    for row in rows:
        if row.twin is None:
            given = row.values.setdefault("extra", Changes())
            for field in begin(fields, given, skip=set(given)):
                row.refuse(field.path, _("This is needed."))
            _lay(row, given)
    for field in fields:
        if field.is_unique:
            _refuse_taken(model, field, rows)


def _lay(row: Given, given: Changes) -> None:
    """Where the record has been begun already, its values are laid over it."""
    if isinstance(row.record, Extensible):
        row.record.extra = Changes(given)


def _refuse_taken(model: type[models.Model], field: CustomField, rows: Sequence[Given]) -> None:
    said = {row.values["extra"][field.code]: row for row in rows if row.values.get("extra", {}).get(field.code)}
    wanted = list(said)
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        for pk, value in _holders(model, field, wanted[start : start + _MOST_AT_ONCE]):
            row = said[value]
            if row.twin is None or row.twin.pk != pk:
                row.refuse(field.path, taken_sentence(value))


def _holders(model: type[models.Model], field: CustomField, wanted: Sequence[Any]) -> list[tuple[int, Any]]:
    condition = models.Q()
    for value in wanted:
        condition |= having({field.code: value})
    rows = standing(model).filter(condition).values_list("pk", "extra")
    return [(pk, extra[field.code]) for pk, extra in rows]
