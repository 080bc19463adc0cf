"""When it may be disputed whose a customer is; pure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.customers.models import Customer, Dispute
from leadtocash.foundation.kernel.errors import Offer, RuleError

STATES = {
    Dispute.State.OPEN: "wait",
    Dispute.State.UPHELD: "done",
    Dispute.State.REJECTED: "late",
    Dispute.State.WITHDRAWN: "void",
}


def check_claim(customer: Customer | None, *, claimant_id: int, running: Dispute | None, pool_url: str) -> Customer:
    """Give the customer that may be disputed. Raises ValidationError at `name` where there is none of this name,
    RuleError where it is one's own, nobody's, or disputed already."""
    if customer is None or customer.removed_at is not None:
        raise ValidationError({"name": _("No customer of this name is registered: you may register it.")})
    if customer.owner_id == claimant_id:
        raise RuleError(_("This customer is yours."), code="dispute_own")
    if customer.owner_id is None:
        offer = Offer(label=_("Public pool"), href=pool_url)
        raise RuleError(_("This customer lies in the public pool: claim it there."), code="dispute_pooled", offer=offer)
    if running is not None:
        raise RuleError(_("A dispute about this customer is being decided already."), code="dispute_running")
    return customer


def check_open(dispute: Dispute) -> None:
    """Raise RuleError for a dispute that is decided."""
    if dispute.state != Dispute.State.OPEN or dispute.answered_at is not None:
        raise RuleError(_("This dispute needs no answer any more."), code="dispute_answered")
