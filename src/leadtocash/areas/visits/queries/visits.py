"""Which visits; joins for pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import limits
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.rules.visits import MEETINGS
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.packs.limits import number

State = Visit.State
RELATED = ("customer__owner", "opportunity", "owner", "department")
OWED = Q(state=State.DONE, minutes_at=None)
Rows = models.QuerySet[Any]


def seen(user: User) -> Rows:
    """Those this person may see, with what a list shows beside them."""
    return Visit.objects.visible_to(user).select_related(*RELATED)


def with_everything() -> Rows:
    """For one visit's page, paper and API."""
    rows = Visit.objects.select_related(*RELATED, "customer__department", "opportunity__owner", "minutes_by")
    return rows.prefetch_related("contacts__customer", "people", "commitments")


def in_order(rows: Rows) -> Rows:
    """In the order of the day; what has no hour comes last."""
    return rows.order_by("day", F("begins").asc(nulls_last=True), "pk")


def newest(rows: Rows) -> Rows:
    return rows.order_by("-day", F("begins").desc(nulls_last=True), "-pk")


def of_customer(customer: Customer, user: User) -> Rows:
    """A customer's visits as far as this person may see them, newest first."""
    return newest(_told(Visit.objects.visible_to(user).filter(customer=customer)))


def of_deal(deal: Opportunity, user: User) -> Rows:
    """A deal's visits as far as this person may see them, newest first."""
    return newest(_told(Visit.objects.visible_to(user).filter(opportunity=deal)))


def _told(rows: Rows) -> Rows:
    return rows.select_related("customer", "opportunity", "owner").prefetch_related("contacts")


def ahead(rows: Rows, today: date) -> Rows:
    """Planned for today or later."""
    return rows.filter(state=State.PLANNED, day__gte=today)


def unrecorded(rows: Rows, today: date) -> Rows:
    """Planned for a day that is over, and nobody has said what became of it."""
    return rows.filter(state=State.PLANNED, day__lt=today)


def owed(rows: Rows) -> Rows:
    """They took place and have no minutes yet."""
    return rows.filter(OWED)


def led_or_joined(person: User) -> Q:
    """The condition on visits this person leads or goes along to."""
    return Q(owner=person) | Q(pk__in=Visit.people.through.objects.filter(person=person).values("visit"))


def of_day(person: User, day: date) -> Rows:
    """A person's visits of a day, in the order of the route; those cancelled are left out."""
    rows = Visit.objects.visible_to(person).filter(led_or_joined(person), day=day).exclude(state=State.CANCELLED)
    return in_order(rows.select_related("customer__owner", "opportunity").prefetch_related("contacts__customer"))


def planned_of(person: User) -> Rows:
    """What a person still has to do: planned visits and minutes owed."""
    open_ones = Q(state=State.PLANNED) | OWED
    return Visit.objects.filter(open_ones, owner=person).select_related("customer").order_by("pk")


def contacts_of(customers: Collection[int], user: User) -> Rows:
    """The people of these customers, as far as this person may see them; the main contact first."""
    rows = Contact.objects.visible_to(user).filter(customer__in=customers)
    return rows.order_by("-is_main", "name", "pk")


def deal(pk: str, user: User) -> Opportunity | None:
    """The deal of this id if this person may see it."""
    rows = Opportunity.objects.visible_to(user).filter(pk=pk) if pk.isdigit() else Opportunity.objects.none()
    found: Opportunity | None = rows.first()
    return found


def deals_of(customer: Customer | None, user: User) -> Rows:
    """Open deals one may name at a visit: the customer's, or all one sees where it is not known yet."""
    rows = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN)
    rows = rows.filter(customer=customer) if customer else rows
    return rows.select_related("customer").order_by("-updated_at", "-pk")


# ---------------------------------------------------------------- what gates and warnings ask
def held_for(deal: Opportunity) -> Rows:
    """What took place for a deal: visits that name it, and those of its customer that name none."""
    about = Q(opportunity=deal)
    if deal.customer_id is not None:
        about |= Q(customer=deal.customer_id, opportunity=None)
    return Visit.objects.filter(about, state=State.DONE)


def meetings_for(deal: Opportunity) -> Rows:
    """Of those, the ones at which people met, newest first."""
    return newest(held_for(deal).filter(kind__in=MEETINGS))


def last_touch(deal: Opportunity) -> date | None:
    """The last day somebody of ours was in touch for a deal."""
    day: date | None = held_for(deal).order_by("-day").values_list("day", flat=True).first()
    return day


def silent(user: User, today: date) -> Rows:
    """Open deals this person may see for which nobody was in touch for as long as the company allows."""
    since = today - timedelta(days=number(limits.SILENT))
    done = Visit.objects.filter(state=State.DONE, day__gt=since)
    rows = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN, opened_on__lte=since)
    own = done.filter(opportunity=OuterRef("pk"))
    general = done.filter(customer=OuterRef("customer"), opportunity=None)
    return rows.filter(~Exists(own), ~Exists(general)).select_related("customer", "owner", "stage")


# ---------------------------------------------------------------- commitments
def commitments(user: User) -> Rows:
    """Commitments at the visits this person may see."""
    return Commitment.objects.visible_to(user).select_related("visit__customer", "visit__owner", "visit__opportunity")


def ours_due(today: date) -> Rows:
    """What we promised and have not kept, due today or before."""
    rows = Commitment.objects.filter(party=Commitment.Party.OURS, kept_on=None, due_on__lte=today)
    return rows.filter(visit__removed_at=None).select_related("visit__owner")
