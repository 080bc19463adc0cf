"""How long the records of a lost deal are kept (CRM-9)."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate

from leadtocash.areas.opportunities import events, limits, rules
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.journal import recording
from leadtocash.foundation.packs.limits import number


def lost_on(deal: Opportunity) -> date | None:
    """The day a deal was lost; of one that is worked on again, the day it was lost last. None: it never was."""
    if deal.state == Opportunity.State.LOST:
        return deal.closed_on
    last = next(iter(recording.history(deal, 1, verb=events.LOST)), None)
    return localdate(last.at) if last else None


def kept_until(deal: Opportunity) -> date | None:
    """The last day for which the records of a lost deal must be there; None for a deal that is not lost."""
    if deal.state != Opportunity.State.LOST or deal.closed_on is None:
        return None
    return rules.kept_until(deal.closed_on, months=number(limits.KEPT))


def check_kept(deal: Opportunity | None, today: date) -> None:
    """Raise RuleError while the records of a deal that was lost must be kept; no deal, no refusal."""
    day = lost_on(deal) if deal is not None else None
    if deal is not None and day is not None:
        until = rules.kept_until(day, months=number(limits.KEPT))
        rules.check_kept(number=deal.number, lost_on=day, until=until, today=today)
