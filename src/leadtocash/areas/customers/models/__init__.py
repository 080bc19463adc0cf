"""Customers, the people there, and to whom they go."""

from leadtocash.areas.customers.models.assignment import AssignmentRule
from leadtocash.areas.customers.models.contacts import Contact
from leadtocash.areas.customers.models.records import Customer

__all__ = ["AssignmentRule", "Contact", "Customer"]
