"""What can be done on a customer's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import status
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.details import Verb


def verbs_of(customer: Customer, person: User) -> list[Verb]:
    """The verbs of a customer's page, for this person."""

    def url(name: str) -> str:
        return reverse(f"customers:{name}", args=[customer.pk])

    found: list[Verb] = []
    if allowed(person, permissions.EDIT, customer):
        waits = 1 if status.running(customer) else 0
        found.append(Verb(label=_("Edit"), url=url("edit"), icon="pencil"))
        found.append(Verb(label=_("Change status"), url=url("status"), icon="stairs", missing=waits))
    if customer.owner_id is None and allowed(person, permissions.CLAIM, customer):
        found.append(Verb(label=_("Claim"), url=url("claim"), icon="hand-grab", post=True, primary=True))
    if allowed(person, permissions.ASSIGN, customer):
        found.append(Verb(label=_("Assign"), url=url("assignment"), icon="user-share"))
    return found


def more_of(customer: Customer, person: User) -> list[Verb]:
    """What is done more rarely, in the menu."""
    if customer.owner_id is None or not allowed(person, permissions.EDIT, customer):
        return []
    confirm = reverse("customers:confirm-status", args=[customer.pk])
    back = reverse("customers:release", args=[customer.pk])
    return [
        Verb(label=_("Status still right"), url=confirm, icon="check", post=True),
        Verb(label=_("Give back to the pool"), url=back, icon="users-group"),
    ]
