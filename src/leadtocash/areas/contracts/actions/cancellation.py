"""Cancel a contract that has no live project (S0 2.7); with one, the project's own form decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from leadtocash.areas.contracts import events, permissions, queries, rules
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessInstance

CANCELLATION = "contract_cancellation"


@transaction.atomic
def cancel_contract(contract: Contract, *, reason: str, act: Act) -> Contract:
    """Cancel a contract, with the reason (S0 2.7).

    A draft is dropped at once. A passed or registered one is asked to be cancelled: the form goes to the
    business-unit general manager, by the authority matrix further up. Raises RuleError while a project lives, with
    the offer of the project's form.
    """
    contract = lock(contract)
    require(act.person, permissions.CANCEL, contract)
    refusals = [refusal for refusal in (ask(contract) for ask in rules.blockers.values()) if refusal]
    rules.check_cancellable(contract, reason=reason, successor=queries.successor(contract), refusals=refusals)
    contract.cancel_reason = reason.strip()[:500]
    if contract.state == Contract.State.DRAFT:
        end_contract(contract, act=act)
        return lock(contract)
    recording.save(contract, events.CANCELLATION_ASKED, act=act, reason=contract.cancel_reason)
    processes.start(CANCELLATION, contract, act=act)
    return lock(contract)


def carry_out_cancellation(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The cancellation was approved (the process calls it)."""
    end_contract(record, act=act)


def keep_contract(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The cancellation was refused: the contract stays as it is (the process calls it)."""
    contract: Contract = record
    contract.cancel_reason = ""
    recording.save(contract, events.CANCELLATION_REFUSED, act=act)


@transaction.atomic
def forget_cancellation(contract: Contract, *, act: Act) -> Contract:
    """The applicant took his request back before anybody decided."""
    contract = lock(contract)
    contract.cancel_reason = ""
    return recording.save(contract, events.CANCELLATION_TAKEN_BACK, act=act)


def end_contract(contract: Contract, *, act: Act, reason: str = "") -> None:
    """Write the cancellation of a locked contract; a later area whose form cancels both calls it.

    A formal one that was to replace a virtual one lets that one go, so that another can be drafted; a review that
    still runs (returned, or waiting for registration) ends.
    """
    contract.cancel_reason = reason.strip()[:500] or contract.cancel_reason
    contract.state = Contract.State.CANCELLED
    contract.cancelled_at = act.at
    contract.replaces = None
    recording.save(contract, events.CANCELLED, act=act, reason=contract.cancel_reason)
    processes.end_running(contract, act=act, reason=contract.cancel_reason, process=queries.REVIEW)
    bus.publish(events.ContractCancelled(contract_id=contract.pk, act=act))
