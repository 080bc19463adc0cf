"""When is a step decided, and whose turn is it? Pure: from what the items say, by the way of signing.

Every slot has one voice, however many signers were added to it: nobody who was added counts by himself, and
his rejection is the slot's.
"""

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
State, Added = WorkItem.State, WorkItem.Added


def voices(items: Iterable[WorkItem]) -> dict[str, Voice]:
    """What each slot says: the first of a pool who acted speaks for it, if all who were added to it agree.

    A slot whose signer was taken out has no voice.
    """
    slots: dict[str, list[WorkItem]] = {}
    for item in items:
        slots.setdefault(item.slot, []).append(item)
    said = {slot: _voice(fellows) for slot, fellows in slots.items()}
    return {slot: voice for slot, voice in said.items() if voice is not None}


def _voice(fellows: list[WorkItem]) -> Voice | None:
    done = [item for item in fellows if item.state == State.DONE]
    if any(item.outcome not in YES for item in done):
        return Voice.NO
    if any(item.is_live for item in fellows):
        return Voice.PENDING
    return Voice.YES if any(item.under_id is None for item in done) else None


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


def whose_turn(items: Iterable[WorkItem], *, mode: str) -> list[WorkItem]:
    """Those of the live items that can be done now.

    In an order of signing only the lowest place has its turn. An item waits while somebody added before it
    has not signed, and an item added after another waits for that one.
    """
    rows = list(items)
    live = [item for item in rows if item.is_live]
    first = min((item.place for item in live), default=0)
    known = {item.pk: item for item in rows}
    held = _held(live, known)
    turn = []
    for item in live:
        above = known.get(item.under_id or 0)
        if mode == "in_order" and item.place != first:
            continue
        if item.pk in held or (item.added == Added.AFTER and above is not None and above.is_live):
            continue
        turn.append(item)
    return turn


def _held(live: list[WorkItem], known: dict[int, WorkItem]) -> set[int]:
    """The ids of items above a live one that was added before them, directly or further up."""
    held: set[int] = set()
    for item in live:
        here = item
        while here.under_id is not None and here.under_id in known:
            signs_before = here.added == Added.BEFORE
            here = known[here.under_id]
            if signs_before:
                held.add(here.pk)
    return held
