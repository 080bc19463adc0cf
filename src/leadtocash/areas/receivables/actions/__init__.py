"""Everything that can be done to money owed and received; the only modules that write it."""

from leadtocash.areas.receivables.actions.plan import close_open, fit_plan, refresh_due_dates, reopen
from leadtocash.areas.receivables.actions.receipts import allocate, record_receipt, undo_allocation, void_receipt
from leadtocash.areas.receivables.actions.reminding import remind
from leadtocash.areas.receivables.actions.revenue import enter_revenue, recognise

__all__ = [
    "allocate",
    "close_open",
    "enter_revenue",
    "fit_plan",
    "recognise",
    "record_receipt",
    "refresh_due_dates",
    "remind",
    "reopen",
    "undo_allocation",
    "void_receipt",
]
