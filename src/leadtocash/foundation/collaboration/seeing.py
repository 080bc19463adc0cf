"""Which record an address means, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404

from leadtocash.foundation.access.gate import fetch_kind
from leadtocash.foundation.access.scoping import kind_of, visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.notices.queries import visible_ids


def record_for(person: Any, kind: str, record_id: int) -> Any:
    """The record if its kind has a page and this person may see it, else 404."""
    record = fetch_kind(kind, person, record_id)
    if not takes_part(record):
        raise Http404
    return record


def takes_part(record: models.Model | type[models.Model]) -> bool:
    """Can it be commented and followed? Whatever has a scope and a page."""
    return hasattr(record, "access") and hasattr(record, "get_absolute_url")


def sees(person: User, record: models.Model) -> bool:
    """May this person see this record now?"""
    return record.pk in visible_ids(person, kind_of(record), {record.pk})


def seeing(people: Iterable[User], record: models.Model) -> list[User]:
    """Those of the people who may see the record now."""
    return [person for person in people if person.is_active and sees(person, record)]


def seen_records(person: User, kind: str, ids: set[int]) -> dict[int, Any]:
    """Those of these records the person may see, by id; nothing for a kind that is gone."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        return {}
    rows = model._default_manager.filter(visible_q(model, person), pk__in=ids)
    return {row.pk: row for row in rows}


def title_of(record: Any) -> str:
    return str(record)[:120]


def number_of(record: Any) -> str:
    """How a record is called where no money may be named."""
    return str(getattr(record, "shown_number", "") or getattr(record, "number", "") or record._meta.verbose_name)
