"""Leads, the pool, sources and the funnel over the API."""

from leadtocash.areas.leads.api.leads import LeadViewSet, PoolViewSet
from leadtocash.areas.leads.api.sources import SourceViewSet

__all__ = ["LeadViewSet", "PoolViewSet", "SourceViewSet"]
