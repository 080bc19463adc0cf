"""The lists of money, for page, export and API."""

from leadtocash.areas.receivables.tables.receipts import ALLOCATIONS, RECEIPTS, receipt_tag
from leadtocash.areas.receivables.tables.receivables import BUCKET_WORDS, RECEIVABLES
from leadtocash.areas.receivables.tables.revenue import COLLECTION, REVENUE, REVENUE_STATES

__all__ = [
    "ALLOCATIONS",
    "BUCKET_WORDS",
    "COLLECTION",
    "RECEIPTS",
    "RECEIVABLES",
    "REVENUE",
    "REVENUE_STATES",
    "receipt_tag",
]
