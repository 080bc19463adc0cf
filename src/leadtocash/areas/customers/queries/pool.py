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
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing

Status = Customer.Status
_SETTLED = (Status.WON, Status.INVALID)


def claimable(user: User) -> models.QuerySet[Any]:
    """The customers in the pool this person may claim: in his region, whether he may see them otherwise or not."""
    reach = grant(user, permissions.CLAIM)
    rows = Customer.objects.filter(owner=None).exclude(status=Status.INVALID)
    return rows if reach.everything else rows.filter(department__in=sorted(reach.departments))


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the pool: what one may claim, and what one may see and hand out."""
    seen = Q(pk__in=Customer.objects.visible_to(user).filter(owner=None).values("pk"))
    mine = Q(pk__in=claimable(user).values("pk"))
    return Customer.objects.filter(owner=None).filter(seen | mine).select_related("department", "former_owner")


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
