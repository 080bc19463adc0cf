"""What every migrated database gets: roles, permissions, calendar years, authority, processes, methods, reasons."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from leadtocash.areas.bids.shipping import ship_checklist
from leadtocash.areas.leads.shipping import ship_sources
from leadtocash.areas.market.shipping import ship_reasons
from leadtocash.areas.opportunities.shipping import ship_methods
from leadtocash.foundation.access.shipping import ship_roles
from leadtocash.foundation.authority.shipping import ship_authority
from leadtocash.foundation.calendar.seeding import seed
from leadtocash.foundation.handbook.shipping import ship_handbook
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow.shipping import ship_processes


@transaction.atomic
def ship() -> None:
    """Write what is shipped and not there yet; nothing a company has changed is touched. Safe to repeat."""
    ship_roles()
    year = timezone.localdate().year
    seed(year - 3, year + 4)
    ship_handbook()
    ship_authority()
    ship_processes()
    ship_methods(act=system_act())
    ship_sources(act=system_act())
    ship_reasons(act=system_act())
    ship_checklist(act=system_act())
