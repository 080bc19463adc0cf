"""The days and times of a tender, for calendars."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.areas.bids.models import Bid
from leadtocash.foundation.calendar.feed import Due


def dues(bid: Bid) -> list[Due]:
    """What of a bid is due when: questions, bond, handing in, opening."""
    times = (
        ("questions", bid.questions_until, _("Questions until: %(what)s")),
        ("bond", bid.bond_due_on if bid.bond_needed else None, _("Bid bond due: %(what)s")),
        ("deadline", bid.deadline, _("Bid deadline: %(what)s")),
        ("opening", bid.opening_at, _("Opening of bids: %(what)s")),
    )
    url = bid.get_absolute_url()
    return [Due(f"bids.bid-{name}-{bid.pk}", at, words % {"what": bid}, url) for name, at, words in times if at]
