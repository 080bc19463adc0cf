"""Which orders and bookings; joins for pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models

from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.workflow.models import WorkItem

State = CoordinationOrder.State


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the list of orders."""
    return CoordinationOrder.objects.visible_to(user).select_related(
        "project__customer", "project__owner", "technician"
    )


def shown() -> models.QuerySet[Any]:
    """One order with everything its page prints."""
    return CoordinationOrder.objects.select_related(
        "project__customer", "project__owner", "project__department", "technician", "answered_by", "created_by"
    )


def open_orders(project: Project) -> list[CoordinationOrder]:
    """The project's orders that are asked for or scheduled, newest first."""
    rows = CoordinationOrder.objects.filter(project=project, state__in=(State.ASKED, State.SCHEDULED))
    return list(rows.select_related("project__owner", "technician").order_by("-pk"))


def of_project(project: Project, user: User) -> models.QuerySet[Any]:
    """The project's orders this person may see, newest first."""
    rows = CoordinationOrder.objects.visible_to(user).filter(project=project)
    return rows.select_related("technician").order_by("-pk")


def bookings_of(order: CoordinationOrder) -> list[SupportBooking]:
    """The order's bookings by day."""
    return list(order.bookings.select_related("technician").order_by("day", "pk"))


def booked_on(technician: User, days: Iterable[date]) -> list[SupportBooking]:
    """Everything a person is booked for on these days, over all orders."""
    rows = SupportBooking.objects.filter(technician=technician, day__in=set(days))
    return list(rows.select_related("order__project__owner").order_by("day", "pk"))


def people() -> models.QuerySet[User]:
    """Everybody who works here; the action says who of them can be sent."""
    return User.objects.filter(is_active=True)


def technicians() -> list[User]:
    """Those who can be sent: technical support and its heads, by user name."""
    people = {person.pk: person for role in ("tech_support", "rd_manager") for person in with_role(role)}
    return sorted(people.values(), key=lambda person: person.username)


def week(monday: date) -> list[SupportBooking]:
    """All bookings of a week with their orders and projects."""
    rows = SupportBooking.objects.filter(day__range=(monday, monday + timedelta(days=6)))
    return list(rows.select_related("technician", "order__project__customer").order_by("day", "pk"))


def visible_ids(user: User, orders: Iterable[int]) -> set[int]:
    """Which of these orders the person may see."""
    return set(CoordinationOrder.objects.visible_to(user).filter(pk__in=set(orders)).values_list("pk", flat=True))


def waiting_for(person: User) -> tuple[int, bool]:
    """How many orders wait for this person (to schedule, to do, to rate); none of them is called overdue here."""
    rows = WorkItem.objects.filter(
        assignee=person, state=WorkItem.State.OPEN, instance__record_kind=kind_of(CoordinationOrder)
    )
    return rows.count(), False
