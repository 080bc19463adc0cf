"""Which trials; the clock of their present step; how the limits were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.timezone import make_aware

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import assignee_for
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.rules.trials import STILL_OPEN
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow.models import Activity

KIND = "visits.trial"
RELATED = ("customer", "opportunity", "contact", "product", "owner", "department", "technician")
Rows = models.QuerySet[Any]
_OPEN = Activity.objects.filter(
    instance__record_kind=KIND, instance__record_id=OuterRef("pk"), instance__process="trial_request", is_open=True
)
#: of each row of the list: until when its present step is to be done
COMPUTED = {"due_at": Subquery(_OPEN.order_by("due_at").values("due_at")[:1])}


def seen(user: User) -> Rows:
    """Trials this person may see, with what a list shows beside them."""
    return Trial.objects.visible_to(user).select_related("customer", "owner", "technician")


def with_everything() -> Rows:
    return Trial.objects.select_related(*RELATED, "callback", "created_by")


def of_customer(customer: Customer, user: User) -> Rows:
    return seen(user).filter(customer=customer).order_by("-pk")


def of_deal(deal: Opportunity, user: User) -> Rows:
    """A deal's trials as far as this person may see them, newest first."""
    return seen(user).filter(opportunity=deal).order_by("-pk")


def still_open(rows: Rows) -> Rows:
    return rows.filter(state__in=STILL_OPEN)


def late(rows: Rows, today: date) -> Rows:
    """Those whose present step was due before today."""
    begin = make_aware(datetime.combine(today, time.min))
    overdue = Activity.objects.filter(process="trial_request", is_open=True, due_at__lt=begin)
    return still_open(rows).filter(pk__in=overdue.values("instance__record_id"))


def open_of(person: User) -> Rows:
    """The trials a person still has to see through."""
    return Trial.objects.filter(owner=person, state__in=STILL_OPEN).select_related("customer").order_by("pk")


def suggested(trial: Trial) -> User:
    """To whom a trial goes unless somebody knows better: the customer's own account manager, else by the company's
    rules of region and industry, else who asked."""
    customer = trial.customer
    if customer.owner is not None:
        return customer.owner
    found = assignee_for(region=customer.region, industry=customer.industry)
    return found.owner if found is not None and found.owner is not None else trial.owner


@dataclass(frozen=True)
class Kept:
    """How often a step was done, and how often in time."""

    node: str
    done: int
    in_time: int
    open_late: int

    @property
    def share(self) -> float | None:
        """Of those done, the share done in time; None where none was."""
        return self.in_time / self.done if self.done else None


def kept_limits(user: User, now: datetime) -> list[Kept]:
    """For each step of the process, over the trials this person may see: done, in time, open and late."""
    mine = Trial.objects.visible_to(user).values("pk")
    rows = Activity.objects.filter(process="trial_request", instance__record_kind=KIND, due_at__isnull=False)
    done = Q(is_open=False, outcome__in=("approved", "rejected", "done"))
    found = (
        rows.filter(instance__record_id__in=mine)
        .values("node")
        .annotate(
            done=Count("pk", filter=done),
            in_time=Count("pk", filter=done & Q(closed_at__lte=F("due_at"))),
            open_late=Count("pk", filter=Q(is_open=True, due_at__lt=now)),
        )
    )
    order = ("assign", "approve", "hand_over", "call_back")
    return sorted((Kept(**row) for row in found), key=lambda one: order.index(one.node))
