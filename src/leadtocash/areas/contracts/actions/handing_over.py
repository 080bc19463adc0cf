"""Contracts go to a successor when their account manager leaves or moves (ORG-5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction

from leadtocash.areas.contracts import events
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.queries.holdings import unfinished_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.kernel.act import Act


@transaction.atomic
def hand_over_contracts(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's contracts in preparation to his successor (part of a hand-over, which has asked who may)."""
    rows = unfinished_of(person)
    if to is not None:
        move_contracts(rows if only is None else rows.filter(pk__in=only), person, to, act=act, reason=reason)


@transaction.atomic
def move_contracts(rows: models.QuerySet[Any], person: User, to: User, *, act: Act, reason: str) -> int:
    """Give these contracts of a person to another; how many. For later areas, which know whether one is still alive."""
    mine = Contract.objects.filter(pk__in=rows.values("pk"), owner=person)
    data = {"name": person.name}
    return move(mine, "owner", to=to, verb=events.HANDED_OVER, act=act, reason=reason, data=data)
