"""Which journals, and the visits that stand in one."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadtocash.areas.visits.models import SalesJournal, Visit
from leadtocash.areas.visits.queries.visits import in_order, led_or_joined
from leadtocash.foundation.accounts.models import User

Rows = models.QuerySet[Any]


def seen(user: User) -> Rows:
    return SalesJournal.objects.visible_to(user).select_related("owner", "department", "read_by")


def with_everything() -> Rows:
    return SalesJournal.objects.select_related("owner", "department", "read_by")


def visits_in(journal: SalesJournal, reader: User) -> list[Visit]:
    """What the writer did in these days, as far as the reader may see it, in order."""
    rows = Visit.objects.visible_to(reader).filter(led_or_joined(journal.owner))
    rows = rows.filter(day__range=(journal.first_day, journal.last_day))
    return list(in_order(rows.select_related("customer", "opportunity", "owner").prefetch_related("contacts")))
