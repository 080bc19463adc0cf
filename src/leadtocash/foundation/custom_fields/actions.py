"""Everything that can be done to a definition; the only module that writes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.custom_fields import definitions, entering, events, finding, indexing, permissions, rules
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.extra import having
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

_LINES = ("label", "label_en", "help", "help_en", "unit", "heading", "heading_en")
_FIXED = ("kind", "code")


@transaction.atomic
def define(values: Mapping[str, Any], *, act: Act) -> CustomField:
    """Define a field of a kind, behind those there are; without a code it gets one from its label.

    Raises ValidationError at the field, also for a code this kind has already; RuleError, NotAllowed.
    """
    require(act.person, permissions.MANAGE)
    model = definitions.model_of(str(values.get("kind", "")))
    if model is None:
        raise ValidationError({"kind": _("This kind of record takes no custom fields.")})
    there = CustomField.objects.filter(kind=values["kind"])
    codes = set(there.values_list("code", flat=True))
    if len(codes) >= rules.MOST_FIELDS:
        raise ValidationError({"kind": _("A kind has at most %(most)s fields.") % {"most": rules.MOST_FIELDS}})
    field = CustomField(**{name: value for name, value in values.items() if name not in ("choices", "default")})
    field.code = field.code or rules.code_for(clean_line(field.label), codes, "field")
    if not values.get("position"):
        field.position = (there.aggregate(last=Max("position"))["last"] or 0) + 10
    _fill(field, values, before=())
    taken = ValidationError({"code": _("This kind of record already has a field with this code.")})
    if field.code in codes:
        raise taken
    try:
        rules.check_code(field.code)
        with transaction.atomic():
            recording.save(field, events.DEFINED, act=act)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise ValidationError({"code": error.messages}) from None
        raise taken if NON_FIELD_ERRORS in error.error_dict else error from None
    _tell(field, was_found=False)
    return field


@transaction.atomic
def change(field: CustomField, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> CustomField:
    """Change a definition; kind and code stay, the type while records have values.

    Raises ValidationError at the field, RuleError, NotAllowed, Stale.
    """
    require(act.person, permissions.MANAGE)
    field = lock(field, revision=revision)
    before = copy(field)
    for name, value in values.items():
        if name in _FIXED and value not in ("", getattr(field, name)):
            raise ValidationError({name: _("This stays as it was defined.")})
        if name not in ("choices", "default", *_FIXED):
            setattr(field, name, value)
    used = entering.is_used(field)
    rules.check_change(before, field, used=used)
    _fill(field, values, before=before.choices)
    if used:
        _check_used_choices(before, field)
        _check_differing(before, field)
    recording.save(field, events.CHANGED, act=act)
    _tell(field, was_found=finding.is_found(before))
    return field


@transaction.atomic
def retire(field: CustomField, *, act: Act) -> CustomField:
    """Take a field out of use: its values are kept, but nothing shows or asks for them."""
    return _switch(field, events.RETIRED, active=False, act=act)


@transaction.atomic
def revive(field: CustomField, *, act: Act) -> CustomField:
    """Take a retired field into use again, with the values it had."""
    return _switch(field, events.REVIVED, active=True, act=act)


@transaction.atomic
def move(field: CustomField, up: bool, *, act: Act) -> CustomField:
    """Let a field change places with its neighbour; at the end nothing happens."""
    require(act.person, permissions.MANAGE)
    rows = list(CustomField.objects.select_for_update().filter(kind=field.kind).order_by("position", "pk"))
    place = next(n for n, one in enumerate(rows) if one.pk == field.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for number, one in enumerate(rows, start=1):
            if one.position != number * 10:
                one.position = number * 10
                recording.save(one, events.MOVED, act=act)
    return field


def _switch(field: CustomField, verb: str, *, active: bool, act: Act) -> CustomField:
    require(act.person, permissions.MANAGE)
    field = lock(field)
    if field.is_active == active:
        sentence = _("“%(name)s” is in use already.") if active else _("“%(name)s” is retired already.")
        raise RuleError(sentence % {"name": field.name}, code="custom_field_is_so")
    was_found = finding.is_found(field)
    field.is_active = active
    _check_by_words(field)
    recording.save(field, verb, act=act)
    _tell(field, was_found=was_found)
    return field


def _fill(field: CustomField, values: Mapping[str, Any], *, before: Sequence[Mapping[str, Any]]) -> None:
    """Lines as meant, choices with their codes, a default of the right type; then what must hold."""
    for name in _LINES:
        setattr(field, name, clean_line(getattr(field, name)))
    field.seen_by, field.edited_by = sorted(set(field.seen_by)), sorted(set(field.edited_by))
    try:
        if "choices" in values:
            field.choices = rules.choices_of(values["choices"] or (), before)
    except ValidationError as error:
        raise ValidationError({"choices": error.messages}) from None
    if field.type not in (CustomField.Type.CHOICE, CustomField.Type.CHOICES):
        field.choices = []
    try:
        if "default" in values or field.default is not None:
            field.default = entering.clean_default(field, values.get("default", field.default))
    except ValidationError as error:
        raise ValidationError({"default": error.messages}) from None
    rules.check(field, set(Role.objects.values_list("code", flat=True)))
    _check_by_words(field)


def _check_by_words(field: CustomField) -> None:
    """Raise RuleError where enough fields of the kind have an index of their words."""
    if not indexing.by_words(field):
        field.words_ready = False
        return
    others = CustomField.objects.filter(kind=field.kind, by_words=True, is_active=True).exclude(pk=field.pk)
    if others.count() >= indexing.MOST_BY_WORDS:
        sentence = _("At most %(most)s fields of a kind are filtered by words often; unmark one first.")
        raise RuleError(sentence % {"most": indexing.MOST_BY_WORDS}, code="custom_fields_by_words")


def _check_used_choices(before: CustomField, field: CustomField) -> None:
    """Raise ValidationError when a choice was taken away that records have."""
    model: Any = definitions.model_of(field.kind)
    kept = {one["code"] for one in field.choices}
    for one in before.choices:
        value = [one["code"]] if field.type == CustomField.Type.CHOICES else one["code"]
        if one["code"] not in kept and model._base_manager.filter(having({field.code: value})).exists():
            sentence = _("Records have “%(name)s”: it can be retired, not deleted.")
            raise ValidationError({"choices": sentence % {"name": one["label"]}})


def _check_differing(before: CustomField, field: CustomField) -> None:
    """Raise ValidationError when every record shall differ and two do not."""
    if before.is_unique or not field.is_unique:
        return
    model: Any = definitions.model_of(field.kind)
    value = models.F(f"extra__{field.code}")
    rows = model._base_manager.filter(extra__has_key=field.code).values(value=value)
    twice = next(iter(rows.annotate(count=Count("pk")).filter(count__gt=1).order_by()[:1]), None)
    if twice is not None:
        sentence = _("“%(value)s” stands in %(count)s records; make them differ first.")
        raise ValidationError({"is_unique": sentence % twice})


def _tell(field: CustomField, *, was_found: bool) -> None:
    """The indexes follow, and the search where it must."""
    from leadtocash.foundation.custom_fields.jobs import index, renew

    index.defer(kind=field.kind)

    if was_found != finding.is_found(field) and entering.is_used(field):
        renew.defer(kind=field.kind, code=field.code)
