"""Who prepares and checks a bid: the lists the process asks for."""

from __future__ import annotations

from collections.abc import Sequence

from leadtocash.areas.bids.models import Bid
from leadtocash.foundation.accounts.models import Position, Role
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import Signer

CHECKERS = ("legal", "finance")
TECHNICAL = ("presales_consultant", "rd_manager")


def technical(bid: Bid, _instance: ProcessInstance) -> Sequence[Signer]:
    """The pre-sales consultant; where there is none, who looks after the deal."""
    return [_of(bid, "technical", TECHNICAL[:1])]


def qualification(bid: Bid, _instance: ProcessInstance) -> Sequence[Signer]:
    """The sales assistant; where there is none, who looks after the deal."""
    return [_of(bid, "qualification", ("sales_assistant",))]


def checkers(bid: Bid, _instance: ProcessInstance) -> Sequence[Signer]:
    """Legal, finance and technology look at a bid before it is priced."""
    names = dict(Role.objects.filter(code__in=CHECKERS).values_list("code", "name"))
    found = [Signer(slot=code, role=code, label=names.get(code, code)) for code in CHECKERS]
    return [*found, _of(bid, "technical", TECHNICAL)]


def _of(bid: Bid, slot: str, roles: Sequence[str]) -> Signer:
    """Whoever holds the first of these roles that anybody holds, else the owner of the bid."""
    held = set(
        Position.objects.filter(role__code__in=roles, person__is_active=True).values_list("role__code", flat=True)
    )
    role = next((code for code in roles if code in held), "")
    if not role:
        return Signer(slot=slot, person=bid.owner, label=bid.owner.name)
    name = Role.objects.filter(code=role).values_list("name", flat=True).first() or role
    return Signer(slot=slot, role=role, label=name)
