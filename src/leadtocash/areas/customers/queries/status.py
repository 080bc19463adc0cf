"""Changes of status, and what a customer lacks for a higher one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.urls import reverse

from leadtocash.areas.customers import completeness
from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.rules.status import CLAUSE
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing

_RELATED = ("customer__owner", "customer__department", "decided_by", "created_by")


def shown() -> models.QuerySet[Any]:
    return StatusChange.objects.select_related(*_RELATED)


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the list of status changes."""
    return StatusChange.objects.visible_to(user).select_related(*_RELATED)


def of_customer(customer: Customer) -> models.QuerySet[Any]:
    """A customer's changes, the latest first."""
    return StatusChange.objects.filter(customer=customer).select_related("decided_by", "created_by").order_by("-pk")


def running(customer: Customer) -> StatusChange | None:
    """The change that is in approval."""
    return StatusChange.objects.filter(customer=customer, state=StatusChange.State.IN_APPROVAL).first()


def lacking(customer: Customer) -> Iterator[Missing]:
    """What is missing in a customer's registration, and where it is entered."""
    reached = completeness.is_reached(customer.contacts.all())
    owner = customer.owner.name if customer.owner else ""
    edit, contacts = (reverse(f"customers:{name}", args=[customer.pk]) for name in ("edit", "new-contact"))
    for part in completeness.missing(customer, reached=reached):
        href = f"{edit}#id_{part.field}" if part.field else contacts
        yield Missing(what=str(part.label), who=owner, clause=CLAUSE, href=href)
