"""How the forecast of a period grew from week to week: won, committed and best case as they were kept (OPP-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import figures as pipeline
from leadtocash.areas.opportunities import permissions as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.insight.forecast import figures
from leadtocash.insight.forecast.models import Prediction, Snapshot, SnapshotFigure
from leadtocash.insight.forecast.scopes import Scope

BEFORE = timedelta(days=92)  # kept forecasts from so long before the period on belong to it
Forecast = Opportunity.Forecast


@dataclass(frozen=True)
class Point:
    """A period as it looked at the end of a day: what was signed in it until then, committed and hoped for; yuan."""

    day: date
    won: Decimal
    committed: Decimal
    best: Decimal

    @property
    def commit(self) -> Decimal:
        """Won and committed."""
        return self.won + self.committed

    @property
    def best_case(self) -> Decimal:
        """That, and the best case."""
        return self.commit + self.best


def trend(scope: Scope, *, today: date) -> list[Point]:
    """From quarter of a year before the period until its end: each kept forecast, and today.

    Deals count to the owners and departments they had on that day; what was opened to the person beyond his scope, one
    by one, to those of today.
    """
    period = scope.period
    kept = Snapshot.objects.filter(day__range=(period.first - BEFORE, min(period.last, today)), day__lt=today)
    days = dict(kept.order_by("day").values_list("pk", "day"))
    sums, won = _kept(scope, list(days)), _won(scope)
    points = []
    for pk, day in days.items():
        signed = sum((yuan for on, yuan in won.items() if on <= day), ZERO)
        points.append(Point(day, signed, sums[pk][Forecast.COMMIT], sums[pk][Forecast.BEST]))
    if period.first - BEFORE <= today <= period.last:
        now = figures.total(scope)
        points.append(Point(today, now.won.amount, now.of(Forecast.COMMIT).amount, now.of(Forecast.BEST).amount))
    return points


def _kept(scope: Scope, snapshots: Sequence[int]) -> Mapping[int, Mapping[str, Decimal]]:
    """Yuan by kept forecast and category."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    seen = SnapshotFigure.objects.filter(pipeline.seen_rows(scope.person, deals.VIEW, owners=scope.owners))
    rows = scope.narrow(seen).filter(snapshot__in=snapshots, month__in=scope.period.months)
    beyond = pipeline.opened_beyond(scope.person)
    opened = Prediction.objects.filter(
        Exists(scope.narrow(beyond).filter(pk=OuterRef("opportunity"))), snapshot__in=snapshots,
        expected_close_on__range=(scope.period.first, scope.period.last),
    )  # fmt: skip
    for part in (rows, opened) if pipeline.is_limited(scope.person) else (rows,):
        told = part.order_by().values_list("snapshot", "category").annotate(yuan=Sum("amount"))
        for snapshot, category, yuan in told:
            found[snapshot][category] += yuan
    return found


def _won(scope: Scope) -> Mapping[date, Decimal]:
    """Yuan by the day of signing."""
    rows = figures.won_deals(scope).order_by().values_list("closed_on").annotate(yuan=Sum("amount"))
    return dict(rows)


def drifted() -> list[Problem]:
    """The check: kept forecasts whose sums by owner are not those by department."""
    by = ("snapshot", "month", "category")
    whole, parts = (
        {tuple(row[:3]): row[3:] for row in rows.values_list(*by).annotate(n=Sum("count"), yuan=Sum("amount"))}
        for rows in (
            SnapshotFigure.objects.filter(owner_id__isnull=True).order_by(),
            SnapshotFigure.objects.filter(owner_id__isnull=False).order_by(),
        )
    )
    sentence = _("Forecast kept %(snapshot)s, month %(month)s: owners and departments do not come to the same sums.")
    wrong = sorted(
        {(cell[0], str(cell[1])) for cell in whole.keys() | parts.keys() if whole.get(cell) != parts.get(cell)}
    )
    return [
        Problem(code="forecast_figures", sentence=sentence % {"snapshot": snapshot, "month": month})
        for snapshot, month in wrong
    ]
