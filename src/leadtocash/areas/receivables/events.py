"""What other areas may hear of money, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True)
class MoneyAllocated:
    """Money received was matched to a receivable (or, `undone`, taken off it again): its `received` has changed."""

    receivable_id: int
    contract_id: int
    act: Act
    undone: bool = False


@dataclass(frozen=True)
class RevenueRecognised:
    """Finance recognised the revenue of a closed project (S0 2.5.1)."""

    project_id: int
    act: Act


PLANNED = verb("receivables.planned", _("Receivable made from the payment plan"), icon="plus")
MOVED = verb("receivables.moved", _("Carried over to formal contract %(number)s"), tone="done", icon="replace")
ADJUSTED = verb("receivables.adjusted", _("Adjusted to the payment plan"), icon="pencil")
FELL_DUE = verb("receivables.fell_due", _("Due date set"), tone="doing", icon="calendar-due")
CLOSED = verb("receivables.closed", _("Closed without further payment"), tone="late", icon="x")
REOPENED = verb("receivables.reopened", _("Opened again"), tone="doing", icon="refresh")
RECEIVED = verb("receivables.received", _("Money received"), tone="done", icon="cash")
ALLOCATED = verb("receivables.allocated", _("Matched %(amount)s yuan: %(what)s"), tone="done", icon="link")
UNDONE = verb("receivables.undone", _("Match of %(amount)s yuan undone: %(what)s"), tone="late", icon="arrow-back-up")
VOIDED = verb("receivables.voided", _("Receipt voided"), tone="late", icon="x")
REVENUE_ENTERED = verb("receivables.revenue_entered", _("Revenue to be confirmed"), tone="doing", icon="file-text")
RECOGNISED = verb("receivables.recognised", _("Revenue recognised"), tone="done", icon="check")
