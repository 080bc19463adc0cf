"""What holds of customers; pure."""

from leadtocash.areas.customers.rules.dossier import SECTIONS, joined_sections, too_long
from leadtocash.areas.customers.rules.records import (
    check_credit_code,
    check_one_customer,
    credit_code_check_sign,
    parent_after,
    status_after,
)

__all__ = [
    "SECTIONS",
    "check_credit_code",
    "check_one_customer",
    "credit_code_check_sign",
    "joined_sections",
    "parent_after",
    "status_after",
    "too_long",
]
