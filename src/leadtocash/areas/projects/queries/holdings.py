"""What of projects lies with a person."""

from __future__ import annotations

from django.db.models import QuerySet

from leadtocash.areas.projects.models import CoordinationOrder, Project
from leadtocash.foundation.access.scoping import ScopedQuerySet
from leadtocash.foundation.accounts.models import User

State = Project.State


def alive_of(person: User) -> ScopedQuerySet:
    """Projects he answers for that are neither closed nor cancelled."""
    rows = Project.objects.filter(owner=person).exclude(state__in=[State.CLOSED, State.CANCELLED])
    return rows.order_by("pk")


def booked_on(person: User) -> QuerySet[CoordinationOrder]:
    """Coordination orders a technician is booked on and has not done yet."""
    state = CoordinationOrder.State.SCHEDULED
    return CoordinationOrder.objects.filter(technician=person, state=state).order_by("pk")
