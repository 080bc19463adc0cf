"""How the open deals of a period became other ones between two days: what came, what went, to the cent (OPP-11).

Read from how each deal stood then (`Standing`): only what changed is looked at, and the opening follows from the
closing. The deals are those the person may see today, under their owners of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import figures
from leadtocash.areas.opportunities.figures import NOTHING
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.insight.forecast.rules import begin_of
from leadtocash.insight.forecast.scopes import Scope

NEW, PULLED_IN, GROWN, SHRUNK, PUT_OFF, WON, LOST = (
    "new", "pulled_in", "grown", "shrunk", "put_off", "won", "lost",
)  # fmt: skip
BARS: Mapping[str, Promise] = {
    NEW: _("New deals"), PULLED_IN: _("Pulled in"), GROWN: _("Grown"), SHRUNK: _("Shrunk"), PUT_OFF: _("Put off"),
    WON: _("Won"), LOST: _("Lost"),
}  # fmt: skip
DEALS = 200
DAY = timedelta(days=1)
#: each deal's share of each bar. a, b: how it stood at the beginning and at the end; in: open and to be signed within
#: the period, or decided meanwhile and to be signed within it
_CHANGES = """
WITH a AS (
  SELECT s.* FROM opportunities_standing s WHERE s.since < %(begin)s AND s.until >= %(begin)s AND s.until < %(end)s
), b AS (
  SELECT s.* FROM opportunities_standing s
  WHERE s.since >= %(begin)s AND s.since < %(end)s AND (s.until >= %(end)s OR s.until IS NULL)
), pairs AS (
  SELECT b.opportunity_id AS deal, a.id IS NULL OR a.state <> 'open' AS fresh, a.amount AS before, b.amount AS now,
    b.state,
    coalesce(a.state = 'open' AND a.expected_close_on BETWEEN %(first)s AND %(last)s, false) AS was_in,
    coalesce(b.expected_close_on BETWEEN %(first)s AND %(last)s, false) AS is_in
  FROM b LEFT JOIN a USING (opportunity_id)
  WHERE b.opportunity_id IN ({deals})
), moves AS (
  SELECT deal, CASE WHEN fresh THEN 'new' ELSE 'pulled_in' END AS bar, now AS amount FROM pairs
  WHERE NOT was_in AND is_in AND (state = 'open' OR NOT (fresh AND before IS NOT NULL))
  UNION ALL
  SELECT deal, CASE WHEN now > before THEN 'grown' ELSE 'shrunk' END, now - before FROM pairs
  WHERE was_in AND now <> before AND (is_in OR state <> 'open')
  UNION ALL
  SELECT deal, 'put_off', -before FROM pairs WHERE was_in AND NOT is_in AND state = 'open'
  UNION ALL
  SELECT deal, state, -now FROM pairs
  WHERE state <> 'open' AND (was_in OR is_in AND NOT (fresh AND before IS NOT NULL))
)
"""
_SUMS = "SELECT bar, count(*), sum(amount) FROM moves GROUP BY 1"
_DEALS = """
SELECT deal, sum(amount) FROM moves WHERE bar = %(bar)s GROUP BY 1 ORDER BY abs(sum(amount)) DESC, 1 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Bar:
    """A number of deals, and yuan: more or less than before."""

    count: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Waterfall:
    """What was open at the end of the first day, what changed after it, what was open at the end of the last day."""

    opening: Bar
    closing: Bar
    changes: Mapping[str, Bar] = field(default_factory=dict)


def waterfall(scope: Scope, first: date, last: date, *, today: date) -> Waterfall:
    """Between the ends of two days. What is open now comes from the kept figures, and every day before follows."""
    since = _changes(scope, last, today)
    now = _open_now(scope)
    closing = now - sum((one.amount for one in since.values()), ZERO)
    changes = _changes(scope, first, last)
    opening = closing - sum((one.amount for one in changes.values()), ZERO)
    return Waterfall(Bar(amount=opening), Bar(amount=closing), changes)


def deals(scope: Scope, first: date, last: date, bar: str) -> list[tuple[Opportunity, Decimal]]:
    """The deals of a bar with their share of it, the largest first, two hundred at most."""
    rows = _ask(scope, first, last, _DEALS, bar=bar, most=DEALS)
    found = Opportunity.objects.select_related("customer", "owner", "stage").in_bulk([deal for deal, _amount in rows])
    return [(found[deal], amount) for deal, amount in rows]


def _open_now(scope: Scope) -> Decimal:
    def narrow(found: QuerySet[Any]) -> QuerySet[Any]:
        within: dict[str, Any] = {"month__in": scope.period.months}
        if found.model is Opportunity:
            within = {"expected_close_on__range": (scope.period.first, scope.period.last)}
        return scope.narrow(found).filter(state=Opportunity.State.OPEN, **within)

    found = figures.grouped(scope.person, narrow, ("state",), owners=scope.owners)
    return sum(found.values(), NOTHING).amount


def _changes(scope: Scope, first: date, last: date) -> dict[str, Bar]:
    if last <= first:
        return {}
    return {bar: Bar(count, amount) for bar, count, amount in _ask(scope, first, last, _SUMS)}


def _ask(scope: Scope, first: date, last: date, statement: str, **more: str | int) -> list[tuple[Any, ...]]:
    chosen = scope.narrow(Opportunity.objects.visible_to(scope.person)).order_by().values("pk")
    values = {
        "begin": begin_of(first + DAY), "end": begin_of(last + DAY), "first": scope.period.first,
        "last": scope.period.last, **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        within = cursor.mogrify(*chosen.query.sql_with_params()).replace("%", "%%")
        cursor.execute(_CHANGES.replace("{deals}", within) + statement, values)
        return cursor.fetchall()
