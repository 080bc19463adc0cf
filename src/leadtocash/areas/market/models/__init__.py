"""The market: rivals, partners, what is asked for, what was found out, why deals end as they do (CRM-7, INF-2)."""

from leadtocash.areas.market.models.competitors import Competitor, PriceSeen
from leadtocash.areas.market.models.demands import Demand
from leadtocash.areas.market.models.partners import Partner, PartnerContact
from leadtocash.areas.market.models.reasons import CloseReason
from leadtocash.areas.market.models.reports import MarketReport

__all__ = ["CloseReason", "Competitor", "Demand", "MarketReport", "Partner", "PartnerContact", "PriceSeen"]
