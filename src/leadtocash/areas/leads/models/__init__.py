"""Leads, where they come from, and the figures of the funnel."""

from leadtocash.areas.leads.models.figures import FunnelFigure
from leadtocash.areas.leads.models.leads import Answer, Lead
from leadtocash.areas.leads.models.setup import LeadSource

__all__ = ["Answer", "FunnelFigure", "Lead", "LeadSource"]
