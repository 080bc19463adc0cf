"""Tenders, the bids we make on them, and what came of them (OPP-10, form ZBJC)."""

from leadtocash.areas.bids.models.bids import Bid
from leadtocash.areas.bids.models.bonds import BondEntry
from leadtocash.areas.bids.models.checklist import BidItem, ChecklistEntry, Part
from leadtocash.areas.bids.models.opening import Bidder

__all__ = ["Bid", "BidItem", "Bidder", "BondEntry", "ChecklistEntry", "Part"]
