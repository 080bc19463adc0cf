"""Which devices, joins for pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.after_sales import limits
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.packs.limits import number

Warranty = InstalledUnit.Warranty


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the installed base this person may see."""
    return InstalledUnit.objects.visible_to(user).select_related("customer", "project__owner")


def of_project(project_id: int, user: User) -> models.QuerySet[Any]:
    return listed(user).filter(project=project_id).order_by("model", "serial")


def of_customer(customer_id: int, user: User) -> models.QuerySet[Any]:
    return listed(user).filter(customer=customer_id).order_by("-warranty_from", "-pk")


def warranty_q(state: str, today: date) -> Q:
    """A warranty state as a condition; the same borders as `rules.warranty_of`."""
    soon = today + timedelta(days=number(limits.ENDING))
    return {
        Warranty.COVERED: Q(warranty_until__gt=soon),
        Warranty.ENDING: Q(warranty_until__gte=today, warranty_until__lte=soon),
        Warranty.ENDED: Q(warranty_until__lt=today),
        Warranty.UNKNOWN: Q(warranty_until=None),
    }[Warranty(state)]
