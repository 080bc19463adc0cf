"""The market: rivals and what they ask for, and the reasons deals are won or lost for (CRM-7, INF-2)."""

from leadtocash.areas.market.models.competitors import Competitor, PriceSeen
from leadtocash.areas.market.models.reasons import CloseReason

__all__ = ["CloseReason", "Competitor", "PriceSeen"]
