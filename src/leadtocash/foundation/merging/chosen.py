"""The records an address or a body names, for page and API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Merged
from leadtocash.foundation.merging.models import Merger, Suspicion
from leadtocash.foundation.merging.queries import rows_for, suspicions
from leadtocash.foundation.merging.registry import mergeables, model_of


def records_of(kind: str, person: User, ids: Sequence[int]) -> list[Any]:
    """These records in this order; for a merged one its successor, once. 404 for what he may not see, 403 for what he
    may not merge."""
    if kind not in mergeables:
        raise Http404
    found: dict[int, Any] = {}
    for pk in ids:
        try:
            record = fetch(model_of(kind), person, pk=pk)
        except Merged as merged:
            record = merged.successor
        found.setdefault(record.pk, record)
    for record in found.values():
        require(person, mergeables.get(kind).permission, record)
    return list(found.values())


def suspicion_for(person: User, kind: str, pk: int) -> Suspicion:
    """A suspicion this person may hear of, also one that was said to be wrong; else 404."""
    if kind in mergeables:
        for rejected in (False, True):
            if found := suspicions(kind, person, rejected=rejected).filter(pk=pk).first():
                return found
    raise Http404


def merger_for(person: User, kind: str, pk: int) -> Merger:
    """A merger whose survivor this person may merge, also one that was taken back; else 404."""
    found = Merger.objects.select_related("by").filter(pk=pk, kind=kind).first() if kind in mergeables else None
    if found is None or not rows_for(kind, person).filter(pk=found.survivor_id).exists():
        raise Http404
    return found
