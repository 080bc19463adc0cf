"""The funnel: how many leads and opportunities have come how far, and what each source yields (OPP-2).

The database keeps the counts with every change (sql/funnel.sql). A person's figures come from what he may see and
nothing else: whole departments, his own, and what was opened to him beyond, one by one. They equal the lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Avg, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from leadtocash.areas.leads import limits, permissions
from leadtocash.areas.leads.models import FunnelFigure, Lead, LeadSource
from leadtocash.areas.opportunities import permissions as deal_permissions
from leadtocash.areas.opportunities.figures import seen_rows
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.queries import COMPUTED, REACHED
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import opened_to
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.kernel.sums import KeptSums
from leadtocash.foundation.packs.limits import number

KEPT = KeptSums(
    table="leads_funnelfigure",
    cell=("step", "month", "owner_id", "department_id", "source_id"),
    empty=("owner_id", "source_id"),
    sums=("count", "amount"),
    counted="SELECT c.* FROM leads_lead l, leads_counted(l, 1) c UNION ALL "
    "SELECT c.* FROM opportunities_opportunity o, leads_counted_deal(o, 1) c",
)
LEAD, QUALIFIED, CONVERTED = "lead", "qualified", "converted"
LEAD_STEPS = (LEAD, QUALIFIED, CONVERTED)
#: prospect, interest, negotiation, won
DEAL_STEPS = tuple(str(step) for step, _label in REACHED)
_LEAD_STEP = Case(
    When(converted_on__isnull=False, then=Value(CONVERTED)),
    When(qualified_on__isnull=False, then=Value(QUALIFIED)),
    default=Value(LEAD),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part of the funnel: begun in these months (both first days, `until` included), in these departments, from
    this source."""

    since: date | None = None
    until: date | None = None
    departments: Collection[int] = ()
    source: LeadSource | None = None

    def figures(self) -> Q:
        condition = self._departments()
        if self.since:
            condition &= Q(month__gte=self.since)
        if self.until:
            condition &= Q(month__lte=self.until)
        return condition & (Q(source_id=self.source.pk) if self.source else Q())

    def leads(self) -> Q:
        return self._days("received_on") & (Q(source=self.source) if self.source else Q())

    def deals(self) -> Q:
        return self._days("opened_on") & (Q(source__icontains=self.source.name) if self.source else Q())

    def _days(self, field: str) -> Q:
        condition = self._departments()
        if self.since:
            condition &= Q(**{f"{field}__gte": self.since})
        if self.until:
            condition &= Q(**{f"{field}__lt": after(self.until)})
        return condition

    def _departments(self) -> Q:
        return Q(department_id__in=sorted(self.departments)) if self.departments else Q()


@dataclass(frozen=True, slots=True)
class Sums:
    """How many, and their amount in yuan."""

    count: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of the funnel: all that have come this far or farther. ratio: of the level before (of the leads only what
    has become an opportunity counts); policy: what the company's proportions make of that; expected: how many the level
    would hold by them, counted from the prospects; direct: how many of the prospects came from no lead."""

    step: str
    sums: Sums
    ratio: float | None
    policy: float | None
    expected: int | None
    direct: int | None = None


def levels(person: User, asked: Asked) -> list[Level]:
    """Leads, prospects, interested, in negotiation, won, as far as this person sees them."""
    exact = _leads(person, asked) | _deals(person, asked)
    reached = {step: sum((exact.get(s, Sums()) for s in DEAL_STEPS[n:]), Sums()) for n, step in enumerate(DEAL_STEPS)}
    reached[LEAD] = sum((exact.get(s, Sums()) for s in LEAD_STEPS), Sums())
    proportions = dict(zip(DEAL_STEPS, policy(), strict=True))
    onward = {before: reached[step].count for before, step in pairwise(DEAL_STEPS)}
    onward[LEAD] = exact.get(CONVERTED, Sums()).count
    found: list[Level] = []
    for before, step in zip((None, LEAD, *DEAL_STEPS), (LEAD, *DEAL_STEPS), strict=False):
        base = reached[before].count if before else 0
        by_policy = proportions[step] / proportions[before] if before in proportions else None
        top = reached[DEAL_STEPS[0]].count * proportions.get(step, 0) / proportions[DEAL_STEPS[0]]
        found.append(
            Level(
                step=step, sums=reached[step], ratio=onward[before] / base if before and base else None,
                policy=by_policy, expected=round(top) if by_policy else None,
                direct=_direct(reached[step].count, person, asked) if before == LEAD else None,
            )
        )  # fmt: skip
    return found


def _direct(prospects: int, person: User, asked: Asked) -> int:
    """How many of so many prospects came from no lead; counted are the others, who are fewer."""
    return prospects - Opportunity.objects.visible_to(person).filter(asked.deals(), lead__isnull=False).count()


def policy() -> tuple[int, int, int, int]:
    """The company's proportions of prospects, interested, in negotiation and won (S2 milestone.1.3: 10:5:3:1)."""
    return (
        number(limits.PROSPECT), number(limits.INTEREST), number(limits.NEGOTIATION), number(limits.WON),
    )  # fmt: skip


def yields(person: User, asked: Asked) -> list[dict[str, Any]]:
    """What each source has brought, of the leads this person sees: source_id, leads, qualified, converted, dropped,
    won, amount won in yuan, and days from the lead to the win on average."""
    rows = Lead.objects.visible_to(person).filter(asked.leads())
    won = Q(opportunity__state=Opportunity.State.WON)
    took = Avg(F("opportunity__closed_on") - F("received_on"), filter=won)
    counted = rows.order_by().values("source_id").annotate(
        leads=Count("pk"), qualified=Count("qualified_on"), converted=Count("converted_on"),
        dropped=Count("dropped_on"), won=Count("pk", filter=won), took=took,
        amount=Sum("opportunity__amount", filter=won),
    )  # fmt: skip
    return list(counted)


def after(month: date) -> date:
    """The first day of the month after this one."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _leads(person: User, asked: Asked) -> dict[str, Sums]:
    beyond = _beyond(person, Lead, permissions.VIEW)
    more = Lead.objects.filter(beyond, asked.leads()).annotate(step=_LEAD_STEP) if beyond else None
    found = _added(_kept(person, permissions.VIEW, asked, LEAD_STEPS))
    for step, count in more.order_by().values_list("step").annotate(Count("pk")) if more is not None else ():
        found[step] = found.get(step, Sums()) + Sums(count)
    return found


def _deals(person: User, asked: Asked) -> dict[str, Sums]:
    beyond = _beyond(person, Opportunity, deal_permissions.VIEW)
    found = _added(_kept(person, deal_permissions.VIEW, asked, DEAL_STEPS))
    if beyond:
        more = Opportunity.objects.filter(beyond, asked.deals()).annotate(step=COMPUTED["reached"]).order_by()
        for step, count, amount in more.values_list("step").annotate(Count("pk"), Sum("amount")):
            found[step] = found.get(step, Sums()) + Sums(count, amount)
    return found


def _kept(person: User, permission: str, asked: Asked, steps: Collection[str]) -> QuerySet[Any, Any]:
    rows = FunnelFigure.objects.filter(seen_rows(person, permission, owners=False), asked.figures(), step__in=steps)
    return rows.values_list("step").annotate(Sum("count"), Sum("amount"))


def _added(rows: QuerySet[Any, Any]) -> dict[str, Sums]:
    return {step: Sums(count, amount) for step, count, amount in rows}


def _beyond(person: User, model: type[Lead] | type[Opportunity], permission: str) -> Q | None:
    """What was opened to this person beyond his scope; None where there is no beyond."""
    reach = grant(person, permission)
    if reach.everything:
        return None
    beyond = opened_to(model, person) & ~Q(department_id__in=sorted(reach.departments))
    # whoever owns nothing is not this person: a lead in the pool has no owner
    return beyond & (Q(owner=None) | ~Q(owner=person)) if reach.own else beyond


def rebuild() -> int:
    """Write all figures anew, while people work; gives the number of rows."""
    KEPT.rebuild()
    return FunnelFigure.objects.count()


def drifted() -> Iterator[Problem]:
    """The check: figures that are not what leads and opportunities add up to."""
    sentence = _(
        "Funnel, step %(step)s, month %(month)s, source %(source)s: kept are %(count)s, right are %(right)s. "
        "Mend it: leadtocash pipeline rebuild"
    )
    for cell, kept, right in KEPT.drifted():
        values = {
            "step": cell["step"], "month": cell["month"], "source": cell["source_id"] or "-", "count": kept["count"],
            "right": right["count"],
        }  # fmt: skip
        yield Problem(code="funnel_figures", sentence=sentence % values)
