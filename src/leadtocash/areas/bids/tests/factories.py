"""Bids for tests, in every state, made by the real actions and decisions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.cast import NOW, Cast

from leadtocash.areas.bids import actions
from leadtocash.areas.bids.models import Bid
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import WorkItem

BOND = Decimal("50000.00")
WEIGHTS = {"weight_technical": 40, "weight_commercial": 20, "weight_price": 40}


def a_bid(cast: Cast, *, deal: Opportunity | None = None, at: Any = NOW, **fields: Any) -> Bid:
    """A registered tender with a bond of 50,000.00 yuan and a deadline in 15 days."""
    act = cast.act("wang", at)
    deal = deal or an_opportunity(act, amount=Decimal("900000.00"))
    values = {
        "title": "港区视频监控采购", "buyer": "甬江港务集团", "deadline": at + timedelta(days=15),
        "opening_at": at + timedelta(days=15), "bond_amount": BOND, "bond_due_on": act.today, "price": Decimal(888000),
        **WEIGHTS, **fields,
    }  # fmt: skip
    return actions.register_bid(deal, values, act=act)


def decided(bid: Bid, *, at: Any = NOW, reject: str = "") -> Bid:
    """Whoever has a decision on it approves, until nobody has one; `reject` names who says no, which ends it."""
    while item := _decisions(bid).first():
        says_no = item.assignee.username == reject
        process.decide(
            item, "reject" if says_no else "approve", act=Act(by=item.assignee, at=at, door="web"),
            revision=fresh(bid).revision, comment="不合适" if says_no else "",
        )  # fmt: skip
        if says_no:
            break
    return fresh(bid)


def prepared(cast: Cast, *, at: Any = NOW, **fields: Any) -> Bid:
    """Decided to bid, bond paid, checklist done, checked, price released: ready to be handed in."""
    bid = a_bid(cast, at=at, **fields)
    act = cast.act("wang", at)
    decided(actions.ask_decision(bid, act=act), at=at)
    actions.move_bond(bid, "paid", amount=BOND, on=act.today, act=cast.act("qian", at))
    tick_all(bid, act)
    for part in actions.PREPARED:
        actions.finish_part(fresh(bid), part, act=act)
    return decided(bid, at=at)


def opened(cast: Cast, *rows: dict[str, Any], at: Any = NOW, **fields: Any) -> Bid:
    """Handed in and opened, with these bidders beside ourselves."""
    bid, act = prepared(cast, at=at, **fields), cast.act("wang", at)
    actions.submit_bid(bid, act=act)
    ours = {
        "name": "我公司",
        "is_us": True,
        "price": Decimal(888000),
        "technical": Decimal(35),
        "commercial": Decimal(18),
    }
    return actions.record_opening(fresh(bid), [ours, *rows], act=act)


def tick_all(bid: Bid, act: Act) -> None:
    for item in bid.items.all():
        actions.change_item(item, {"state": "done"}, act=act)


def who_has(bid: Bid) -> list[tuple[str, str]]:
    """(step, user name) of the open work."""
    rows = WorkItem.objects.filter(instance__record_kind="bids.bid", instance__record_id=bid.pk, state="open")
    return sorted(rows.values_list("activity__node", "assignee__username"))


def _decisions(bid: Bid) -> Any:
    rows = WorkItem.objects.filter(instance__record_kind="bids.bid", instance__record_id=bid.pk, state="open")
    return rows.filter(activity__node__in=("decide", "check", "price")).select_related("assignee").order_by("pk")


def fresh(bid: Bid) -> Bid:
    return Bid.objects.get(pk=bid.pk)
