"""Learn the probabilities anew from what was decided, and bring open deals up to date with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from leadtocash.areas.opportunities.models import Opportunity, SalesMethod
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.limits import number
from leadtocash.insight.forecast import events, learning, limits
from leadtocash.insight.forecast.models import Chance, Fit

LONG = 32_000  # days: without end
BATCH = 5_000
#: rows of a page that change one after another: each finds the room the one before left on it, so that no index learns
#: of it
TURNS = 16
DAYS_A_MONTH = 30.44
#: tries and what was won of them, by method and stage (namesakes of all versions are one) and span of days in it: the
#: last stage of each decided deal, and those it passed before
_COUNTS = """
WITH decided AS (
  SELECT id, stage_id, stage_since, closed_on, state = 'won' AS won FROM opportunities_opportunity
  WHERE state <> 'open' AND closed_on > %(from)s AND closed_on <= %(to)s AND removed_at IS NULL
), stays AS (
  SELECT stage_id, closed_on - stage_since AS days, won FROM decided
  UNION ALL
  SELECT s.stage_id, max(s.until)::date - s.stage_since, bool_or(d.won)
  FROM opportunities_standing s JOIN decided d ON d.id = s.opportunity_id
  WHERE s.until IS NOT NULL AND s.state = 'open' AND (s.stage_id, s.stage_since) <> (d.stage_id, d.stage_since)
  GROUP BY s.opportunity_id, s.stage_id, s.stage_since
)
SELECT m.code, g.name, span, count(*), count(*) FILTER (WHERE won)
FROM stays JOIN opportunities_stage g ON g.id = stays.stage_id JOIN opportunities_salesmethod m ON m.id = g.method_id
CROSS JOIN unnest(%(spans)s) span
WHERE greatest(stays.days, 0) >= span GROUP BY 1, 2, 3
"""
_REFRESH = """
UPDATE opportunities_opportunity o SET learnt = c.percent FROM forecast_chance c
WHERE o.id > %(after)s AND o.id <= %(upto)s AND o.id %% %(turns)s = %(turn)s AND o.state = 'open'
  AND c.fit_id = %(fit)s AND c.stage_id = o.stage_id
  AND greatest(%(today)s - o.stage_since, 0) >= c.days AND greatest(%(today)s - o.stage_since, 0) < c.until_days
  AND o.learnt IS DISTINCT FROM c.percent
"""


@transaction.atomic
def fit(*, act: Act) -> Fit:
    """Learn from what was decided up to this day; a new version only where something differs from the last one."""
    today = act.today
    methods = list(SalesMethod.objects.exclude(state=SalesMethod.State.DRAFT).prefetch_related("stages"))
    counts = _counts(today)
    shapes = [
        [
            learning.Stage(
                stage.pk,
                stage.probability / 100,
                stage.max_probability / 100,
                counts.get((method.code, stage.name), {}),
            )
            for stage in method.stages.all()
        ]
        for method in methods
    ]
    found, strength = learning.learn(shapes, method_weight=number(limits.WEIGHT), thin=number(limits.THIN))
    ends = dict(pairwise([*learning.SPANS, LONG]))
    chances = [
        Chance(
            stage_id=stage, days=span, until_days=ends[span], percent=round(one.share * 100), low=round(one.low * 100),
            high=round(one.high * 100), tries=one.tries, won=one.won, basis=one.basis,
        )
        for (stage, span), one in found.items()
    ]  # fmt: skip
    last = latest()
    if last is not None and _told(list(last.chances.all())) == _told(chances):
        return last
    made = Fit(until=today, deals=_decided(today).count(), strength=strength, usual_most=_usual_most(today))
    recording.save(made, events.FITTED, act=act, data={"deals": made.deals})
    for chance in chances:
        chance.fit = made
    Chance.objects.bulk_create(chances)
    return made


def latest() -> Fit | None:
    """The version that counts; None before the first."""
    return Fit.objects.order_by("-pk").first()


@dataclass(frozen=True)
class Learning:
    """How far learning has come: deals decided in so many months, how many a stage needs, and how many the stage that
    most of them stood in has."""

    decided: int
    months: int
    needed: int
    most: int


def learning_now(today: date) -> Learning:
    """What there is to learn from on this day."""
    version = latest()
    tries = version.chances.filter(days=learning.SPANS[0]).aggregate(most=Max("tries"))["most"] if version else None
    return Learning(_decided(today).count(), number(limits.HISTORY), number(limits.THIN), tries or 0)


def refresh(version: Fit, *, today: date) -> int:
    """Give all open deals the probability of their stage and age; how many had another one.

    In portions that are kept one by one: nobody waits long for his deal, and what was broken off goes on where it was.
    """
    last = Opportunity._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    changed = 0
    for after, turn in product(range(0, last, BATCH * TURNS), range(TURNS)):
        values: dict[str, int | date] = {
            "after": after, "upto": after + BATCH * TURNS, "turns": TURNS, "turn": turn, "fit": version.pk,
            "today": today,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_REFRESH, values)
            changed += cursor.rowcount
    return changed


def _since(today: date) -> date:
    return today - timedelta(days=round(number(limits.HISTORY) * DAYS_A_MONTH))


def _decided(today: date) -> QuerySet[Opportunity]:
    closed = Opportunity.objects.exclude(state=Opportunity.State.OPEN)
    return closed.filter(closed_on__gt=_since(today), closed_on__lte=today)


def _usual_most(today: date) -> Decimal | None:
    """The amount under which 95 of 100 won deals lie."""
    won = _decided(today).filter(state=Opportunity.State.WON).order_by("-amount")
    return next(iter(won.values_list("amount", flat=True)[won.count() // 20 :][:1]), None)


def _counts(today: date) -> dict[tuple[str, str], dict[int, tuple[int, int]]]:
    found: dict[tuple[str, str], dict[int, tuple[int, int]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"from": _since(today), "to": today, "spans": list(learning.SPANS)})
        for method, stage, span, tries, won in cursor.fetchall():
            found[method, stage][span] = (tries, won)
    return found


def _told(chances: Sequence[Chance]) -> set[tuple[object, ...]]:
    return {(one.stage_id, one.days, one.percent, one.low, one.high, one.tries, one.won, one.basis) for one in chances}
