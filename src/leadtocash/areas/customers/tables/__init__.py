"""The lists of customers, for pages, exports and API."""

from leadtocash.areas.customers.tables.records import CONTACTS, CUSTOMERS, STATES

__all__ = ["CONTACTS", "CUSTOMERS", "STATES"]
