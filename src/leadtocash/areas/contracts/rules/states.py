"""What may be done to a contract in which state; each refusal says who has it now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.text import joined

if TYPE_CHECKING:
    from leadtocash.areas.contracts.models import Contract
    from leadtocash.areas.opportunities.models import Opportunity

OPEN_AFTER_PASSING = {"scan", "other"}


def check_won(opportunity: Opportunity) -> None:
    """A contract is drafted from a won opportunity only."""
    if opportunity.state != "won":
        raise RuleError(
            _("%(number)s is not won yet, so there is nothing to draft a contract from.")
            % {"number": opportunity.number},
            code="opportunity_not_won",
            offer=Offer(label=_("To the opportunity"), href=opportunity.get_absolute_url()),
        )


def check_reopening(contract: Contract | None) -> None:
    """A won opportunity that a contract was drafted from stays won; `contract`: the one that lives, if any."""
    if contract is not None:
        raise RuleError(
            _("%(contract)s was drafted from this opportunity; cancel it first.") % {"contract": contract.shown_number},
            code="opportunity_has_contract",
            offer=Offer(label=_("To the contract"), href=contract.get_absolute_url()),
        )


def check_editable(contract: Contract, holders: Sequence[Missing] = ()) -> None:
    """Only a draft is changed (S3 4.5). `holders`: who has the contract now."""
    if contract.state == "draft":
        return
    raise RuleError(_why_not_editable(contract, holders), code="contract_not_draft", clause="S3 4.5", missing=holders)


def check_files_open(contract: Contract, category: str, holders: Sequence[Missing] = ()) -> None:
    """Text and technical files change with the draft only; signed scans and others may come later."""
    if contract.state in ("passed", "registered", "replaced") and category in OPEN_AFTER_PASSING:
        return
    check_editable(contract, holders)


def check_registrable(contract: Contract, holders: Sequence[Missing] = ()) -> None:
    """Only a passed contract gets number and project code (S0 2.3.2)."""
    if contract.number:
        raise RuleError(
            _("It is registered already: %(number)s, project %(code)s.")
            % {"number": contract.number, "code": contract.project_code},
            code="already_registered",
            clause="S0 2.3.2",
        )
    if contract.state != "passed":
        raise RuleError(
            _("Only a contract that has passed review is registered; this one is: %(state)s.")
            % {"state": contract.get_state_display()},
            code="contract_not_passed",
            clause="S0 2.3.2",
            missing=holders,
        )
    check_no_cancellation(contract)


def check_no_cancellation(contract: Contract) -> None:
    """Nothing goes on while a cancellation is being decided (S0 2.7)."""
    if contract.cancellation_asked:
        raise RuleError(
            _("Its cancellation was asked for and is not decided yet."), code="cancellation_pending", clause="S0 2.7"
        )


def check_replaceable(contract: Contract, successor: Contract | None) -> None:
    """A registered virtual contract gets one formal one (S0 1.3.4)."""
    if not contract.is_virtual:
        raise RuleError(
            _("%(number)s is a formal contract; only a virtual one is replaced.") % {"number": contract.shown_number},
            code="not_virtual",
            clause="S0 1.3.4",
        )
    if successor is not None:
        raise RuleError(
            _("Its formal contract is drafted already: %(number)s.") % {"number": successor.shown_number},
            code="replacement_exists",
            clause="S0 1.3.4",
            offer=Offer(label=_("To the formal contract"), href=successor.get_absolute_url()),
        )
    if contract.state != "registered":
        raise RuleError(
            _("Only a registered virtual contract is replaced; this one is: %(state)s. Change its draft instead.")
            % {"state": contract.get_state_display()},
            code="contract_not_registered",
            clause="S0 1.3.4",
        )
    check_no_cancellation(contract)


def check_cancellable(
    contract: Contract, *, reason: str, successor: Contract | None, refusals: Sequence[RuleError]
) -> None:
    """A contract without a live project is cancelled with a reason (S0 2.7).

    refusals: what later areas have against it (a live project: its own cancellation form). Raises RuleError.
    """
    if contract.state in ("cancelled", "replaced"):
        raise RuleError(
            _("It is closed already: %(state)s.") % {"state": contract.get_state_display()},
            code="contract_over",
            clause="S0 2.7",
        )
    if contract.state == "in_review":
        raise RuleError(
            _("It is in review. Take it back, or wait for the opinions, then cancel the draft."),
            code="contract_in_review",
            clause="S0 2.7",
        )
    check_no_cancellation(contract)
    if successor is not None:
        raise RuleError(
            _("Its formal contract %(number)s is on the way; cancel that one first.")
            % {"number": successor.shown_number},
            code="replacement_exists",
            clause="S0 2.7",
            offer=Offer(label=_("To the formal contract"), href=successor.get_absolute_url()),
        )
    for refusal in refusals:
        raise refusal
    if not reason.strip():
        raise RuleError(_("Say why it is cancelled."), code="reason_missing", clause="S0 2.7")


def _why_not_editable(contract: Contract, holders: Sequence[Missing]) -> str:
    who = joined(dict.fromkeys(str(holder.who) for holder in holders))
    match contract.state:
        case "in_review" if who:
            return _("It is in review with %(who)s and cannot be changed meanwhile.") % {"who": who}
        case "in_review":
            return _("It is in review and cannot be changed meanwhile.")
        case "passed":
            return _("It has passed review; what was reviewed is what is signed. It waits for registration.")
        case "registered":
            return _("It is registered as %(number)s; the text in force is not changed.") % {"number": contract.number}
        case _:
            return _("It is closed (%(state)s) and takes no change.") % {"state": contract.get_state_display()}
