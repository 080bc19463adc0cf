"""The journal in the reader's words: labels of fields and choices, people by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.fields import Rule, covered, rules_of, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.journal.verbs import Verb, verbs
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import joined


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of entries, to be read alone."""

    label: Promise | str
    where: Q
    order: int = 50


parts: Registry[Part] = Registry("part of the timeline")


@dataclass(frozen=True)
class Said:
    """A change of a part of a field ("extra.colour"): the part's name, and its values in words."""

    label: str
    text: Callable[[Any], str]


Sayings = Mapping[str, Said]
#: field -> what gives words to its parts: (record, person, changes by name); what it leaves out is not shown
speakers: dict[str, Callable[[models.Model, User, Mapping[str, list[Any]]], Sayings]] = {}
parts.add("changes", Part(label=gettext_lazy("Changes"), where=~Q(changes={}), order=10))


def timeline(record: models.Model, person: User, limit: int = 200, **only: Any) -> list[dict[str, Any]]:
    """The record's entries as this person may read them, newest first; `only` narrows them (verb__startswith=…)."""
    return printed(record, person, list(history(record, limit, **only)))


def slice_of(
    record: models.Model, person: User, *, what: str = "", before: int | None = None, size: int = 50
) -> tuple[list[dict[str, Any]], int | None]:
    """The newest entries of a part ("": of all) behind a place, and the place where the next slice begins, if any."""
    part = parts.find(what)
    where = part.where if part is not None else Q()
    rows = history(record, size + 1, where if before is None else where & Q(turn__lt=before))
    entries: list[Any] = list(rows)
    shown = entries[:size]
    return printed(record, person, shown), (shown[-1].turn if len(entries) > size else None)


def printed(record: models.Model, person: User, entries: list[Entry]) -> list[dict[str, Any]]:
    """Entries of one record as this person may read them."""
    names = _names(record, entries)
    covers = {name: rule for name, rule in rules_of(record).items() if not sees(person, record, name)}
    gone = {entry.record_id for entry in entries} - {record.pk}
    titles = {one.pk: str(one) for one in type(record)._base_manager.filter(pk__in=gone)} if gone else {}
    sayings = _sayings(record, person, entries)
    return [
        {**_printed(entry, record, names, covers, sayings), "of": titles.get(entry.record_id, "")} for entry in entries
    ]


def _sayings(record: models.Model, person: User, entries: list[Entry]) -> Sayings:
    values: dict[str, dict[str, list[Any]]] = {}
    for entry in entries:
        for name, pair in entry.changes.items():
            of, dot, _part = name.partition(".")
            if dot and of in speakers and isinstance(pair, list):
                values.setdefault(of, {}).setdefault(name, []).extend(pair)
    return {name: said for of, found in values.items() for name, said in speakers[of](record, person, found).items()}


def _printed(
    entry: Entry, record: models.Model, names: dict[tuple[str, Any], str], covers: Mapping[str, Rule], sayings: Sayings
) -> dict[str, Any]:
    verb = verbs.find(entry.verb) or Verb(entry.verb, entry.verb)
    return {
        "seq": getattr(entry, "turn", entry.seq),
        "verb": entry.verb,
        "title": _filled(str(verb.label), entry.data),
        "tone": verb.tone,
        "icon": verb.icon,
        "who": entry.actor.name if entry.actor else _("System"),
        "at": entry.at,
        "reason": entry.reason,
        "changes": _changes(entry, record, names, covers, sayings),
    }


def _filled(label: str, data: dict[str, Any]) -> str:
    try:
        return label % data if "%(" in label else label
    except (KeyError, ValueError, TypeError):
        return label


def _changes(
    entry: Entry, record: models.Model, names: dict[tuple[str, Any], str], covers: Mapping[str, Rule], sayings: Sayings
) -> list[dict[str, str]]:
    shown = []
    for name, pair in entry.changes.items():
        if not isinstance(pair, list) or len(pair) != 2 or name in _quiet(record):
            continue
        if name.partition(".")[0] in speakers and "." in name:
            if said := sayings.get(name):
                old, new = (said.text(value) for value in pair)
                shown.append({"name": name, "field": said.label, "old": old, "new": new})
            continue
        field = _field(record, name)
        label = str(field.verbose_name) if field is not None and hasattr(field, "verbose_name") else name
        if name in covers:
            old, new = (_covered(covers[name], value) for value in pair)
        else:
            old, new = (_value(field, name, value, names) for value in pair)
        if not old and not new:
            continue
        shown.append({"name": name, "field": label, "old": old, "new": new})
    return shown


def _covered(rule: Rule, value: Any) -> str:
    return "" if value in (None, "") else covered(rule, value) or _("hidden")


def _quiet(record: models.Model) -> tuple[str, ...]:
    return getattr(record, "journal_hides", ())


def _field(record: models.Model, name: str) -> Any:
    try:
        return record._meta.get_field(name)
    except Exception:
        return None


def _value(field: Any, name: str, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return joined(one.get("label", one) if isinstance(one, dict) else one for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.is_relation:
        return names.get((name, value), f"#{value}")
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    return _moment(field, str(value))


def _moment(field: Any, text: str) -> str:
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(text)
        return date_format(localtime(moment), "Y-m-d H:i") if isinstance(moment, datetime) else text
    if isinstance(field, models.DateField):
        day = parse_date(text)
        return day.isoformat() if isinstance(day, date) else text
    return text


def _names(record: models.Model, entries: list[Entry]) -> dict[tuple[str, Any], str]:
    wanted: dict[str, set[Any]] = {}
    for entry in entries:
        for name, pair in entry.changes.items():
            field = _field(record, name)
            if field is not None and field.is_relation and isinstance(pair, list):
                wanted.setdefault(name, set()).update(value for value in pair if value is not None)
    found: dict[tuple[str, Any], str] = {}
    for name, ids in wanted.items():
        related = record._meta.get_field(name).related_model
        for target in related._base_manager.filter(pk__in=ids):  # type: ignore[union-attr]
            found[(name, target.pk)] = str(target)
    return found
