"""How deals go through the stages: how many go on, how long they stay; and why they are won and lost (OPP-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Case, Count, F, Sum, Value, When

from leadtocash.areas.market.models import CloseReason
from leadtocash.areas.opportunities import queries
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod, Stage
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.insight.forecast.rules import begin_of
from leadtocash.insight.forecast.scopes import Scope

REASONS = 20
#: how stays in a stage ended in the period: by the decision, or by a move to another stage
_ENDS = """
WITH ends AS (
  SELECT o.stage_id, o.closed_on - o.stage_since AS days, o.state AS way FROM opportunities_opportunity o
  WHERE o.state <> 'open' AND o.removed_at IS NULL AND o.closed_on BETWEEN %(first)s AND %(last)s
    AND o.id IN ({deals})
  UNION ALL
  SELECT s.stage_id, s.until::date - s.stage_since,
    CASE WHEN g.position > h.position OR g.method_id <> h.method_id THEN 'onwards' ELSE 'back' END
  FROM opportunities_standing s JOIN opportunities_standing n
    ON n.opportunity_id = s.opportunity_id AND n.since = s.until AND n.id > s.id
  JOIN opportunities_stage h ON h.id = s.stage_id JOIN opportunities_stage g ON g.id = n.stage_id
  WHERE s.until >= %(begin)s AND s.until < %(end)s AND s.state = 'open' AND n.state = 'open'
    AND n.stage_id <> s.stage_id AND (n.until IS NULL OR n.until > n.since)
    AND s.opportunity_id IN ({deals})
)
SELECT stage_id, count(*), count(*) FILTER (WHERE way = 'won'), count(*) FILTER (WHERE way = 'lost'),
  count(*) FILTER (WHERE way = 'onwards'), count(*) FILTER (WHERE way = 'back'),
  percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY greatest(days, 0))
FROM ends GROUP BY 1
"""


@dataclass(frozen=True)
class Passage:
    """The stays in a stage that ended in the period: how they ended, and days (a quarter was shorter, half, three)."""

    stage: Stage
    ended: int
    won: int
    lost: int
    onwards: int
    back: int
    quartiles: tuple[float, float, float]

    @property
    def share(self) -> Decimal:
        """How many of those that went on or were lost went on, by way of a later stage or the win."""
        decided = self.won + self.onwards + self.lost
        return Decimal(self.won + self.onwards) / decided if decided else Decimal(0)

    @property
    def slow(self) -> bool:
        """Half of them stayed longer than the method expects."""
        return self.quartiles[1] > self.stage.expected_days


def passages(scope: Scope) -> list[tuple[SalesMethod, list[Passage]]]:
    """By version of a method, its stages in order."""
    chosen = scope.narrow(Opportunity.objects.visible_to(scope.person)).order_by().values("pk")
    period = scope.period
    values = {
        "first": period.first, "last": period.last, "begin": begin_of(period.first),
        "end": begin_of(period.moved(1).first),
    }  # fmt: skip
    with connection.cursor() as cursor:
        within = cursor.mogrify(*chosen.query.sql_with_params()).replace("%", "%%")
        cursor.execute(_ENDS.replace("{deals}", within), values)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    told = []
    for method in queries.versions():
        stages = [Passage(one, *found[one.pk]) for one in method.stages.all() if one.pk in found]
        if stages:
            told.append((method, stages))
    return told


@dataclass(frozen=True)
class Reason:
    """Why deals were decided, or to whom they were lost: how many, yuan."""

    label: str
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Decided:
    """How many were won and lost in the period; why, and to whom ("won", "lost", "rivals"), the most frequent first."""

    won: int
    lost: int
    reasons: Mapping[str, list[Reason]]


def decided(scope: Scope) -> Decided:
    """What was decided in the period. Where no reason was chosen, what was written counts."""
    seen = scope.narrow(Opportunity.objects.visible_to(scope.person))
    rows = seen.filter(closed_on__range=(scope.period.first, scope.period.last))
    written = Case(When(closed_for=None, then=F("close_reason")), default=Value(""))
    told = rows.order_by().annotate(text=written).values_list("state", "closed_for", "text", "lost_to__name")
    names = {one.pk: str(one) for one in CloseReason.objects.all()}
    found: dict[str, dict[str, Reason]] = {"won": {}, "lost": {}, "rivals": {}}
    counts = {"won": 0, "lost": 0}
    for state, code, text, rival, count, yuan in told.annotate(n=Count("pk"), yuan=Sum("amount")):
        counts[state] += count
        _add(found[state], names.get(code, text), count, yuan)
        if rival and state == Opportunity.State.LOST:
            _add(found["rivals"], rival, count, yuan)
    return Decided(counts["won"], counts["lost"], {of: _most(rows) for of, rows in found.items()})


def _add(into: dict[str, Reason], label: str, count: int, amount: Decimal) -> None:
    there = into.get(label, Reason(label, 0, ZERO))
    into[label] = Reason(label, there.count + count, there.amount + amount)


def _most(found: Mapping[str, Reason]) -> list[Reason]:
    return sorted(found.values(), key=lambda one: (-one.count, one.label))[:REASONS]
