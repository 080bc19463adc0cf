"""Who stands in for somebody who is away: his deputy, unless that would let one person decide for two."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Delegation


@dataclass(frozen=True)
class StandIn:
    """The person who gets the work; without one, the administrators hand it on."""

    person: User

    administrators: bool = False


def running(on: date) -> models.QuerySet[Delegation]:
    """The delegations that hold on this day."""
    return Delegation.objects.filter(ended_at=None, from_day__lte=on, until_day__gte=on)


class Deputies:
    """The deputies of some people for one process, on the day of the act; one query."""

    def __init__(self, run: Run, person_ids: Iterable[int]) -> None:
        self._run = run
        rows = running(run.act.today).filter(principal_id__in=list(person_ids), deputy__is_active=True)
        found = rows.select_related("deputy").order_by("pk")
        self._deputies = {row.principal_id: row.deputy for row in found if row.covers(run.instance.process)}

    @property
    def any(self) -> bool:
        return bool(self._deputies)

    def for_person(self, principal: User, node: Node, *, taken: Collection[int]) -> StandIn | None:
        """Who stands in for him; None when he is there himself.

        `taken`: ids of those who sign in this step for somebody else or for themselves. A deputy who has
        asked for the approval, or signs already, gives way to the principal's superior, and he to the
        administrators. One hop only: a deputy's own deputy is never asked.
        """
        deputy = self._deputies.get(principal.pk)
        if deputy is None:
            return None
        candidates = [deputy, people.superior_of(principal)] if node.work == "decide" else [deputy]
        for candidate in candidates:
            if candidate is not None and self._may(candidate, node, taken):
                return StandIn(candidate)
        return StandIn(deputy, administrators=True)

    def _may(self, candidate: User, node: Node, taken: Collection[int]) -> bool:
        if candidate.pk in taken:
            return False
        return node.work != "decide" or candidate != self._run.applicant
