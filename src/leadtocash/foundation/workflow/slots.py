"""Who speaks for a slot of a step: for the areas' own tables of opinions and boxes to sign.

However many signers somebody has asked, the slot has one voice, by the same rule as the engine's (engine/deciding):
what an added signer says is never the slot's agreement, and his rejection is the slot's.
"""

from __future__ import annotations

from collections.abc import Iterable

from leadtocash.foundation.workflow.models import Activity, WorkItem

_YES = (Activity.Outcome.APPROVED, Activity.Outcome.DONE)
State = WorkItem.State


def speaking(items: Iterable[WorkItem]) -> dict[str, list[WorkItem]]:
    """For each slot of one activity the item that has spoken for it, alone, else those it lies with now.

    A slot nobody has and nobody spoke for is left out. The order of the items is kept.
    """
    slots: dict[str, list[WorkItem]] = {}
    for item in items:
        slots.setdefault(item.slot, []).append(item)
    found = {slot: _speaking(fellows) for slot, fellows in slots.items()}
    return {slot: rows for slot, rows in found.items() if rows}


def _speaking(fellows: list[WorkItem]) -> list[WorkItem]:
    done = [item for item in fellows if item.state == State.DONE]
    against = [item for item in done if item.outcome not in _YES]
    if against:
        return against[-1:]
    open_now = [item for item in fellows if item.state == State.OPEN]
    waiting = [item for item in fellows if item.state == State.WAITING]
    if open_now or waiting:
        return open_now or waiting
    return [item for item in done if item.under_id is None][-1:]
