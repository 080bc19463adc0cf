"""What holds for contracts; pure."""

from leadtocash.areas.contracts.rules.amounts import STANDARD_PLANS, Sums, line_amounts, sums, term_amounts
from leadtocash.areas.contracts.rules.blocking import Blocker, blockers
from leadtocash.areas.contracts.rules.completeness import check_complete, missing_for_review
from leadtocash.areas.contracts.rules.matters import (
    DEPARTMENTS,
    UNITS,
    Change,
    Department,
    Opinion,
    changes,
    touched,
    whom_to_ask,
)
from leadtocash.areas.contracts.rules.states import (
    check_cancellable,
    check_editable,
    check_files_open,
    check_registrable,
    check_reopening,
    check_replaceable,
    check_won,
)

__all__ = [
    "DEPARTMENTS",
    "STANDARD_PLANS",
    "UNITS",
    "Blocker",
    "Change",
    "Department",
    "Opinion",
    "Sums",
    "blockers",
    "changes",
    "check_cancellable",
    "check_complete",
    "check_editable",
    "check_files_open",
    "check_registrable",
    "check_reopening",
    "check_replaceable",
    "check_won",
    "line_amounts",
    "missing_for_review",
    "sums",
    "term_amounts",
    "touched",
    "whom_to_ask",
]
