"""When somebody of us last met the people of a deal's customer: whoever keeps meetings says so here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.kernel.registry import Registry

#: a deal -> id of a contact of its customer -> the last day on which he was met
Met = Callable[[Opportunity], Mapping[int, date]]
met: Registry[Met] = Registry("keeper of meetings")


def last_met(deal: Opportunity) -> dict[int, date]:
    """The last meeting of each contact of the deal's customer, whoever keeps it."""
    days: dict[int, date] = {}
    for look in met.values():
        for contact, day in look(deal).items():
            days[contact] = max(day, days.get(contact, day))
    return days
