"""What is known of the market over the API."""

from leadtocash.areas.market.api.competitors import CompetitorViewSet, PriceViewSet, VisibleCompetitor
from leadtocash.areas.market.api.reasons import ReasonViewSet

__all__ = ["CompetitorViewSet", "PriceViewSet", "ReasonViewSet", "VisibleCompetitor"]
