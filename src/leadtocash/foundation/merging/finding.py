"""Which records may be the same: shared keys by a few statements, similar names one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db import models
from django.db.models import Count, Q

from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.merging.models import Suspicion
from leadtocash.foundation.merging.registry import Key, Mergeable, mergeables, model_of

#: more changes than this at once (an import) are left to the nightly sweep
AT_ONCE = 50
PART = 500
SIMILAR = "similar"
SIMILAR_SCORE = 50
Found = dict[tuple[int, int], set[str]]


def heard(event: Journalled) -> None:
    """Records were changed: look anew with which others they may be the same."""
    changed: dict[str, dict[str, set[int]]] = {}
    for entry in event.entries:
        for kind, one in mergeables.items():
            fields, _path = one.watches.get(entry.kind, ((), ""))
            if not set(fields).isdisjoint(entry.changes):
                changed.setdefault(kind, {}).setdefault(entry.kind, set()).add(entry.record_id)
    for kind, by_kind in changed.items():
        watches, rows = mergeables.get(kind).watches, model_of(kind)._default_manager
        paths = {other: watches[other][1] for other in by_kind}
        ids = {
            pk for other, some in by_kind.items() if len(some) <= AT_ONCE
            for pk in rows.filter(**{f"{paths[other]}__in": some}).values_list("pk", flat=True)
        }  # fmt: skip
        if ids:
            look(kind, ids)


def look(kind: str, ids: Collection[int]) -> None:
    """Write anew with which others these records may be the same. What was said to be different stays so."""
    one, found = mergeables.get(kind), Found()
    for key in one.keys:
        _note(found, key.code, _sharing(kind, key, ids))
    _note(found, SIMILAR, one.similar(ids))
    about = Suspicion.objects.filter(Q(low_id__in=ids) | Q(high_id__in=ids), kind=kind, rejected_at=None)
    _store(kind, found, about)


def sweep(kind: str, since: datetime | None = None) -> int:
    """All of a kind, by its keys; similar names of what was changed since then. Gives the number of suspicions."""
    one, found = mergeables.get(kind), Found()
    one.fill_keys()
    for key in one.keys:
        _note(found, key.code, _sharing(kind, key, None))
    changed = model_of(kind)._default_manager.filter(updated_at__gte=since) if since else []
    fresh = list(changed.values_list("pk", flat=True)) if since else []  # type: ignore[union-attr]
    for start in range(0, len(fresh), PART):
        _note(found, SIMILAR, one.similar(fresh[start : start + PART]))
    known = Suspicion.objects.filter(kind=kind, rejected_at=None)
    for low, high in known.filter(why__contains=[SIMILAR]).exclude(low_id__in=fresh).exclude(
        high_id__in=fresh).values_list("low_id", "high_id"):  # fmt: skip
        found.setdefault((low, high), set()).add(SIMILAR)
    _store(kind, found, known)
    return len(found)


def take_over(kind: str, gone: Collection[int], survivor: int) -> None:
    """What was said of merged records is said of the survivor: from whom they differ; suspicions end."""
    about = Suspicion.objects.filter(Q(low_id__in=gone) | Q(high_id__in=gone), kind=kind)
    said = {}
    for one in about.exclude(rejected_at=None):
        other = next((pk for pk in (one.low_id, one.high_id) if pk not in gone), survivor)
        if other != survivor:
            one.pk, one.low_id, one.high_id = None, min(other, survivor), max(other, survivor)
            said[other] = one
    about.delete()
    Suspicion.objects.bulk_create(
        said.values(), update_conflicts=True, unique_fields=["kind", "low_id", "high_id"],
        update_fields=["rejected_at", "rejected_by"],
    )  # fmt: skip


def _note(found: Found, code: str, pairs: Iterable[tuple[int, int]]) -> None:
    for pair in pairs:
        found.setdefault((min(pair), max(pair)), set()).add(code)


def _sharing(kind: str, key: Key, ids: Collection[int] | None) -> Iterator[tuple[int, int]]:
    """Pairs that share a key: of these records with any other, or of all."""
    rows = model_of(kind)._default_manager.filter(key.where)
    for path in key.paths:
        rows = rows.exclude(**{f"{path}__isnull": True}).exclude(**_empty(rows.model, path))
    if ids is None:
        groups = rows.values_list(*key.paths).annotate(n=Count("pk", distinct=True)).filter(n__gt=1, n__lte=key.most)
        wanted = [tuple(values) for *values, _n in groups.order_by()]
    else:
        wanted = list(set(rows.filter(pk__in=ids).values_list(*key.paths)))
    for start in range(0, len(wanted), PART):
        together: dict[tuple[Any, ...], set[int]] = {}
        first = {values[0] for values in wanted[start : start + PART]}
        among = set(wanted[start : start + PART])
        for pk, *values in rows.filter(**{f"{key.paths[0]}__in": first}).values_list("pk", *key.paths):
            if tuple(values) in among:
                together.setdefault(tuple(values), set()).add(pk)
        for group in together.values():
            if len(group) <= key.most:
                yield from (p for p in combinations(sorted(group), 2) if ids is None or not set(p).isdisjoint(ids))


def _empty(model: Any, path: str) -> dict[str, Any]:
    for step in path.split("__"):
        field = model._meta.get_field(step)
        model = field.related_model or model
    return {path: ""} if isinstance(field, models.CharField) else {f"{path}__isnull": True}


def _store(kind: str, found: Found, known: models.QuerySet[Suspicion]) -> None:
    one = mergeables.get(kind)
    for pair in _apart(kind, one, found):
        del found[pair]
    gone = [row.pk for row in known if (row.low_id, row.high_id) not in found]
    Suspicion.objects.filter(pk__in=gone).delete()
    scores = {key.code: key.score for key in one.keys} | {SIMILAR: SIMILAR_SCORE}
    Suspicion.objects.bulk_create(
        [
            Suspicion(kind=kind, low_id=low, high_id=high, why=sorted(why), score=max(scores[code] for code in why))
            for (low, high), why in found.items()
        ],
        batch_size=PART, update_conflicts=True, unique_fields=["kind", "low_id", "high_id"],
        update_fields=["why", "score"],
    )  # fmt: skip


def _apart(kind: str, one: Mergeable, found: Found) -> list[tuple[int, int]]:
    """Pairs that are two for sure: they differ in what no two names of one thing can differ in."""
    if not (one.distinct and found):
        return []
    ids = {pk for pair in found for pk in pair}
    rows = model_of(kind)._default_manager.filter(pk__in=ids).values_list("pk", *one.distinct)
    said = {pk: values for pk, *values in rows}
    return [
        (low, high) for low, high in found
        if any(a and b and a != b for a, b in zip(said.get(low, ()), said.get(high, ()), strict=False))
    ]  # fmt: skip


__all__ = ["SIMILAR", "heard", "look", "sweep"]
