"""Disputes about customers, and who decides them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from leadtocash.areas.customers.models import Customer, Dispute
from leadtocash.areas.customers.queries.records import same_name
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import superior_of, with_role

_RELATED = ("customer", "claimant", "holder", "department", "decided_by")


def shown() -> models.QuerySet[Any]:
    return Dispute.objects.select_related(*_RELATED)


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the list of disputes."""
    return Dispute.objects.visible_to(user).select_related(*_RELATED)


def open_of(customer: Customer) -> Dispute | None:
    """The dispute about a customer that is being decided."""
    return Dispute.objects.filter(customer=customer, state=Dispute.State.OPEN).first()


def named(name: str) -> Customer | None:
    """The customer of exactly this name, in anybody's hands; the one that stands for a merged one."""
    found = same_name(name).select_related("owner", "merged_into__owner").first()
    survivor: Any = found and found.merged_into
    return survivor or found


def judge(dispute: Dispute) -> User | None:
    """Who decides: the nearest superior of both, else a sales director who has no part in it."""
    parties = {dispute.claimant_id, dispute.holder_id}
    above_holder = {one.pk for one in _line(dispute.holder)}
    for superior in _line(dispute.claimant):
        if superior.pk in above_holder and superior.pk not in parties:
            return superior
    directors = with_role("sales_director", department=dispute.department)
    return next((one for one in directors if one.pk not in parties), None)


def _line(person: User) -> Iterator[User]:
    """The person's superior, his superior and so on, each once."""
    seen = {person.pk}
    above = superior_of(person)
    while above is not None and above.pk not in seen:
        yield above
        seen.add(above.pk)
        above = superior_of(above)
