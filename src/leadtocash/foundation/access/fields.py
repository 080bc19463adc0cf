"""Fields that not everybody who sees a record may read: cost, margin, phone.

An area names them in its wiring (`protect`); lists, exports, the API, forms, papers and the journal ask here. The
permission counts by its scope for each record: one may see the margin of his own region only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, F, Q, When

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import Access, kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.querying import one_of

Kind = models.Model | type[models.Model]
Mask = Callable[[str], str]


@dataclass(frozen=True)
class Rule:
    """permission: what opens the field; mask: what the others see of a text, nothing at all without it."""

    permission: str
    mask: Mask | None = None


_rules: dict[str, dict[str, Rule]] = {}


def protect(kind: str, *names: str, permission: str, mask: Mask | None = None) -> None:
    """Open these fields, properties or annotations of a kind ("contracts.contract") only with the permission."""
    _rules.setdefault(kind, {}).update(dict.fromkeys(names, Rule(permission, mask)))


def rules_of(record: Kind) -> Mapping[str, Rule]:
    """The protected names of a record's kind."""
    return _rules.get(kind_of(record), {})


def kinds() -> Mapping[str, Mapping[str, Rule]]:
    """All that is protected: kind -> name -> rule."""
    return _rules


def opened_by() -> dict[str, dict[str, list[str]]]:
    """In words: permission -> kind -> the fields it opens."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind, rules in _rules.items():
        model = apps.get_model(kind)
        labels = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
        for name, rule in rules.items():
            if name in labels:
                found.setdefault(rule.permission, {}).setdefault(str(model._meta.verbose_name), []).append(labels[name])
    return found


def sees(person: User, record: Kind, name: str) -> bool:
    """May this person read the field of this record? Of a kind, or a record still being made: of any record?"""
    rule = rules_of(record).get(name)
    return rule is None or opens(person, rule.permission, record)


def opens(person: User, permission: str, record: Kind) -> bool:
    """Does the permission reach this record? Where a kind belongs to nobody, its scope says nothing."""
    if isinstance(record, type) or record._state.adding:
        return allowed(person, permission)
    access: Access = record.access  # type: ignore[attr-defined]
    if not (access.owner or access.department or access.parent):
        return allowed(person, permission)
    return allowed(person, permission, record, is_member=_is_member)


def shown(person: User, record: models.Model, name: str, value: Any) -> Any:
    """The field's value as this person may read it: as it is, masked, or None."""
    return value if sees(person, record, name) else covered(rules_of(record)[name], value)


def covered(rule: Rule, value: Any) -> Any:
    """What is left of a value for those who may not see it."""
    return rule.mask(str(value)) if rule.mask and value else None


def hidden(person: User, record: Kind, names: Iterable[str]) -> set[str]:
    """Those of the names this person may not read."""
    return {name for name in names if not sees(person, record, name)}


def seen_q(person: User, model: type[models.Model], permission: str, prefix: str = "") -> Q | None:
    """The condition on rows whose fields the permission opens; `Q()` for all, None for not one.

    `prefix` leads from the rows to the model ("project__").
    """
    reach = grant(person, permission)
    access: Access = model.access  # type: ignore[attr-defined]
    if access.parent:
        parent: Any = model._meta.get_field(access.parent)
        return seen_q(person, parent.related_model, permission, f"{prefix}{access.parent}__")
    if reach.everything or not (access.owner or access.department):
        return Q() if reach.everything or reach.own or reach.departments else None
    condition = Q()
    if reach.departments and access.department:
        condition |= Q(**{f"{prefix}{access.department}__in": sorted(reach.departments)})
    if reach.own:
        condition |= Q(one_of(f"{prefix}pk", _memberships(person, kind_of(model))))
        if access.owner:
            condition |= Q(**{f"{prefix}{access.owner}": person.pk})
    return condition or None


def find(model: type[models.Model], path: str) -> tuple[str, type[models.Model], str] | None:
    """The protected field a path meets ("project__cost_amount__gte"): its prefix, its model, its name."""
    prefix, here = "", model
    for step in path.split("__"):
        if step in rules_of(here):
            return prefix, here, step
        try:
            field: Any = here._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        if not field.is_relation:
            return None
        prefix, here = f"{prefix}{step}__", field.related_model
    return None


def seen_value(path: str, condition: Q) -> Case:
    """The field where the condition holds, nothing elsewhere."""
    return Case(When(condition, then=F(path)), default=None)


def drop_hidden(form: Any, person: User, record: Kind) -> None:
    """Take from a form what this person may not read of the record: it is neither shown nor changed.

    A masked field of a record still being made stays: what one enters oneself is no secret.
    """
    making = isinstance(record, type) or record._state.adding
    for name in hidden(person, record, list(form.fields)):
        if not (making and rules_of(record)[name].mask):
            del form.fields[name]


# ---------------------------------------------------------------- masks
def masked_phone(text: str) -> str:
    """138****5678: the middle of the longest run of digits, so that a country or area code stays readable."""
    runs = re.findall(r"\d[\d -]*\d", text)
    if not runs:
        return "****"
    run = max(runs, key=len)
    kept = 4 if len(run) > 8 else 2 if len(run) > 4 else 0
    start = min(3, max(0, len(run) - kept - 4))
    return text.replace(run, run[:start] + "****" + (run[-kept:] if kept else ""), 1)


def masked_email(text: str) -> str:
    """w****@example.com"""
    name, at, host = text.rpartition("@")
    return f"{name[:1]}****{at}{host}" if at else "****"


# ---------------------------------------------------------------- memberships
def _memberships(person: User, kind: str) -> models.QuerySet[Any, Any]:
    rows = Participation.objects.filter(person=person, kind=kind, why=Participation.Why.MEMBER)
    return rows.values_list("record_id", flat=True)


def _is_member(person: User, record: models.Model) -> bool:
    """As the gate asks, but once for a kind: a list asks for each of its rows."""
    kept: dict[str, set[int]] = person.__dict__.setdefault("_memberships", {})
    kind = kind_of(record)
    if kind not in kept:
        kept[kind] = set(_memberships(person, kind))
    return record.pk in kept[kind]
