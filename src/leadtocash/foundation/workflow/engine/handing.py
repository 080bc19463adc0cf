"""An item passes from one person to another: as his own, to a deputy, back from him."""

from __future__ import annotations

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.models import WorkItem

State = WorkItem.State


def succeed(run: Run, old: WorkItem, person: User, *, claimed: bool = False) -> WorkItem:
    """A new item in the place of an old one that is over; those who were added to the old belong to it now.

    The caller has closed the old one. `claimed`: the new one keeps the claim of the old.
    """
    new = WorkItem.objects.create(
        instance=run.instance,
        activity=old.activity,
        assignee=person,
        sent_by=run.act.by,
        slot=old.slot,
        label=old.label,
        place=old.place,
        under_id=old.under_id,
        added=old.added,
        claimed_at=old.claimed_at if claimed else None,
        opened_at=run.act.at,
        due_at=old.due_at,
    )
    WorkItem.objects.filter(under=old).update(under=new)
    return new


def hand_over(run: Run, item: WorkItem, to: User, *, state: WorkItem.State, comment: str = "") -> WorkItem:
    """Close an open or waiting item as handed on and give its place, and its turn, to another person."""
    turn = State(item.state)
    item.state, item.comment, item.closed_at = state, comment, run.act.at
    item.save(update_fields=["state", "comment", "closed_at"])
    new = succeed(run, item, to)
    if turn == State.WAITING:
        new.state = State.WAITING
        new.save(update_fields=["state"])
    else:
        run.hand_out([new])
    return new


def close_other_fallbacks(run: Run, item: WorkItem, items: list[WorkItem]) -> None:
    """One administrator has found the right person; his colleagues need not look for one any more."""
    if not item.is_fallback:
        return
    fellows = [row.pk for row in items if row.slot == item.slot and row.is_fallback and row.pk != item.pk]
    WorkItem.objects.filter(pk__in=fellows, state__in=(State.OPEN, State.WAITING)).update(
        state=State.CLOSED, closed_at=run.act.at
    )
