"""Bids over the API."""

from leadtocash.areas.bids.api.bids import BidViewSet
from leadtocash.areas.bids.api.items import BidItemViewSet

__all__ = ["BidItemViewSet", "BidViewSet"]
