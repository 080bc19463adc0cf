"""Names for pages."""

from __future__ import annotations

from django.utils.translation import gettext as _


def area_name(area: str) -> str:
    """What the limits of an area are about."""
    return {
        "customers": _("Customers"),
        "market": _("Market"),
        "opportunities": _("Opportunities"),
        "leads": _("Leads"),
        "visits": _("Visits"),
        "winning": _("Winning"),
        "presales": _("Pre-sales projects"),
        "bids": _("Bids"),
        "forecast": _("Forecast"),
        "contracts": _("Contracts"),
        "projects": _("Sales projects"),
        "receivables": _("Receivables"),
        "after_sales": _("Service"),
    }.get(area, area)
