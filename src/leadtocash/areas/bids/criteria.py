"""What a deal's gate asks of its bid (OPP-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.bids import queries, rules
from leadtocash.areas.bids.models import Bid, BidItem
from leadtocash.areas.opportunities.criteria import Check, Finding, Look, checks, look
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.web import formats


def _of_bid(asked: Any) -> Look:
    """Let `asked` look at the deal's bid; without one it is not met, and a tender is to be registered."""

    def look(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
        bid = queries.current(deal) if deal.pk else None
        if bid is None:
            href = f"{reverse('bids:new')}?opportunity={deal.pk}" if deal.pk else ""
            return Finding(met=False, href=href, do=_("Register the tender"))
        found: Finding = asked(bid)
        return found

    return look


def _found(bid: Bid, *, met: bool, told: str, tab: str = "data") -> Finding:
    return Finding(met=met, told=told, href=f"{bid.get_absolute_url()}?tab={tab}", do=_("Open the bid"))


def _bond(bid: Bid) -> Finding:
    paid, asked = formats.money(bid.bond_paid), formats.money(bid.bond_amount)
    told = _("%(paid)s of %(asked)s yuan") % {"paid": paid, "asked": asked} if bid.bond_amount else _("none asked for")
    return _found(bid, met=not bid.bond_needed, told=told, tab="bond")


def _submitted(bid: Bid) -> Finding:
    return _found(bid, met=bid.state in rules.HANDED_IN, told=str(bid.get_state_display()))


def _priced(bid: Bid) -> Finding:
    return _found(bid, met=bid.price_released_on is not None, told=formats.full_date(bid.price_released_on))


def _complete(deal: Opportunity, details: Mapping[str, Any], today: date) -> Finding:
    """Every line of the checklist is settled; where the deal has no tender, the bid documents are attached to it."""
    bid = queries.current(deal) if deal.pk else None
    if bid is None:
        return look("document", deal, {"category": "bid"}, today)
    states = list(bid.items.values_list("state", flat=True))
    missing = sum(state == BidItem.State.TODO for state in states)
    told = _("%(done)d of %(all)d lines") % {"done": len(states) - missing, "all": len(states)}
    return _found(bid, met=not missing, told=told, tab="checklist")


checks.add("bond_paid", Check(label=gettext_lazy("The bid bond is paid"), look=_of_bid(_bond)))
checks.add("bid_complete", Check(label=gettext_lazy("The bid is complete by its checklist"), look=_complete))
checks.add("bid_submitted", Check(label=gettext_lazy("The bid is handed in"), look=_of_bid(_submitted)))
checks.add("price_released", Check(label=gettext_lazy("The price of the bid is released"), look=_of_bid(_priced)))
