"""What people are reminded of every morning: lines of checklists that are overdue, bonds that should come back."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from leadtocash.areas.bids import events, limits, queries
from leadtocash.areas.bids.models import Bid
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number


def remind(*, act: Act) -> int:
    """Tell of what is overdue or soon due; gives how many. On a free day nobody is disturbed, and the same day says
    nothing twice."""
    if not days.is_working(act.today):
        return 0
    return _items(act=act) + _bonds(act=act)


def _items(*, act: Act) -> int:
    """Whoever owes lines of a bid, in one notice for the bid, each working day."""
    count = 0
    for (bid, owner), rows in groupby(queries.items_late(act.today), key=lambda item: (item.bid, item.owner)):
        late = list(rows)
        facts = {"title": str(bid), "n": str(len(late)), "what": late[0].text, "day": late[0].due_on.isoformat()}
        notify(
            [owner], events.TOLD_ITEMS, act=act, url=f"{bid.get_absolute_url()}?tab=checklist", about=bid,
            key=f"bids.items:{bid.pk}:{act.today}", **facts,
        )  # fmt: skip
        count += 1
    return count


def _bonds(*, act: Act) -> int:
    """The owner and finance: some days before a bond should be back, and once a week after."""
    rows = list(queries.bonds_out(act.today + timedelta(days=number(limits.BOND_SOON))))
    for bid in rows:
        late = bid.bond_back_by < act.today
        _tell_bond(bid, events.TOLD_BOND if late else events.TOLD_BOND_SOON, act=act)
    return len(rows)


def _tell_bond(bid: Bid, topic: str, *, act: Act) -> None:
    assert bid.bond_back_by is not None  # noqa: S101 - asked for by the query
    week = max((act.today - bid.bond_back_by).days, -1) // 7
    people = [bid.owner, *with_role("finance", department=bid.department)]
    notify(
        people, topic, act=act, url=f"{bid.get_absolute_url()}?tab=bond", about=bid,
        key=f"{topic}:{bid.pk}:{bid.bond_back_by}:{week}", title=str(bid), day=bid.bond_back_by.isoformat(),
        amount=f"{bid.bond_out:,.2f}",
    )  # fmt: skip
