"""What the company sets itself about customers; the points of completeness are in completeness.py."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.packs.limits import DAYS, ITEMS, declare, number

Status = Customer.Status
_NEVER = _("0: never.")
REVIEW = {
    status: declare(
        f"customers.review_{status}_days", label, days, unit=DAYS, minimum=7, maximum=730, clause="S1 3.3.1"
    )
    for status, label, days in (
        (Status.NEW, _("A newly opened customer's status is looked at again after"), 60),
        (Status.BASE, _("A base customer's status is looked at again after"), 90),
        (Status.POTENTIAL, _("A potential customer's status is looked at again after"), 60),
        (Status.WON, _("A won customer's status is looked at again after"), 365),
    )
}
NEGLECT = declare(
    "customers.neglect_days", _("A customer nobody works on goes back to the public pool after"), 90,
    unit=DAYS, minimum=0, maximum=730, note=_NEVER,
)  # fmt: skip
NEGLECT_WON = declare(
    "customers.neglect_won_days", _("A won customer nobody works on goes back to the public pool after"), 0,
    unit=DAYS, minimum=0, maximum=1460, note=_NEVER,
)  # fmt: skip
WARNING = declare(
    "customers.return_warning_days", _("The account manager is warned before a customer goes back"), 7,
    unit=DAYS, minimum=1, maximum=60,
)  # fmt: skip
CLAIM_MOST = declare(
    "customers.claim_most", _("Customers one may hold and still claim another from the pool"), 100,
    unit=ITEMS, minimum=1, maximum=10_000, note=_("Won and invalid customers do not count."),
)  # fmt: skip
COOLING = declare(
    "customers.cooling_days", _("One's own former customer may be claimed again after"), 30,
    unit=DAYS, minimum=0, maximum=365,
)  # fmt: skip
BIRTHDAY = declare(
    "customers.birthday_days", _("The account manager is told of a contact's birthday before it"), 3,
    unit=DAYS, minimum=0, maximum=30,
)  # fmt: skip


def review_due(status: str, *, today: date) -> date | None:
    """The day by which a status given or confirmed today is looked at again; None for an invalid customer."""
    limit = REVIEW.get(Status(status))
    return today + timedelta(days=number(limit)) if limit else None
