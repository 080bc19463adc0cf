"""The forecast of a period: won so far, committed, best case, weighted; by person, department, month or product.

Open deals come from the pipeline's kept figures, won ones from their index, so that a million of them are not read. All
of it is what the person may see, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, DateField, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import figures, queries
from leadtocash.areas.opportunities.figures import NOTHING, Sums
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.products.models import Product
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.organisation import organisation
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.insight.forecast.models import Call
from leadtocash.insight.forecast.rules import Period
from leadtocash.insight.forecast.scopes import Scope
from leadtocash.insight.forecast.targets import Targets

OWNER, DEPARTMENT, MONTH, PRODUCT = "owner", "department", "month", "product"
DIMENSIONS = (OWNER, DEPARTMENT, MONTH, PRODUCT)
_OF_FIGURES = {OWNER: "owner_id", DEPARTMENT: "department_id", MONTH: "month"}
Forecast = Opportunity.Forecast


@dataclass(frozen=True, kw_only=True)
class Row:
    """Yuan with tax. by: open deals by what they count to; won: signed in the period; call: what managers expect, of
    `called` of the period's months; target: what was to be signed."""

    key: Any = None
    label: str = ""
    depth: int = 0
    by: Mapping[str, Sums] = field(default_factory=dict)
    won: Sums = NOTHING
    call: Decimal | None = None
    called: int = 0
    target: Decimal | None = None

    def of(self, category: str) -> Sums:
        return self.by.get(category, NOTHING)

    @property
    def counted(self) -> Sums:
        """All open deals that are not left out."""
        return sum((sums for category, sums in self.by.items() if category != Forecast.OMITTED), NOTHING)

    @property
    def commit(self) -> Decimal:
        """Won and committed."""
        return self.won.amount + self.of(Forecast.COMMIT).amount

    @property
    def best_case(self) -> Decimal:
        """That, and the best case."""
        return self.commit + self.of(Forecast.BEST).amount

    @property
    def weighted(self) -> Decimal:
        """Won, and all others by the probability of their stage."""
        return self.won.amount + self.counted.weighted

    @property
    def learnt(self) -> Decimal:
        """Won, and all others by the learnt probability."""
        return self.won.amount + self.counted.learnt

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the target when all that is committed is won; below zero: it is exceeded."""
        return None if self.target is None else self.target - self.commit

    @property
    def coverage(self) -> Decimal | None:
        """How many times the gap is covered by open deals that are not committed; None where nothing is missing."""
        if self.gap is None or self.gap <= 0:
            return None
        return (self.of(Forecast.BEST).amount + self.of(Forecast.PIPELINE).amount) / self.gap


@dataclass
class _Sum:
    by: dict[str, Sums] = field(default_factory=dict)
    won: Sums = NOTHING


def total(scope: Scope) -> Row:
    """All of it together."""
    return _whole(_sums(scope, MONTH))


def rows(scope: Scope, by: str) -> list[Row]:
    """Row by row; a department with all below it, so these rows overlap. Raises LookupError for another dimension."""
    return table(scope, by)[1]


def table(scope: Scope, by: str) -> tuple[Row, list[Row]]:
    """All of it together, and row by row, each with its target; also who has a target and no deals."""
    if by not in DIMENSIONS:
        raise LookupError(by)
    targets = Targets(scope)
    if by == PRODUCT:
        whole = total(scope)
        found = _labelled(scope, by, _of_products(scope, whole), {})
    else:
        sums, wanted = _sums(scope, by), targets.by(by)
        whole, found = _whole(sums), _labelled(scope, by, sums, wanted)
    whole = replace(whole, target=targets.whole)
    left = (whole.target or ZERO) - sum(targets.of_people.values(), ZERO)
    if by == OWNER and left:
        found.append(Row(label=_("Not handed down to people"), target=left))
    return whole, found


def _whole(sums: Mapping[Any, _Sum]) -> Row:
    return next(iter(_rows(sums, lambda _key: [None])), Row())


def _labelled(scope: Scope, by: str, sums: Mapping[Any, _Sum], targets: Mapping[Any, Decimal]) -> list[Row]:
    if by == DEPARTMENT:
        return _departments(scope, sums, targets)
    found = _rows({**{key: _Sum() for key in targets}, **sums}, lambda key: [key])
    names = _names(by, [row.key for row in found])
    calls = latest_calls(scope, persons=True) if by == OWNER else {}
    labelled = [
        _with_call(replace(row, label=names.get(row.key, "-"), target=targets.get(row.key)), calls) for row in found
    ]
    if by == MONTH:
        return sorted(labelled, key=lambda row: row.key)
    return sorted(labelled, key=lambda row: (-row.best_case, row.label))


def overdue(scope: Scope) -> Sums:
    """Open deals whose signing was expected before the month of the period's beginning."""

    def narrow(found: QuerySet[Any]) -> QuerySet[Any]:
        return scope.narrow(found).filter(state=Opportunity.State.OPEN, **_before(found, scope.period.first))

    return sum(figures.grouped(scope.person, narrow, ("forecast",), owners=scope.owners).values(), NOTHING)


def latest_calls(scope: Scope, *, persons: bool) -> dict[int, tuple[Decimal, int]]:
    """What managers expect in the months of a period, of people or of departments, as far as he may see it: yuan, and
    of how many months."""
    key = "person_id" if persons else "department_id"
    seen = Call.objects.visible_to(scope.person).filter(
        is_latest=True, amount__isnull=False, person__isnull=not persons, month__in=scope.period.months
    )
    told = seen.order_by().values(key).annotate(yuan=Sum("amount"), n=Count("pk"))
    return {row[key]: (row["yuan"], row["n"]) for row in told}


# ---------------------------------------------------------------- open and won, by one dimension
def _sums(scope: Scope, by: str) -> dict[Any, _Sum]:
    column = _OF_FIGURES[by]
    owners = by == OWNER or scope.owners

    def narrow(found: QuerySet[Any]) -> QuerySet[Any]:
        return scope.narrow(found).filter(state=Opportunity.State.OPEN, **_within(found, scope.period))

    sums: dict[Any, _Sum] = {}
    open_ones = figures.grouped(scope.person, narrow, (column, "stage_id", "forecast"), owners=owners)
    for (key, stage, forecast), more in open_ones.items():
        _add(sums.setdefault(key, _Sum()), _category(stage, forecast), more)
    for key, count, amount in _won(scope, by):
        sums.setdefault(key, _Sum()).won = Sums(count, amount, amount, amount)
    return sums


def _within(found: QuerySet[Any], period: Period) -> dict[str, Any]:
    """Expected in the months of the period: figures know the month, opportunities the day."""
    if found.model is Opportunity:
        return {"expected_close_on__range": (period.first, period.last)}
    return {"month__in": period.months}


def _before(found: QuerySet[Any], first: date) -> dict[str, Any]:
    return {("expected_close_on__lt" if found.model is Opportunity else "month__lt"): first}


def _won(scope: Scope, by: str) -> Iterable[Any]:
    found = won_deals(scope)
    if by == MONTH:
        found = found.annotate(month=TruncMonth("closed_on", output_field=DateField()))
    key = _OF_FIGURES[by]
    return found.order_by().values(key).annotate(n=Count("pk"), yuan=Sum("amount")).values_list(key, "n", "yuan")


def won_deals(scope: Scope) -> QuerySet[Any]:
    """The deals signed in the period."""
    seen = scope.narrow(Opportunity.objects.visible_to(scope.person)).filter(state=Opportunity.State.WON)
    return seen.filter(closed_on__range=(scope.period.first, scope.period.last))


def open_deals(scope: Scope) -> QuerySet[Any]:
    """The deals to be signed in the period."""
    seen = scope.narrow(Opportunity.objects.visible_to(scope.person)).filter(state=Opportunity.State.OPEN)
    return seen.filter(expected_close_on__range=(scope.period.first, scope.period.last))


def _category(stage: int, forecast: str) -> str:
    known = queries.stage(stage)
    return queries.category(forecast, known.probability if known else 0)


def _add(into: _Sum, category: str, more: Sums) -> None:
    into.by[category] = into.by.get(category, NOTHING) + more


# ---------------------------------------------------------------- products
#: the sums of each deal with lines shared out by them, to the cent: a part is what is due up to it less what was due
#: before it. first: of each deal one part
_SHARED = """
WITH deals (id, amount, weighted, learnt_weighted, category) AS ({deals}),
parts AS (
  SELECT l.opportunity_id, l.product_id, sum(l.quantity * l.unit_price) AS part
  FROM opportunities_opportunityline l WHERE l.opportunity_id IN (SELECT id FROM deals) GROUP BY 1, 2
), rising AS (
  SELECT opportunity_id AS id, product_id, part, sum(part) OVER (PARTITION BY opportunity_id) AS whole,
    sum(part) OVER ordered AS upto, row_number() OVER ordered = 1 AS first
  FROM parts WINDOW ordered AS (PARTITION BY opportunity_id ORDER BY product_id)
)
SELECT product_id, category, count(*) FILTER (WHERE first), count(*),
  sum(round(amount * upto / whole, 2) - round(amount * (upto - part) / whole, 2)),
  sum(round(weighted * upto / whole, 2) - round(weighted * (upto - part) / whole, 2)),
  sum(round(learnt_weighted * upto / whole, 2) - round(learnt_weighted * (upto - part) / whole, 2))
FROM rising JOIN deals USING (id) WHERE whole > 0 GROUP BY 1, 2
"""


def _of_products(scope: Scope, whole: Row) -> dict[Any, _Sum]:
    """By product; what is left of the whole are the deals without lines."""
    sums: dict[Any, _Sum] = {}
    left, won = dict(whole.by), whole.won
    for product, category, firsts, *more in _shared(open_deals(scope)):
        part = Sums(*more)
        _add(sums.setdefault(product, _Sum()), category, part)
        left[category] = left.get(category, NOTHING) - replace(part, count=firsts)
    for product, _category, firsts, *more in _shared(won_deals(scope)):
        part = Sums(*more)
        sums.setdefault(product, _Sum()).won += part
        won -= replace(part, count=firsts)
    rest = _Sum({category: sums_left for category, sums_left in left.items() if sums_left != NOTHING}, won)
    if rest != _Sum():
        into = sums.setdefault(None, _Sum())
        into.won += won
        for category, sums_left in rest.by.items():
            _add(into, category, sums_left)
    return sums


def _shared(deals: QuerySet[Any]) -> list[tuple[Any, ...]]:
    names = ("weighted", "learnt_weighted", "category")
    chosen = deals.order_by().annotate(**{name: queries.COMPUTED[name] for name in names})
    with connection.cursor() as cursor:
        within = cursor.mogrify(*chosen.values_list("pk", "amount", *names).query.sql_with_params())
        cursor.execute(_SHARED.replace("{deals}", within))
        return cursor.fetchall()


# ---------------------------------------------------------------- rows
def _rows(sums: Mapping[Any, _Sum], keys_of: Callable[[Any], Iterable[Any]]) -> list[Row]:
    """Sums put together under other keys: a department's also under those above it."""
    found: dict[Any, _Sum] = {}
    for key, one in sums.items():
        for under in keys_of(key):
            into = found.setdefault(under, _Sum())
            into.won += one.won
            for category, more in one.by.items():
                _add(into, category, more)
    return [Row(key=key, by=one.by, won=one.won) for key, one in found.items()]


def _departments(scope: Scope, sums: Mapping[Any, _Sum], targets: Mapping[Any, Decimal]) -> list[Row]:
    """As a tree; where departments are asked for, of these only."""
    known = organisation().departments
    asked = [known[int(pk)].path for pk in scope.params.get("department", "").split(",") if pk]

    def up(key: Any) -> list[int]:
        above = [int(pk) for pk in known[key].path.strip("/").split("/")]
        return [pk for pk in above if not asked or any(known[pk].path.startswith(path) for path in asked)]

    calls = latest_calls(scope, persons=False)
    ordered = sorted(_rows({**{key: _Sum() for key in targets}, **sums}, up), key=lambda row: known[row.key].path)
    highest = min((known[row.key].path.count("/") for row in ordered), default=0)
    return [
        _with_call(
            replace(
                row, label=known[row.key].name, depth=known[row.key].path.count("/") - highest,
                target=targets.get(row.key),
            ),
            calls,
        )
        for row in ordered
    ]  # fmt: skip


def _with_call(row: Row, calls: Mapping[int, tuple[Decimal, int]]) -> Row:
    amount, months = calls.get(row.key, (None, 0))
    return replace(row, call=amount, called=months)


def _names(by: str, keys: Sequence[Any]) -> dict[Any, str]:
    if by == MONTH:
        return {key: f"{key:%Y-%m}" for key in keys}
    if by == OWNER:
        return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    products = Product.objects.in_bulk([key for key in keys if key is not None])
    return {pk: f"{one.model} {one.name}".strip() for pk, one in products.items()} | {None: _("Without product")}
