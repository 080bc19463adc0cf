"""Which contracts; what a review has said; what open virtual contracts are exposed to."""

from leadtocash.areas.contracts.queries.exposure import Exposure, exposures, open_virtual
from leadtocash.areas.contracts.queries.records import (
    detailed,
    has_text,
    listed,
    missing_for_review,
    sees_margin,
    snapshot,
    successor,
)
from leadtocash.areas.contracts.queries.reviews import (
    AUTHORITY,
    COUNTERSIGN,
    REGISTER,
    REVIEW,
    REVISE,
    Round,
    Said,
    approvals,
    changed_since_last_round,
    holders,
    is_open,
    rounds,
    to_be_asked,
)

__all__ = [
    "AUTHORITY",
    "COUNTERSIGN",
    "REGISTER",
    "REVIEW",
    "REVISE",
    "Exposure",
    "Round",
    "Said",
    "approvals",
    "changed_since_last_round",
    "detailed",
    "exposures",
    "has_text",
    "holders",
    "is_open",
    "listed",
    "missing_for_review",
    "open_virtual",
    "rounds",
    "sees_margin",
    "snapshot",
    "successor",
    "to_be_asked",
]
