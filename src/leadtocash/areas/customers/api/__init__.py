"""Customers, the people there, the pool, changes of status and disputes over the API."""

from leadtocash.areas.customers.api.contacts import ContactViewSet
from leadtocash.areas.customers.api.knowing import DisputeViewSet
from leadtocash.areas.customers.api.owning import PoolViewSet, RuleViewSet
from leadtocash.areas.customers.api.records import CustomerViewSet
from leadtocash.areas.customers.api.status import StatusChangeViewSet

__all__ = [
    "ContactViewSet",
    "CustomerViewSet",
    "DisputeViewSet",
    "PoolViewSet",
    "RuleViewSet",
    "StatusChangeViewSet",
]
