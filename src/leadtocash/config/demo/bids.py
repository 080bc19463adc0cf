"""Tenders of the demo company: one lost with its bond still out, one being prepared, one being decided on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from leadtocash.areas.bids import actions
from leadtocash.areas.bids.models import Bid, BondEntry
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.config.demo.basics import Company
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

DECISIONS = ("decide", "check", "price")


def tell(company: Company) -> None:
    """The oldest open deals have tenders, each come a different way."""
    deals = Opportunity.objects.filter(state=Opportunity.State.OPEN, customer__isnull=False, amount__gt=0)
    for deal, go in zip(deals.order_by("opened_on", "pk")[:3], (_lost, _preparing, _deciding), strict=False):
        go(company, deal)


def _lost(company: Company, deal: Opportunity) -> None:
    """Handed in, opened and lost; the bond should be back by now."""
    back = _since(company, deal)
    bid = _registered(company, deal, back, deadline=back * 0.3, bond_back_by=company.past.day(2))
    _decided(bid, company, back * 0.9)
    _bond_paid(bid, company, back * 0.8)
    _parts(bid, company, back * 0.6)
    _decided(bid, company, back * 0.5)
    seller = company.people[deal.owner.username]
    actions.submit_bid(_fresh(bid), act=company.by(seller, back * 0.4))
    first, second = Competitor.objects.order_by("pk")[:2]
    rows: list[dict[str, Any]] = [
        {"name": company.words["us"], "is_us": True, "technical": "36.5", "commercial": "17", "rank": 2},
        {"name": first.name, "competitor": first, "technical": "34", "commercial": "18", "rank": 1},
        {"name": second.name, "competitor": second, "technical": "33.2", "commercial": "16", "rank": 3},
    ]
    for row, share in zip(rows, ("1", "0.91", "1.07"), strict=True):
        row |= {"price": (bid.price * Decimal(share)).quantize(Decimal("0.01"))}
        row |= {name: Decimal(row[name]) for name in ("technical", "commercial")}
    actions.record_opening(_fresh(bid), rows, act=company.by(seller, back * 0.28))
    why = CloseReason.objects.get(code="price")
    act = company.by(seller, back * 0.2)
    actions.close_bid(_fresh(bid), "lost", act=act, closed_for=why, winner=first, lesson=company.words["lost_reason"])


def _preparing(company: Company, deal: Opportunity) -> None:
    """The technical part is done, the deadline comes near."""
    bid = _registered(company, deal, 2.8, deadline=-6)
    _decided(bid, company, 2.4)
    _bond_paid(bid, company, 2)
    _parts(bid, company, 1.5, only=("technical",))


def _deciding(company: Company, deal: Opportunity) -> None:
    """Asked whether to bid."""
    _registered(company, deal, 0.8, deadline=-12)


def _registered(company: Company, deal: Opportunity, back: float, *, deadline: float, **more: Any) -> Bid:
    """Registered and asked about; a deadline below zero lies so many days ahead."""
    seller, past = company.people[deal.owner.username], company.past
    act = company.by(seller, back)
    closes = past.at(deadline) if deadline >= 0 else past.now + timedelta(days=-deadline)
    bond = (deal.amount * Decimal("0.02")).quantize(Decimal(100))
    values = {
        "title": deal.name, "buyer": deal.customer.name if deal.customer else deal.name, "deadline": closes,
        "opening_at": closes, "opening_place": company.words["opening_place"], "published_on": act.today,
        "bond_amount": min(bond, Decimal(500_000)), "bond_due_on": closes.date(), "price": deal.amount,
        "weight_technical": 40, "weight_commercial": 20, "weight_price": 40, **more,
    }  # fmt: skip
    return actions.ask_decision(actions.register_bid(deal, values, act=act), act=act)


def _decided(bid: Bid, company: Company, back: float) -> None:
    """Whoever has a decision on it approves."""
    while items := _work(bid, *DECISIONS):
        item = items[0]
        act = company.by(item.assignee, back)
        workflow.decide(item, "approve", act=act, revision=_fresh(bid).revision)


def _bond_paid(bid: Bid, company: Company, back: float) -> None:
    for item in _work(bid, "bond")[:1]:
        act = company.by(item.assignee, back)
        actions.move_bond(_fresh(bid), BondEntry.Kind.PAID, amount=bid.bond_amount, on=act.today, act=act)


def _parts(bid: Bid, company: Company, back: float, only: tuple[str, ...] = ()) -> None:
    """Whoever has a part ticks its lines and finishes it."""
    seller = company.people[bid.owner.username]
    for item in bid.items.all():
        if not only or item.part in only:
            actions.change_item(item, {"state": "done"}, act=company.by(seller, back))
    for work in _work(bid, *(only or actions.PREPARED)):
        actions.finish_part(_fresh(bid), work.activity.node, act=company.by(work.assignee, back))


def _work(bid: Bid, *steps: str) -> list[WorkItem]:
    rows = WorkItem.objects.filter(instance__record_kind="bids.bid", instance__record_id=bid.pk)
    found = rows.filter(activity__node__in=steps, state=WorkItem.State.OPEN)
    return list(found.select_related("assignee", "activity").order_by("pk"))


def _since(company: Company, deal: Opportunity) -> float:
    """How many working days back the deal can have a tender: at most 30."""
    back = next(place for place, day in enumerate(company.past.working) if day <= deal.opened_on)
    return max(min(back - 1, 30), 1)


def _fresh(bid: Bid) -> Bid:
    return Bid.objects.get(pk=bid.pk)
