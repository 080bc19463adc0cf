"""Save a record and write its journal entry in one step: what every action ends with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.verbs import verbs
from leadtocash.foundation.kernel import storing
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.broken import refuse_broken_line
from leadtocash.foundation.kernel.extra import ExtraField
from leadtocash.foundation.kernel.models import Record, absorbed, is_ruled_out, plainly_right

R = TypeVar("R", bound=Record)
_QUIET = {"revision", "updated_at", "created_at", "created_by_id", "id"}


def save(
    record: R,
    verb: str,
    *,
    act: Act,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    validate: bool = True,
) -> R:
    """Validate and store the record, its revision one up, and journal which fields changed.

    Raises ValidationError when a field or database constraint refuses (the edge shows it at the field). `validate`
    is left out only where the caller has just made valid rows in bulk.
    """
    adding = record._state.adding
    if adding:
        record.created_at, record.created_by = act.at, act.by
    else:
        record.revision += 1
    record.updated_at = act.at
    changed = None if adding else set(_changes(record, adding=False))
    if validate:
        _check_fields(record, changed)
    changes = _changes(record, adding=adding)
    _store(record, changes, adding=adding)
    one = entry(record, verb, act=act, reason=reason, data=data, changes=changes)
    one.saved = record
    Entry.objects.add(one)
    record._loaded = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
    return record


def save_new(
    records: Sequence[R], verb: str, *, act: Act, data: Callable[[R], Mapping[str, Any]] = lambda record: {}
) -> None:
    """Store many new records of one kind at once, each with its journal entry; the caller has checked them."""
    if not records:
        return
    for record in records:
        record.created_at, record.created_by, record.updated_at = act.at, act.by, act.at
    storing.insert_all(records)
    entries = []
    for record in records:
        one = entry(record, verb, act=act, data=data(record), changes=_changes(record, adding=True))
        one.saved = record
        entries.append(one)
    Entry.objects.bulk_create(entries)


def _check_fields(record: models.Model, changed: set[str] | None) -> None:
    """What can be said of a record without asking for others; with something wrong, everything is said at once."""
    try:
        record.clean_fields(exclude=_not_looked_at(record, changed))
        record.clean()
    except ValidationError:
        checked(record, changed)
        raise


def _store(record: Record, changes: Collection[str], *, adding: bool) -> None:
    """The constraints are the database's to keep; only what it refuses is looked into, for the sentence."""
    changed = None if adding else {name.partition(".")[0] for name in changes}
    if not _can_be_refused(record, changed):
        _put(record, changed)
        return
    try:
        with transaction.atomic():
            _put(record, changed)
    except IntegrityError:
        checked(record, changed)
        raise


def _put(record: Record, changed: set[str] | None) -> None:
    """Values that can be changed in place are stored whether they look changed or not."""
    if changed is not None:
        storing.update(record, {*changed, "revision", "updated_at", *_changeable(type(record))})
    elif record.pk is None:
        storing.insert(record)
    else:
        record.save(force_insert=True)


@cache
def _changeable(model: type[models.Model]) -> set[str]:
    fields = model._meta.concrete_fields
    return {f.name for f in fields if isinstance(f, models.JSONField | ArrayField) and not isinstance(f, ExtraField)}


def _can_be_refused(record: Record, changed: set[str] | None) -> bool:
    """Can the database refuse it for what stands in other rows, or in other fields? Foreign keys it asks at the end."""
    unique = {f.name for f in record._meta.concrete_fields if f.unique and not f.primary_key}
    if unique if changed is None else unique & changed:
        return True
    return any(_may_break(one, record, changed) for one in record._meta.constraints)


def checked(record: models.Model, changed: set[str] | None) -> None:
    """Validate a record as `full_clean` does, but ask the database only about what can have become wrong.

    changed: names of changed fields, None for a new record. Unchanged fields and constraints that name none of the
    changed ones are left out, so are foreign keys whose record is at hand. Raises ValidationError by field.
    """
    errors = _wrong(
        lambda: record.clean_fields(exclude=_not_looked_at(record, changed)),
        record.clean,
        lambda: record.validate_unique(exclude=_left_out(record, changed)),
        lambda: _check_constraints(record, changed),
    )
    if errors:
        refuse_broken_line()
        raise ValidationError(errors)


def check_new(record: Record, *, act: Act, later: Collection[str] = ()) -> None:
    """Refuse what `save` refuses of a new record, for `save_new`: nothing is asked of the database.

    What others hold already the caller has looked up for many at once. later: fields given when it is stored.
    """
    record.created_at, record.created_by, record.updated_at = act.at, act.by, act.at
    errors = _wrong(
        lambda: record.clean_fields(exclude=_not_looked_at(record, None) | {*later}),
        record.clean,
        lambda: _check_constraints(record, None, of=models.CheckConstraint),
    )
    if errors:
        raise ValidationError(errors)


def _wrong(*checks: Callable[[], None]) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    for check in checks:
        try:
            check()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    return errors


def _left_out(record: models.Model, changed: set[str] | None) -> set[str]:
    return {f.name for f in record._meta.concrete_fields if changed is not None and f.name not in changed}


def _not_looked_at(record: models.Model, changed: set[str] | None) -> set[str]:
    """Unchanged fields, those whose record is at hand, and those plainly right."""
    cached = record._state.fields_cache
    at_hand = {
        f.name
        for f in record._meta.concrete_fields
        if f.is_relation and f.name in cached and getattr(record, f.attname)
    }
    return _left_out(record, changed) | plainly_right(record) | at_hand


def _check_constraints(record: models.Model, changed: set[str] | None, *, of: Any = models.BaseConstraint) -> None:
    errors: dict[str, Any] = {}
    for model, constraints in record.get_constraints():
        for constraint in cast(Any, constraints):
            if not isinstance(constraint, of) or not _may_break(constraint, record, changed):
                continue
            try:
                constraint.validate(model, record)
            except ValidationError as error:
                field = constraint.fields[0] if _is_plain_unique(constraint) else NON_FIELD_ERRORS
                errors = error.update_error_dict(errors) if hasattr(error, "error_dict") else errors
                if not hasattr(error, "error_dict"):
                    errors.setdefault(field, []).extend(error.error_list)
    if errors:
        raise ValidationError(errors)


def _may_break(constraint: Any, record: models.Model, changed: set[str] | None) -> bool:
    """Does it speak of something that changed, and is it not plainly kept?"""
    named = _named_by(type(record))[constraint.name]
    return (changed is None or bool(changed & named)) and not _is_kept(constraint, record)


def _is_kept(constraint: Any, record: models.Model) -> bool:
    """Whether it is plain without the database that the record keeps a constraint."""
    condition = getattr(constraint, "condition", None)
    if not isinstance(condition, models.Q):
        return False
    if isinstance(constraint, models.CheckConstraint):
        return is_ruled_out(~condition, record)
    return isinstance(constraint, models.UniqueConstraint) and is_ruled_out(condition, record)


def _is_plain_unique(constraint: Any) -> bool:
    return isinstance(constraint, models.UniqueConstraint) and len(constraint.fields) == 1


@cache
def _named_by(model: type[models.Model]) -> dict[str, set[str]]:
    """The fields each constraint of a model speaks of, by the constraint's name."""
    named: dict[str, set[str]] = {}
    for constraint in model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        paths = set(paths_of(condition)) if condition is not None else set()
        named[constraint.name] = {*getattr(constraint, "fields", ()), *(path.split("__")[0] for path in paths)}
    return named


def paths_of(condition: Any) -> Iterator[str]:
    """The paths of fields a condition speaks of."""
    for part in condition.children if isinstance(condition, models.Q) else [condition]:
        if isinstance(part, models.Q):
            yield from paths_of(part)
        elif isinstance(part, tuple):
            yield part[0]
            yield from _names_in(part[1])
        else:
            yield from _names_in(part)


def _names_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, models.F):
        yield expression.name
    for inner in getattr(expression, "get_source_expressions", list)():
        yield from _names_in(inner)


def write(
    record: models.Model,
    verb: str,
    *,
    act: Act,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Journal an act that changes no field of the record itself (a line added, a document attached)."""
    Entry.objects.add(entry(record, verb, act=act, reason=reason, data=data, changes=changes))


def entry(
    record: models.Model,
    verb: str,
    *,
    act: Act,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Entry:
    """A journal entry not yet stored (imports store many at once). Raises LookupError for an undeclared verb."""
    verbs.get(verb)
    return Entry(
        kind=kind_of(record),
        record_id=record.pk,
        at=act.at,
        actor=act.by,
        verb=verb,
        door=act.door,
        place=act.where[:80],
        reason=reason,
        changes=dict(changes or {}),
        data=dict(data or {}),
    )


def history(record: models.Model, limit: int = 200, *where: models.Q, **only: Any) -> models.QuerySet[Entry]:
    """The record's entries, newest first, with the people; `where` and `only` narrow them (verb__startswith=…).

    Those of the records that were merged into it stand among them, in the order of writing; `turn` is where an entry
    stands: its `seq`, or, as every chain counts its own, the entry's id.
    """
    gone = absorbed(record)
    turn = "id" if gone else "seq"
    rows: Any = Entry.objects.annotate(turn=models.F(turn)).select_related("actor").order_by(f"-{turn}")
    return rows.filter(*where, kind=kind_of(record), record_id__in=[record.pk, *gone], **only)[:limit]


def _changes(record: Record, *, adding: bool) -> dict[str, list[Any]]:
    before: Mapping[str, Any] = {} if adding else getattr(record, "_loaded", {})
    found: dict[str, list[Any]] = {}
    values = vars(record)
    for field_name, name, in_parts in _journalled(type(record)):
        value = values[name] if name in values else getattr(record, name)
        if in_parts:
            found |= _parts(name, before.get(name) or {}, value or {})
            continue
        if adding and (value is None or value == ""):
            continue
        new = plain(value)
        old = plain(before.get(name)) if name in before else None
        if new != old and not (adding and new in (None, "", False)):
            found[field_name] = [old, new]
    return found


def _parts(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Each custom field is a field of its own: "extra.colour"."""
    if old == new:
        return {}
    codes = [code for code in sorted({*old, *new}) if old.get(code) != new.get(code)]
    return {f"{name}.{code}": [old.get(code), new.get(code)] for code in codes}


@cache
def _journalled(model: type[models.Model]) -> list[tuple[str, str, bool]]:
    """The fields whose changes are told: name, name of the stored value, and whether each of its parts counts."""
    fields = model._meta.concrete_fields
    return [(f.name, f.attname, isinstance(f, ExtraField)) for f in fields if f.attname not in _QUIET]


def plain(value: Any) -> Any:
    """A field value as JSON keeps it: money and dates as text, so that nothing is rounded."""
    if isinstance(value, Decimal | date | datetime | time):
        return str(value)
    if isinstance(value, int | str | bool | float | list | dict) or value is None:
        return value
    return str(value)
