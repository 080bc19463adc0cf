"""Who asks for the money when the account manager has left (ORG-5)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from leadtocash.areas.contracts.actions.handing_over import move_contracts
from leadtocash.areas.receivables.queries.holdings import owing_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act


@transaction.atomic
def hand_over_owing(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's contracts with money still owed to his successor (part of a hand-over, which has asked who
    may); what is paid keeps his name."""
    rows = owing_of(person)
    if to is not None:
        move_contracts(rows if only is None else rows.filter(pk__in=only), person, to, act=act, reason=reason)
