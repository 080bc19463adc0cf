"""What is known of the market over the API."""

from leadtocash.areas.market.api.competitors import CompetitorViewSet, PriceViewSet
from leadtocash.areas.market.api.demands import DemandViewSet
from leadtocash.areas.market.api.partners import PartnerViewSet
from leadtocash.areas.market.api.reasons import ReasonViewSet
from leadtocash.areas.market.api.reports import MarketReportViewSet

__all__ = [
    "CompetitorViewSet",
    "DemandViewSet",
    "MarketReportViewSet",
    "PartnerViewSet",
    "PriceViewSet",
    "ReasonViewSet",
]
