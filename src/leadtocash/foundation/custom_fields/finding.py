"""Texts in custom fields are found by the search; only of fields that everybody sees, for a hit betrays what it met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadtocash.foundation.custom_fields import definitions
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.search import keeping
from leadtocash.foundation.search.sources import sources

PART = 1000


def is_found(field: CustomField) -> bool:
    """Is a record found by this field?"""
    return field.type == CustomField.Type.TEXT and field.is_active and not field.seen_by


def names(kind: str, extra: Mapping[str, Any]) -> list[str]:
    """The texts a record is found by."""
    if not extra:
        return []
    return [extra[f.code] for f in definitions.all_of(kind) if f.code in extra and is_found(f)]


def renew(kind: str, code: str) -> int:
    """Bring the search up to date for the records that have this field; gives how many."""
    model = definitions.model_of(kind)
    if model is None or kind not in sources:
        return 0
    done, after = 0, 0
    while True:
        rows = model._base_manager.filter(extra__has_key=code, pk__gt=after).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:PART])
        if not ids:
            return done
        keeping.keep(kind, ids)
        done, after = done + len(ids), ids[-1]
