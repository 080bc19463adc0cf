"""The review of a contract: submitted, sent back with all opinions, passed (S3 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from leadtocash.areas.contracts import events, permissions, queries, rules
from leadtocash.areas.contracts.models import Contract, ContractRevision
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.registry import Signer

IN_ORDER = "contracts.units_in_order"


@transaction.atomic
def submit_contract(contract: Contract, *, act: Act, ask_all: bool = False, revision: int | None = None) -> Contract:
    """Hand a complete draft to the departments concerned (S3 4.5).

    In a later round only those are asked whose matter changed, who rejected or who said nothing; `ask_all` asks
    everybody again. Raises RuleError with all that is missing, or with who has the contract already.
    """
    contract = lock(contract, revision=revision)
    require(act.person, permissions.EDIT, contract)
    rules.check_editable(contract, queries.holders(contract))
    rules.check_complete(queries.missing_for_review(contract, today=act.today))
    contract.state = Contract.State.IN_REVIEW
    new_round(contract, act=act, ask_all=ask_all)
    if queries.is_open(contract, queries.REVISE):
        processes.finish_step(contract, queries.REVISE, act=act, process=queries.REVIEW)
    else:
        processes.start(queries.REVIEW, contract, act=act)
    return lock(contract)


def check_change(contract: Contract, *, act: Act) -> bool:
    """May the contract be changed now? Give whether its review begins again by the change.

    Raises RuleError where it is no draft and its review does not allow that, with who has it now.
    """
    if not processes.restarts_on_edit(contract, process=queries.REVIEW):
        rules.check_editable(contract, queries.holders(contract))
    processes.check_editable(contract, act=act)
    return processes.restarts_on_edit(contract)


def begin_again(contract: Contract, *, act: Act) -> Contract:
    """The contract was changed under review, and its review allows that: everybody is asked about it as it is now.

    Raises RuleError with what the changed contract lacks.
    """
    if contract.state == Contract.State.IN_REVIEW:
        rules.check_complete(queries.missing_for_review(contract, today=act.today))
        new_round(contract, act=act, ask_all=True)
    processes.restart(contract, act=act)
    return lock(contract)


def new_round(contract: Contract, *, act: Act, ask_all: bool) -> None:
    """Keep the contract as the departments get it now: what the round after is compared with."""
    contract.review_round += 1
    contract.ask_all = ask_all
    contract.submitted_at = act.at
    recording.save(contract, events.SUBMITTED, act=act, data={"round": contract.review_round})
    ContractRevision.objects.create(
        contract=contract,
        number=contract.review_round,
        at=act.at,
        snapshot=queries.snapshot(contract),
        matters=queries.to_be_asked(contract),
    )


def reviewers(contract: Contract, _instance: ProcessInstance) -> Sequence[Signer]:
    """The list `contracts.reviewers`: one signer for each department of this round."""
    slots = queries.to_be_asked(contract) or list(rules.DEPARTMENTS)
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Signer(slot=slot, role=rules.DEPARTMENTS[slot].role, label=str(rules.DEPARTMENTS[slot].label))
            for slot in slots
        ]


def units_in_order(_contract: Contract, _instance: ProcessInstance) -> Sequence[Signer]:
    """The list `contracts.units_in_order`: every unit that must be able, in the order of the policy (S4 3.5)."""
    with translation.override(settings.LANGUAGE_CODE):
        return [Signer(slot=slot, role=unit.role, label=str(unit.label)) for slot, unit in rules.UNITS.items()]


def return_contract(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """Back to the account manager with all opinions: a draft again (the process calls it)."""
    contract: Contract = record
    if contract.state != Contract.State.IN_REVIEW and contract.state != Contract.State.PASSED:
        return
    contract.state = Contract.State.DRAFT
    contract.ask_all = False
    contract.passed_at, contract.answerable = None, None
    recording.save(contract, events.RETURNED, act=act, data={"round": contract.review_round})


@transaction.atomic
def take_back(contract: Contract, *, act: Act) -> Contract:
    """The applicant took it back before anybody spoke: a draft again, as if the round had not been."""
    contract = lock(contract)
    if contract.state != Contract.State.IN_REVIEW:
        return contract
    contract.rounds.filter(number=contract.review_round).delete()
    contract.state = Contract.State.DRAFT
    contract.review_round -= 1
    contract.ask_all = False
    return recording.save(contract, events.WITHDRAWN, act=act)


@transaction.atomic
def reopen_draft(contract: Contract, *, act: Act) -> Contract:
    """The review was given up half-way: a draft again; what was said in this round stays."""
    contract = lock(contract)
    if contract.state not in (Contract.State.IN_REVIEW, Contract.State.PASSED):
        return contract
    contract.state = Contract.State.DRAFT
    contract.ask_all = True
    contract.passed_at, contract.answerable = None, None
    return recording.save(contract, events.WITHDRAWN, act=act)


def pass_contract(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """All have agreed and the authority matrix has approved: it waits for registration (the process calls it).

    For a virtual contract the business-unit general manager who approved answers for it (S0 2.1.2).
    """
    contract: Contract = record
    contract.state = Contract.State.PASSED
    contract.passed_at = act.at
    contract.answerable = _answerable(contract, instance) if contract.is_virtual else None
    recording.save(contract, events.PASSED, act=act)


def _answerable(contract: Contract, instance: ProcessInstance) -> User | None:
    item = (
        WorkItem.objects.filter(
            instance=instance, activity__node=queries.AUTHORITY, slot="bu_manager", outcome="approved"
        )
        .select_related("assignee")
        .order_by("-closed_at", "-pk")
        .first()
    )
    if item is not None:
        return item.assignee
    return next(iter(with_role("bu_manager", department=contract.department)), None)
