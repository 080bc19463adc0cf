"""Registration by the contract administrator: number and project code (S0 2.3.2)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import events, permissions, queries, rules
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as processes

CONTRACTS = declare("contract", _("Contract"), "HT-{year}-{seq:04d}")
VIRTUAL = declare("virtual_contract", _("Virtual contract"), "XN-{year}-{seq:04d}")
PROJECTS = declare("project", _("Sales project"), "XM-{year}-{seq:04d}")


@transaction.atomic
def register_contract(
    contract: Contract, *, act: Act, signed_on: date | None = None, revision: int | None = None
) -> Contract:
    """Register a passed contract: it gets its number and a project code, gap-free (S0 2.3.2).

    A formal contract that replaces a virtual one keeps the virtual one's project code; the virtual one is then
    replaced. signed_on: the day of signing, where it is known by now. Raises RuleError.
    """
    contract = lock(contract, revision=revision)
    require(act.person, permissions.REGISTER, contract)
    rules.check_registrable(contract, queries.holders(contract))
    virtual = lock(contract.replaces) if contract.replaces_id and contract.replaces else None
    contract.signed_on = signed_on or contract.signed_on
    contract.number = next_number(VIRTUAL if contract.is_virtual else CONTRACTS, act=act)
    contract.state = Contract.State.REGISTERED
    contract.registered_at = act.at
    if virtual is not None:
        contract.project_code = virtual.project_code
        virtual.state = Contract.State.REPLACED
        recording.save(virtual, events.REPLACED, act=act, data={"number": contract.number})
    else:
        contract.project_code = next_number(PROJECTS, act=act)
    recording.save(contract, events.REGISTERED, act=act, data={"code": contract.project_code})
    if virtual is not None:
        bus.publish(events.ContractReplaced(virtual_id=virtual.pk, formal_id=contract.pk, act=act))
    else:
        bus.publish(events.ContractRegistered(contract_id=contract.pk, project_code=contract.project_code, act=act))
    if queries.is_open(contract, queries.REGISTER):
        processes.finish_step(contract, queries.REGISTER, act=act, process=queries.REVIEW)
    return contract
