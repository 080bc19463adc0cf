"""What other areas may hear of contracts, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act


@dataclass(frozen=True)
class ContractRegistered:
    """The contract administrator registered a passed contract and gave it a new project code (S0 2.3.2).

    Not told for a formal contract that replaces a virtual one: that keeps its code, see ContractReplaced.
    """

    contract_id: int
    project_code: str
    act: Act


@dataclass(frozen=True)
class ContractReplaced:
    """A registered formal contract took the place of a virtual one (CON-5).

    It has its own number and the same project code; the project goes on under it.
    """

    virtual_id: int
    formal_id: int
    act: Act


@dataclass(frozen=True)
class ContractCancelled:
    """A contract was cancelled by the approved form, or dropped as a draft (S0 2.7)."""

    contract_id: int
    act: Act


CREATED = verb("contracts.created", _("Contract drafted"), icon="plus")
CHANGED = verb("contracts.changed", _("Contract changed"), icon="pencil")
SUBMITTED = verb("contracts.submitted", _("Submitted for review"), tone="doing", icon="send")
RETURNED = verb("contracts.returned", _("Review sent it back"), tone="late", icon="arrow-back-up")
PASSED = verb("contracts.passed", _("Review passed"), tone="done", icon="check")
REGISTERED = verb("contracts.registered", _("Registered, project code %(code)s given"), tone="done", icon="stamp")
REPLACED = verb("contracts.replaced", _("Replaced by formal contract %(number)s"), tone="done", icon="replace")
WITHDRAWN = verb("contracts.withdrawn", _("Taken back from review"), tone="wait", icon="arrow-back-up")
REPLACEMENT_DRAFTED = verb("contracts.replacement_drafted", _("Formal contract %(number)s drafted"), icon="file-plus")
CANCELLATION_ASKED = verb("contracts.cancellation_asked", _("Cancellation asked"), tone="wait", icon="x")
CANCELLATION_REFUSED = verb("contracts.cancellation_refused", _("Cancellation refused"), icon="arrow-back-up")
CANCELLATION_TAKEN_BACK = verb(
    "contracts.cancellation_taken_back", _("Request of cancellation taken back"), icon="arrow-back-up"
)
CANCELLED = verb("contracts.cancelled", _("Cancelled"), tone="late", icon="x")
HANDED_OVER = verb("contracts.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
