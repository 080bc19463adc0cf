"""What a person enters into custom fields: one understanding for form, API and import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import definitions, seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Changes, Extensible, having
from leadtocash.foundation.kernel.models import Removable


def understood(person: User, model: type[Extensible], record: Extensible | None, given: Any) -> Changes:
    """The values to be laid over a record's, or of a new one (record None), then with defaults.

    What is required, and his to fill, must stand in the record afterwards.

    Raises ValidationError by code. A field one does not see is none; one that is only seen may come back unchanged.
    """
    if not isinstance(given, Mapping):
        raise ValidationError(_("An object of custom fields by their codes is expected here."))
    there = record.extra if record is not None else {}
    fields = {field.code: field for field in seeing.seen(person, model)}
    found, errors = Changes(), dict[str, list[str]]()
    for code, raw in given.items():
        try:
            field = fields.get(code)
            if field is None:
                raise ValidationError(_("There is no such custom field."))
            value = values.clean(field, raw, there=there.get(code))
            if value == there.get(code):
                continue
            if not seeing.edits(person, field):
                raise ValidationError(_("You may not change this field."))
            found[code] = value
        except ValidationError as error:
            errors[str(code)] = error.messages
    mine = seeing.edited(person, model)
    if record is None:
        begin(mine, found, skip=set(given))
    after = {**there, **found}
    missing = [field.code for field in mine if field.required and after.get(field.code) is None]
    errors |= {code: [_("This is needed.")] for code in missing if code not in errors}
    if errors:
        raise ValidationError(errors)
    return found


def begin(fields: Iterable[CustomField], found: Changes, *, skip: set[str]) -> list[CustomField]:
    """Put defaults where nothing was said about a field of a new record; gives what is required and still empty."""
    fields = list(fields)
    for field in fields:
        if field.default is not None and field.code not in skip and found.get(field.code) is None:
            found[field.code] = field.default
    return [field for field in fields if field.required and found.get(field.code) is None]


def check(record: Extensible) -> None:
    """What is stored is right: called for every record before it is saved, by whatever way the values came."""
    before = getattr(record, "_loaded", {}).get("extra") or {}
    changed = [code for code, value in record.extra.items() if value != before.get(code)]
    if not changed:
        return
    fields = {field.code: field for field in definitions.all_of(record)}
    errors: dict[str, Any] = {}
    for code in changed:
        field, value = fields.get(code), record.extra[code]
        try:
            if field is None:
                raise ValidationError(_("There is no such custom field."))
            record.extra = Changes({code: values.clean(field, value, there=before.get(code))})
            if field.is_unique:
                _check_unique(record, field)
        except ValidationError as error:
            errors[f"extra.{code}"] = error.messages
    if errors:
        raise ValidationError(errors)


def _check_unique(record: Extensible, field: CustomField) -> None:
    """Two who enter the same at once wait for each other."""
    value = record.extra[field.code]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{field.kind} {field.code} {value}"])
    if taken(type(record), field, [value], without=record.pk):
        raise ValidationError(taken_sentence(value))


def taken_sentence(value: Any) -> str:
    """That a value which may stand only once is used."""
    return _("“%(value)s” stands in another record already.") % {"value": value}


def taken(model: type[models.Model], field: CustomField, wanted: Sequence[Any], *, without: int | None = None) -> bool:
    """Has another record one of these values, also one in the recycle bin?"""
    condition = models.Q()
    for value in wanted:
        condition |= having({field.code: value})
    return standing(model).filter(condition).exclude(pk=without).exists()


def standing(model: type[models.Model]) -> models.QuerySet[Any, Any]:
    """All records, but none that was merged into another."""
    rows = model._base_manager.all()
    return rows.filter(merged_into=None) if issubclass(model, Removable) else rows


def take_in(survivor: models.Model, others: Iterable[models.Model], chosen: Mapping[str, Any]) -> None:
    """After a merger: the values of the records chosen ("extra.colour" -> record); else what the survivor says nothing
    about is filled from the first of the others that does."""
    if not isinstance(survivor, Extensible):
        return
    records = [survivor, *(other for other in others if isinstance(other, Extensible))]
    for field in definitions.active(survivor):
        sources = [chosen[field.path]] if field.path in chosen else records
        value = next((one.extra[field.code] for one in sources if field.code in one.extra), None)
        if survivor.extra.get(field.code) is not None or _fits(field, value):
            survivor.extra = Changes({field.code: value})


def _fits(field: CustomField, value: Any) -> bool:
    try:
        return values.clean(field, value) == value
    except ValidationError:
        return False


def is_used(field: CustomField) -> bool:
    """Has any record a value in this field?"""
    model = definitions.model_of(field.kind)
    return model is not None and model._base_manager.filter(extra__has_key=field.code).exists()


def clean_default(field: CustomField, given: Any) -> Any:
    """A default as it is kept; no person, for people leave."""
    return None if field.type == CustomField.Type.PERSON else values.clean(field, given)
