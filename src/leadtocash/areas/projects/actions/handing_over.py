"""Projects go to a successor when their account manager leaves or moves (ORG-5)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from leadtocash.areas.contracts.actions.handing_over import move_contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects import events
from leadtocash.areas.projects.queries.holdings import alive_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.kernel.act import Act


@transaction.atomic
def hand_over_projects(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's open projects to his successor, and their contracts with them (part of a hand-over, which has
    asked who may); closed and cancelled ones keep his name. Each is journalled."""
    rows = alive_of(person)
    if to is None:
        return
    mine = rows if only is None else rows.filter(pk__in=only)
    contracts = list(mine.values_list("contract_id", flat=True))
    move_contracts(Contract.objects.filter(pk__in=contracts), person, to, act=act, reason=reason)
    move(mine, "owner", to=to, verb=events.HANDED_OVER, act=act, reason=reason, data={"name": person.name})
