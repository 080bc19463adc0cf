"""Customers and contacts over the API."""

from leadtocash.areas.customers.api.records import ContactViewSet, CustomerViewSet

__all__ = ["ContactViewSet", "CustomerViewSet"]
