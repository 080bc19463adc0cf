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
    pass_contract,
    return_contract,
    reviewers,
    submit_contract,
    take_back,
)
from leadtocash.areas.contracts.actions.watching import remind_virtual

__all__ = [
    "CANCELLATION",
    "CANCELLATION_DOCUMENT",
    "CONTRACT_DOCUMENT",
    "cancel_contract",
    "carry_out_cancellation",
    "change_contract",
    "draft_contract",
    "draft_from_opportunity",
    "draft_replacement",
    "end_contract",
    "forget_cancellation",
    "keep_contract",
    "pass_contract",
    "register_contract",
    "remind_virtual",
    "return_contract",
    "reviewers",
    "submit_contract",
    "take_back",
    "values_from_opportunity",
]
