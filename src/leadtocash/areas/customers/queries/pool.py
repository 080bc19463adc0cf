"""The public pool, and whose customers are about to go there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.pool import keepers
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing

Status = Customer.Status
_SETTLED = (Status.WON, Status.INVALID)


def claimable(user: User) -> models.QuerySet[Any]:
    """The customers in the pool this person may claim: in his region, whether he may see them otherwise or not."""
    return Customer.objects.filter(_claimable(user), owner=None)


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the pool: what one may claim, and what one may see and hand out."""
    rows = Customer.objects.filter(_claimable(user) | visible_q(Customer, user), owner=None)
    return rows.select_related("department", "former_owner")


def _claimable(user: User) -> Q:
    reach = grant(user, permissions.CLAIM)
    region = Q() if reach.everything else Q(department__in=sorted(reach.departments))
    return region & ~Q(status=Status.INVALID)


def held_by(person: User) -> int:
    """How many customers somebody holds, without won and invalid ones."""
    return Customer.objects.filter(owner=person).exclude(status__in=_SETTLED).count()


def keeping(customer: Customer) -> list[Missing]:
    """What is under way with a customer, so that it needs its account manager."""
    who = customer.owner.name if customer.owner else ""
    href = customer.get_absolute_url()
    return [
        Missing(what=str(keeper.label), who=who, href=href)
        for keeper in keepers.values()
        if customer.pk in keeper.of([customer.pk])
    ]


def neglected(*, before: datetime, won: bool) -> models.QuerySet[Any]:
    """Customers with an account manager on whom nobody has worked since then."""
    rows = Customer.objects.filter(owner__isnull=False, touched_at__lt=before)
    return rows.filter(status=Status.WON) if won else rows.exclude(status__in=_SETTLED)


def returning(*, today: date) -> models.QuerySet[Any]:
    """Customers whose day to go back has come."""
    return Customer.objects.filter(owner__isnull=False, returns_on__lte=today).select_related("owner", "department")
