"""Customers, contacts, the pool and changes of status over the API."""

from leadtocash.areas.customers.api.owning import PoolViewSet, RuleViewSet
from leadtocash.areas.customers.api.records import ContactViewSet, CustomerViewSet
from leadtocash.areas.customers.api.status import StatusChangeViewSet

__all__ = ["ContactViewSet", "CustomerViewSet", "PoolViewSet", "RuleViewSet", "StatusChangeViewSet"]
