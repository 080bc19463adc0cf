"""How a clause lives: how often it refused, was passed by exception, and how late its steps are done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from leadtocash.foundation.calendar import days
from leadtocash.foundation.handbook import citations
from leadtocash.foundation.handbook.citations.code import area_name
from leadtocash.foundation.handbook.models import Refusal
from leadtocash.foundation.handbook.waivers import Waiver, of_clause
from leadtocash.foundation.workflow.models import Activity

SHOWN = 20
COUNTED_LATE = 1000
SPANS = (3, 12)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Refusals: how often, of how many people, by area and by sentence. Lateness: of the steps that cite it."""

    months: int
    refused: int
    people: int
    areas: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    waived: int
    steps: int
    late: int
    late_days: float

    @property
    def late_share(self) -> float:
        return self.late / self.steps if self.steps else 0.0


def since(months: int, at: datetime) -> datetime:
    """The beginning of the last so many months."""
    return at - timedelta(days=round(months * 30.44))


def figures(clause_id: str, *, months: int, at: datetime) -> Figures:
    """What happened by this clause in the last months, over the whole company."""
    start = since(months, at)
    rows = Refusal.objects.filter(clause=clause_id, at__gte=start)
    total = rows.aggregate(refused=Count("pk"), people=Count("person", distinct=True))
    steps, late, late_days = lateness(clause_id, start, at)
    return Figures(
        months=months,
        refused=total["refused"],
        people=total["people"],
        areas=by_area(rows),
        reasons=by_reason(rows),
        waived=sum(source.count(start) for source in of_clause(clause_id)),
        steps=steps,
        late=late,
        late_days=late_days,
    )


def by_area(rows: QuerySet[Refusal]) -> list[dict[str, Any]]:
    """How often in which area of the product."""
    counted = rows.values("area").annotate(n=Count("pk")).order_by("-n", "area")[:10]
    return [{"area": area_name(one["area"]), "count": one["n"]} for one in counted]


def by_reason(rows: QuerySet[Refusal], most: int = 5) -> list[dict[str, Any]]:
    """The sentences told most often."""
    counted = rows.values("code").annotate(n=Count("pk")).order_by("-n", "code")[:most]
    return [{"code": one["code"], "sentence": citations.sentence_of(one["code"]), "count": one["n"]} for one in counted]


def lateness(clause_id: str, start: datetime, at: datetime) -> tuple[int, int, float]:
    """Steps with a limit that cite the clause and ended since, or are open: how many, how many late, and by how many
    working days on average."""
    condition = Q()
    for process, node in citations.nodes_by_clause().get(clause_id, ()):
        condition |= Q(instance__process=process, node=node)
    if not condition:
        return 0, 0, 0.0
    rows = Activity.objects.filter(condition, due_at__isnull=False).exclude(outcome__in=("cancelled", "recalled"))
    rows = rows.filter(Q(closed_at__gte=start) | Q(is_open=True))
    too_late = rows.filter(Q(closed_at__gt=F("due_at")) | Q(is_open=True, due_at__lt=at))
    spans = list(too_late.order_by("-due_at").values_list("due_at", "closed_at")[:COUNTED_LATE])
    over = [days.between(timezone.localdate(due), timezone.localdate(closed or at)) for due, closed in spans]
    return rows.count(), too_late.count(), sum(over) / len(over) if over else 0.0


def refused_records(clause_id: str, person: Any, *, months: int, at: datetime) -> list[dict[str, Any]]:
    """The last refusals on records this person may see, each with its record; others stay figures only."""
    rows = list(
        Refusal.objects.filter(clause=clause_id, at__gte=since(months, at))
        .exclude(record_id=None)
        .select_related("person")
        .order_by("-at", "-pk")[: SHOWN * 10]
    )
    records = visible_records(rows, person)
    shown = [
        (row, records[row.record_kind, row.record_id]) for row in rows if (row.record_kind, row.record_id) in records
    ]
    return [
        {"row": row, "record": record, "sentence": citations.sentence_of(row.code), "area": area_name(row.area)}
        for row, record in shown[:SHOWN]
    ]


def visible_records(rows: Sequence[Refusal], person: Any) -> dict[tuple[str, int | None], Any]:
    """The records of refusals, only those this person may see: one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.record_id is not None:
            wanted.setdefault(row.record_kind, set()).add(row.record_id)
    found: dict[tuple[str, int | None], Any] = {}
    for kind, pks in wanted.items():
        try:
            model: Any = apps.get_model(kind)
        except (LookupError, ValueError):
            continue
        for record in model._default_manager.visible_to(person).filter(pk__in=pks):
            found[kind, record.pk] = record
    return found


def waived(clause_id: str, person: Any, *, months: int, at: datetime) -> list[tuple[str, Waiver]]:
    """The exceptions made from a clause on records this person may see, newest first."""
    start = since(months, at)
    found: list[tuple[str, Waiver]] = []
    for source in of_clause(clause_id):
        some: Iterable[Waiver] = source.shown(person, start)
        found += [(str(source.label), one) for one in some]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)[:SHOWN]


def summary(*, months: int, at: datetime, most: int = 20) -> dict[str, Any]:
    """Refusals of all rules in the last months: how many, by clause, area and sentence."""
    rows = Refusal.objects.filter(at__gte=since(months, at))
    clauses = rows.exclude(clause="").values("clause").annotate(n=Count("pk")).order_by("-n", "clause")[:most]
    return {
        "months": months,
        "count": rows.count(),
        "clauses": [{"clause": one["clause"], "count": one["n"]} for one in clauses],
        "areas": by_area(rows),
        "reasons": by_reason(rows, most),
    }
