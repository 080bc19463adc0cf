"""Customers, the people there, to whom they go and how far they are."""

from leadtocash.areas.customers.models.assignment import AssignmentRule
from leadtocash.areas.customers.models.contacts import Contact
from leadtocash.areas.customers.models.records import Customer
from leadtocash.areas.customers.models.status import StatusChange

__all__ = ["AssignmentRule", "Contact", "Customer", "StatusChange"]
