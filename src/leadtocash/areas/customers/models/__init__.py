"""Customers, the people there, to whom they go, how far they are and what is known of them."""

from leadtocash.areas.customers.models.assignment import AssignmentRule
from leadtocash.areas.customers.models.contacts import BuyingRole, Contact, ContactTie, FormerPosition
from leadtocash.areas.customers.models.credit import CreditTerm
from leadtocash.areas.customers.models.disputes import Dispute
from leadtocash.areas.customers.models.dossier import Dossier, ProductInUse, Shareholder
from leadtocash.areas.customers.models.records import Customer
from leadtocash.areas.customers.models.status import StatusChange

__all__ = [
    "AssignmentRule",
    "BuyingRole",
    "Contact",
    "ContactTie",
    "CreditTerm",
    "Customer",
    "Dispute",
    "Dossier",
    "FormerPosition",
    "ProductInUse",
    "Shareholder",
    "StatusChange",
]
