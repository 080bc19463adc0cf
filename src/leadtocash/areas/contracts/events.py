"""What other areas may hear of contracts, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True)
class ContractRegistered:
    """The contract administrator registered a passed contract and gave it the project code (S0 2.3.2)."""

    contract_id: int
    project_code: str
    act: Act


@dataclass(frozen=True)
class ContractReplaced:
    """A formal contract took the place of a virtual one; its project goes on under the formal one (CON-5)."""

    virtual_id: int
    formal_id: int
    act: Act


@dataclass(frozen=True)
class ContractCancelled:
    """A contract was cancelled by the approved form (S0 2.7)."""

    contract_id: int
    act: Act


CREATED = verb("contracts.created", _("Contract drafted"), icon="plus")
CHANGED = verb("contracts.changed", _("Contract changed"), icon="pencil")
SUBMITTED = verb("contracts.submitted", _("Submitted for review"), tone="doing", icon="send")
RETURNED = verb("contracts.returned", _("Review sent it back"), tone="late", icon="arrow-back-up")
PASSED = verb("contracts.passed", _("Review passed"), tone="done", icon="check")
REGISTERED = verb("contracts.registered", _("Registered, project code %(code)s given"), tone="done", icon="stamp")
REPLACED = verb("contracts.replaced", _("Replaced by formal contract %(number)s"), tone="done", icon="replace")
CANCELLED = verb("contracts.cancelled", _("Cancelled"), tone="late", icon="x")
