"""The records of money, by noun."""

from leadtocash.areas.receivables.models.receipt import Allocation, Receipt
from leadtocash.areas.receivables.models.receivable import Receivable
from leadtocash.areas.receivables.models.revenue import RevenueEntry

__all__ = ["Allocation", "Receipt", "Receivable", "RevenueEntry"]
