"""The state of a contract as lists and pages show it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.models import Contract

State = Contract.State
STATES = {
    State.DRAFT: "idle",
    State.IN_REVIEW: "doing",
    State.PASSED: "wait",
    State.REGISTERED: "done",
    State.REPLACED: "void",
    State.CANCELLED: "void",
}


def state_tag(contract: Contract) -> tuple[str, Any]:
    """The state as shown; a draft that came back says so."""
    if contract.state == State.DRAFT and contract.review_round:
        return "late", _("Sent back")
    if contract.cancellation_asked:
        return "late", _("Cancellation asked")
    return STATES[State(contract.state)], contract.get_state_display()
