"""When is a step decided? Pure: from what the slots say, by the way of signing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from leadtocash.foundation.workflow.models import Activity, WorkItem


class Voice(StrEnum):
    """What one slot says so far."""

    PENDING = "pending"
    YES = "yes"
    NO = "no"


YES = (Activity.Outcome.APPROVED, Activity.Outcome.DONE)


def voices(items: Iterable[WorkItem]) -> dict[str, Voice]:
    """What each slot says: the first of a pool who acted speaks for the slot."""
    said: dict[str, Voice] = {}
    for item in items:
        if item.state in (WorkItem.State.OPEN, WorkItem.State.WAITING):
            said.setdefault(item.slot, Voice.PENDING)
        elif item.state == WorkItem.State.DONE:
            said[item.slot] = Voice.YES if item.outcome in YES else Voice.NO
    return said


def verdict(said: Sequence[Voice], *, mode: str, reject: str) -> Voice:
    """The step as a whole.

    all, in_order: everybody agrees; any: one is enough; ratio:0.6: that share of the slots is enough. A
    rejection counts as soon as agreement is out of reach; with reject "after_all" only when everybody has
    spoken.
    """
    yes, pending = (sum(voice == kind for voice in said) for kind in (Voice.YES, Voice.PENDING))
    need = len(said)
    if mode == "any":
        need = 1
    elif mode.startswith("ratio:"):
        need = math.ceil(Decimal(mode.removeprefix("ratio:")) * len(said))
    if yes >= need:
        return Voice.YES
    if yes + pending >= need:
        return Voice.PENDING
    return Voice.PENDING if reject == "after_all" and pending else Voice.NO


def next_in_order(items: Iterable[WorkItem]) -> list[WorkItem]:
    """The items whose turn comes in an order of signing: those of the lowest place still waiting."""
    waiting = [item for item in items if item.state == WorkItem.State.WAITING]
    first = min((item.place for item in waiting), default=0)
    return [item for item in waiting if item.place == first]
