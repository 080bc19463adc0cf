"""The lists of customers, for pages, exports and API."""

from leadtocash.areas.customers.tables.disputes import DISPUTES
from leadtocash.areas.customers.tables.pool import POOL
from leadtocash.areas.customers.tables.records import CONTACTS, CUSTOMERS, STATES
from leadtocash.areas.customers.tables.status import STATUS_CHANGES

__all__ = ["CONTACTS", "CUSTOMERS", "DISPUTES", "POOL", "STATES", "STATUS_CHANGES"]
