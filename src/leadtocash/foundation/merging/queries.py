"""Suspected duplicates a person may hear of; records he may merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from leadtocash.foundation.access.fields import seen_q, sees
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.merging import traces
from leadtocash.foundation.merging.finding import SIMILAR
from leadtocash.foundation.merging.models import Merger, Suspicion
from leadtocash.foundation.merging.registry import mergeables, model_of
from leadtocash.foundation.merging.words import SIMILAR_LABEL


@dataclass(frozen=True)
class Pair:
    """A suspicion with its two records; why: in words."""

    suspicion: Suspicion
    records: tuple[Any, Any]
    why: list[str]


def kinds_for(person: User) -> list[str]:
    """The kinds this person may merge at all."""
    return [kind for kind, one in mergeables.items() if allowed(person, one.permission)]


def rows_for(kind: str, person: User) -> Any:
    """The records of a kind this person may see and merge."""
    model = model_of(kind)
    condition = seen_q(person, model, mergeables.get(kind).permission)
    rows = model._default_manager.visible_to(person)
    return rows.none() if condition is None else rows.filter(condition)


def suspicions(kind: str, person: User, *, rejected: bool = False) -> models.QuerySet[Suspicion]:
    """Those of which he may see and merge both, for a reason he may know; the strongest first."""
    ids = rows_for(kind, person).values("pk")
    rows = Suspicion.objects.filter(kind=kind, rejected_at__isnull=not rejected, low_id__in=ids, high_id__in=ids)
    known = list(_labels(kind, person))
    return rows.filter(why__overlap=known).order_by("-score", "-pk")


def page_of(
    kind: str, person: User, *, rejected: bool = False, after: str = "", size: int = 50
) -> tuple[list[Pair], str]:
    """A page of pairs behind a place ("score-id"), and the place where the next one begins, "" at the end."""
    rows = suspicions(kind, person, rejected=rejected)
    score, _between, pk = after.partition("-")
    if score.isdecimal() and pk.isdecimal() and len(after) < 20:
        rows = rows.filter(Q(score__lt=int(score)) | Q(score=int(score), pk__lt=int(pk)))
    found = list(rows[: size + 1])
    shown = found[:size]
    return pairs_of(kind, person, shown), (f"{shown[-1].score}-{shown[-1].pk}" if len(found) > size else "")


def pairs_of(kind: str, person: User, found: Sequence[Suspicion]) -> list[Pair]:
    """Suspicions this person may hear of, with their records."""
    ids = {pk for one in found for pk in (one.low_id, one.high_id)}
    records = rows_for(kind, person).in_bulk(ids)
    labels = _labels(kind, person)
    return [
        Pair(one, (records[one.low_id], records[one.high_id]), _words(one.why, labels))
        for one in found
        if one.low_id in records and one.high_id in records
    ]


def _words(why: Sequence[str], labels: dict[str, str]) -> list[str]:
    """The reasons in words; that names are similar only where nothing more is known."""
    known = [labels[code] for code in why if code in labels and code != SIMILAR]
    return known or [labels[SIMILAR]]


def like(record: Any, person: User, most: int = 5) -> list[Pair]:
    """What may be the same as this record, as far as he may merge both."""
    kind = record._meta.label_lower
    rows = suspicions(kind, person).filter(Q(low_id=record.pk) | Q(high_id=record.pk))
    return pairs_of(kind, person, list(rows[:most]))


def _labels(kind: str, person: User) -> dict[str, str]:
    """Code -> words of the reasons this person may know."""
    found = {SIMILAR: str(SIMILAR_LABEL)}
    for key in mergeables.get(kind).keys:
        if key.protected is None or _reads(person, *key.protected):
            found[key.code] = str(key.label)
    return found


def _reads(person: User, kind: str, name: str) -> bool:
    return sees(person, apps.get_model(kind), name)


def mergers(kind: str, person: User, *, since: datetime) -> models.QuerySet[Merger]:
    """Mergers that were not taken back, of records this person may merge; the latest first."""
    rows = Merger.objects.filter(kind=kind, whole=None, undone_at=None, at__gte=since)
    return rows.filter(survivor_id__in=rows_for(kind, person).values("pk")).select_related("by").order_by("-pk")


def going_back(merger: Merger, person: User) -> list[tuple[str, int]]:
    """What would be moved back, in words, as far as this person may see it."""
    found = []
    for model, moved in traces.records_of(merger.trace):
        rows: Any = model._base_manager.filter(pk__in=moved)
        count = rows.filter(visible_q(model, person)).count() if hasattr(model, "access") else len(moved)
        if count:
            found.append((str(model._meta.verbose_name_plural), count))
    return found
