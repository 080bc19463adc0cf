"""Opportunities, their gates and sales methods over the API."""

from leadtocash.areas.opportunities.api.deals import OpportunityViewSet
from leadtocash.areas.opportunities.api.methods import MethodViewSet
from leadtocash.areas.opportunities.api.waivers import GateWaiverViewSet

__all__ = ["GateWaiverViewSet", "MethodViewSet", "OpportunityViewSet"]
