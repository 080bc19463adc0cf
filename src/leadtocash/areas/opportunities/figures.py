"""Sums over all opportunities without reading them: count, amount and weighted amount by stage and month.

The database keeps them with every change (sql/figures.sql). A person's figures come from what he may see and nothing
else: whole departments, his own, and what was opened to him beyond, one by one. They equal the list, to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, DateField, Exists, Q, Sum, Value
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import permissions, queries
from leadtocash.areas.opportunities.models import Opportunity, PipelineFigure
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import opened_rows, opened_to
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.kernel.sums import KeptSums

#: narrows opportunities or figures alike: by owner_id, department_id, stage_id, state
Narrow = Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
_SUMMED = ("n", "yuan", "share", "chances")
_KEPT = KeptSums(
    table="opportunities_pipelinefigure",
    cell=("stage_id", "month", "owner_id", "department_id", "state", "forecast"),
    empty=("month", "owner_id"),
    sums=("count", "amount", "weighted", "learnt"),
    counted="SELECT c.* FROM opportunities_opportunity o, opportunities_counted(o, 1) c",
)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many opportunities, and yuan: expected, and weighted by the stage's and by the learnt probability."""

    count: int = 0
    amount: Decimal = ZERO
    weighted: Decimal = ZERO
    learnt: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count, self.amount + other.amount, self.weighted + other.weighted,
            self.learnt + other.learnt,
        )  # fmt: skip

    def __sub__(self, other: Sums) -> Sums:
        return Sums(
            self.count - other.count, self.amount - other.amount, self.weighted - other.weighted,
            self.learnt - other.learnt,
        )  # fmt: skip


NOTHING = Sums()
#: a stage's id and the first day of a month, None where no signing is expected
Cell = tuple[int, date | None]


def by_stage_and_month(person: User, narrow: Narrow, *, owners: bool = False) -> dict[Cell, Sums]:
    """The figures of what this person may see, narrowed down; owners: whether `narrow` asks for certain owners."""
    return grouped(person, narrow, ("stage_id", "month"), owners=owners)


def grouped(person: User, narrow: Narrow, by: Sequence[str], *, owners: bool = False) -> dict[Any, Sums]:
    """The same by any of stage_id, month, forecast, department_id, owner_id (the last only with `owners`)."""
    limited = is_limited(person)
    beyond: Any = Exists(opened_rows(Opportunity, person)) if limited else Value(False)  # noqa: FBT003 - a value of SQL
    kept = narrow(PipelineFigure.objects.filter(seen_rows(person, permissions.VIEW, owners=owners))).values(*by)
    sums = kept.annotate(
        n=Sum("count"), yuan=Sum("amount"), share=Sum("weighted"), chances=Sum("learnt"), beyond=beyond
    )
    found = dict[Any, Sums]()
    for *cell, count, amount, weighted, learnt, told in sums.values_list(*by, *_SUMMED, "beyond"):
        found[tuple(cell)], limited = Sums(count, amount, weighted, learnt), told
    if limited:
        for row in _opened(person, narrow, by):
            cell, more = row[: len(by)], row[len(by) :]
            found[cell] = found.get(cell, NOTHING) + Sums(*more)
    return {cell: sums for cell, sums in found.items() if sums != NOTHING}


def seen_rows(person: User, permission: str, *, owners: bool) -> Q:
    """Figures kept for owners and (owner empty) departments, as far as the permission reaches: of departments where
    nobody asks for owners; one's own where the department is not seen as a whole."""
    reach = grant(person, permission)
    level, inside = Q(owner_id__isnull=not owners), Q(department_id__in=sorted(reach.departments))
    if reach.everything:
        return level
    own = Q(owner_id=person.pk) & ~inside if reach.own else Q(pk=None)
    return level & inside | own


def is_limited(person: User) -> bool:
    """Whether there are opportunities this person does not see."""
    return not grant(person, permissions.VIEW).everything


def opened_beyond(person: User) -> models.QuerySet[Opportunity]:
    """What was opened to this person, one by one, beyond his scope."""
    reach = grant(person, permissions.VIEW)
    beyond = ~Q(department_id__in=sorted(reach.departments))
    beyond &= ~Q(owner=person) if reach.own else Q()
    return Opportunity.objects.filter(opened_to(Opportunity, person)).filter(beyond)


def _opened(person: User, narrow: Narrow, by: Sequence[str]) -> models.QuerySet[Any, Any]:
    """That, added up one by one."""
    rows = queries.weighed(narrow(opened_beyond(person)))
    month = TruncMonth("expected_close_on", output_field=DateField())
    sums = rows.annotate(month=month).order_by().values(*by)
    sums = sums.annotate(n=Count("pk"), yuan=Sum("amount"), share=Sum("weighted"), chances=Sum("learnt_weighted"))
    return sums.values_list(*by, *_SUMMED)


# ---------------------------------------------------------------- keeping
def fold() -> None:
    """Put rows of the same cell together, so that few are read; people work on meanwhile."""
    _KEPT.fold()


def rebuild() -> int:
    """Write all figures anew from the opportunities, while people work; gives the number of rows."""
    _KEPT.rebuild()
    return PipelineFigure.objects.count()


def drifted() -> Iterator[Problem]:
    """The check: figures that are not what their opportunities add up to."""
    sentence = _(
        "Pipeline, stage %(stage)s, month %(month)s, owner %(owner)s: kept are %(count)s opportunities and "
        "%(weighted)s yuan weighted, right are %(right)s and %(right_weighted)s. "
        "Mend it: leadtocash pipeline rebuild"
    )
    for cell, kept, right in _KEPT.drifted():
        values = {
            "stage": cell["stage_id"], "month": cell["month"] or "-", "owner": cell["owner_id"] or "-",
            "count": kept["count"], "right": right["count"], "weighted": kept["weighted"],
            "right_weighted": right["weighted"],
        }  # fmt: skip
        yield Problem(code="pipeline_figures", sentence=sentence % values)
