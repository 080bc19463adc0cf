"""Everything that can be done to a contract; the only package that writes one."""

from leadtocash.areas.contracts.actions.authority import CANCELLATION as CANCELLATION_DOCUMENT
from leadtocash.areas.contracts.actions.authority import CONTRACT as CONTRACT_DOCUMENT
from leadtocash.areas.contracts.actions.cancellation import (
    CANCELLATION,
    cancel_contract,
    carry_out_cancellation,
    end_contract,
    forget_cancellation,
    keep_contract,
)
from leadtocash.areas.contracts.actions.drafting import (
    change_contract,
    draft_contract,
    draft_from_opportunity,
    draft_replacement,
    values_from_opportunity,
)
from leadtocash.areas.contracts.actions.registration import register_contract
from leadtocash.areas.contracts.actions.review import (
    IN_ORDER,
    check_change,
    pass_contract,
    reopen_draft,
    return_contract,
    reviewers,
    submit_contract,
    take_back,
    units_in_order,
)
from leadtocash.areas.contracts.actions.watching import remind_virtual

__all__ = [
    "CANCELLATION",
    "CANCELLATION_DOCUMENT",
    "CONTRACT_DOCUMENT",
    "IN_ORDER",
    "cancel_contract",
    "carry_out_cancellation",
    "change_contract",
    "check_change",
    "draft_contract",
    "draft_from_opportunity",
    "draft_replacement",
    "end_contract",
    "forget_cancellation",
    "keep_contract",
    "pass_contract",
    "register_contract",
    "remind_virtual",
    "reopen_draft",
    "return_contract",
    "reviewers",
    "submit_contract",
    "take_back",
    "units_in_order",
    "values_from_opportunity",
]
