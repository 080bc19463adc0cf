"""What every migrated database gets: roles and permissions, calendar years, shipped processes. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.db import transaction
from django.utils import timezone

from leadtocash.foundation.access.shipping import ship_roles
from leadtocash.foundation.calendar.seeding import seed


@transaction.atomic
def ship() -> None:
    """Write what is shipped and not there yet; nothing a company has changed is touched."""
    ship_roles()
    year = timezone.localdate().year
    seed(year - 3, year + 4)
    for module, name in (
        ("leadtocash.foundation.workflow.shipping", "ship_authority"),
        ("leadtocash.foundation.workflow.shipping", "ship_processes"),
        ("leadtocash.areas.opportunities.shipping", "ship_methods"),
    ):
        if find_spec(module):
            step: Callable[[], object] = getattr(import_module(module), name)
            step()
