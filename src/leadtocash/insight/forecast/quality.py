"""How well the kept forecasts foretold what came of the deals (OPP-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Floor

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.insight.forecast.models import Prediction
from leadtocash.insight.forecast.scopes import Scope

WIDTH = 10  # percent of a step of the calibration


@dataclass(frozen=True)
class Step:
    """Predictions of about one percentage: how many, foretold on average, won in truth; as shares."""

    count: int
    foretold: float
    won: float


@dataclass(frozen=True)
class Quality:
    """Of the predictions whose deals were decided since: mean squared errors (0 is best; 0.25 is knowing nothing)."""

    count: int
    learnt: float | None
    of_method: float | None
    steps: Sequence[Step]

    @property
    def better(self) -> Decimal | None:
        """By which share the learnt error is smaller than the method's."""
        if self.learnt is None or not self.of_method:
            return None
        return Decimal(1 - self.learnt / self.of_method)


_WON = Case(
    When(opportunity__state=Opportunity.State.WON, then=Value(1.0)), default=Value(0.0), output_field=FloatField()
)


def quality(scope: Scope) -> Quality:
    """Of predictions made in the period, of deals the person may see."""
    told = _decided(scope).annotate(won=_WON)
    errors = {
        name: Avg((F(field) / Value(100.0) - F("won")) ** 2, output_field=FloatField())
        for name, field in (("learnt", "percent"), ("of_method", "of_method"))
    }
    whole = told.aggregate(n=Count("pk"), **{f"error_{name}": error for name, error in errors.items()})
    steps = (
        told.annotate(step=Floor(F("percent") / Value(WIDTH)))
        .order_by("step")
        .values("step")
        .annotate(n=Count("pk"), foretold=Avg("percent"), came=Avg("won"))
    )
    return Quality(
        whole["n"], whole["error_learnt"], whole["error_of_method"],
        [Step(row["n"], float(row["foretold"]) / 100, float(row["came"])) for row in steps],
    )  # fmt: skip


def _decided(scope: Scope) -> QuerySet[Prediction]:
    seen = scope.narrow(Opportunity.objects.visible_to(scope.person)).filter(~Q(state=Opportunity.State.OPEN))
    within = (scope.period.first, scope.period.last)
    rows: QuerySet[Prediction] = Prediction.objects.filter(
        snapshot__day__range=within, opportunity__in=seen, opportunity__closed_on__gte=F("snapshot__day")
    )
    return rows
