"""Which key-account plans, and what was done of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractQuarter

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.visits.models import AccountPlan, PlanActivity, Visit
from leadtocash.foundation.accounts.models import User

Rows = models.QuerySet[Any]
_PLANNED = PlanActivity.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Sum("times"))
_DONE = (
    Visit.objects.filter(customer=OuterRef("customer"), day__year=OuterRef("year"), state=Visit.State.DONE)
    .order_by().values("customer").annotate(n=Count("pk"))
)  # fmt: skip
#: of each row of the list: contacts planned for the year, and those that took place
COMPUTED = {
    "planned": Coalesce(Subquery(_PLANNED.values("n")), 0),
    "done": Coalesce(Subquery(_DONE.values("n")), 0),
}


def seen(user: User) -> Rows:
    return AccountPlan.objects.visible_to(user).select_related("customer", "owner", "department")


def with_everything() -> Rows:
    rows = AccountPlan.objects.select_related("customer__owner", "owner", "department")
    return rows.prefetch_related("activities")


def of_customer(customer: Customer, user: User, today: date) -> AccountPlan | None:
    """This year's plan of a customer, if this person may see it."""
    found: AccountPlan | None = seen(user).filter(customer=customer, year=today.year).first()
    return found


@dataclass
class Step:
    """A planned activity and how often it took place; planned 0: done without having been planned."""

    kind: str
    what: str = ""
    planned: int = 0
    done: int = 0

    @property
    def share(self) -> float | None:
        """Of what was planned, the part done; no more than all of it."""
        return min(self.done / self.planned, 1.0) if self.planned else None


@dataclass
class Quarter:
    number: int
    steps: list[Step] = field(default_factory=list)

    @property
    def planned(self) -> int:
        return sum(step.planned for step in self.steps)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def compared(plan: AccountPlan) -> list[Quarter]:
    """The four quarters of a plan: what was planned against what took place with the customer."""
    held = Visit.objects.filter(customer=plan.customer_id, day__year=plan.year, state=Visit.State.DONE).order_by()
    counted = held.annotate(quarter=ExtractQuarter("day")).values("quarter", "kind").annotate(n=Count("pk"))
    done = {(row["quarter"], row["kind"]): row["n"] for row in counted}
    quarters = [Quarter(number) for number in range(1, 5)]
    for one in plan.activities.all():
        times = done.pop((one.quarter, one.kind), 0)
        quarters[one.quarter - 1].steps.append(Step(one.kind, one.what, one.times, times))
    for (quarter, kind), times in sorted(done.items()):
        quarters[quarter - 1].steps.append(Step(kind, done=times))
    return quarters


def plans_of(person: User) -> Rows:
    """The plans a person answers for."""
    return AccountPlan.objects.filter(owner=person).select_related("customer").order_by("pk")
