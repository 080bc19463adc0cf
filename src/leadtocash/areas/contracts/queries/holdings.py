"""What of contracts lies with a person."""

from __future__ import annotations

from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.scoping import ScopedQuerySet
from leadtocash.foundation.accounts.models import User

State = Contract.State


def unfinished_of(person: User) -> ScopedQuerySet:
    """Contracts he has in preparation: draft, in review, passed and not registered yet."""
    return Contract.objects.filter(owner=person, state__in=[State.DRAFT, State.IN_REVIEW, State.PASSED]).order_by("pk")
