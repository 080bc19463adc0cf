"""What money may and may not do; pure: no clock, no request, no write."""

from leadtocash.areas.receivables.rules.matching import (
    Owed,
    Share,
    check_allocation,
    check_deletable,
    check_has_advance,
    check_receipt_day,
    check_undo,
    check_void,
    spread,
    suggest,
)
from leadtocash.areas.receivables.rules.plan import (
    TONES,
    Facts,
    add_years,
    age_bucket,
    due_on,
    event_on,
    fit,
    state_of,
    warranty_end,
)
from leadtocash.areas.receivables.rules.revenue import check_recognition

__all__ = [
    "TONES",
    "Facts",
    "Owed",
    "Share",
    "add_years",
    "age_bucket",
    "check_allocation",
    "check_deletable",
    "check_has_advance",
    "check_receipt_day",
    "check_recognition",
    "check_undo",
    "check_void",
    "due_on",
    "event_on",
    "fit",
    "spread",
    "state_of",
    "suggest",
    "warranty_end",
]
