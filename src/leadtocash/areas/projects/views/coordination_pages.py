"""What the pages of task coordination orders print: facts, steps, the schedule of a week."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.models import CoordinationOrder, SupportBooking
from leadtocash.areas.projects.models.coordination import DAY_HOURS
from leadtocash.areas.projects.queries import coordination as queries
from leadtocash.areas.projects.rules.coordination import monday_of
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web import formats

State = CoordinationOrder.State


def sees_schedule(person: User) -> bool:
    """Those who schedule, carry out or ask for support see who is busy; whose work it is only where they may see it."""
    asked = (permissions.SCHEDULE, permissions.DO_SUPPORT, permissions.COORDINATE)
    return any(allowed(person, permission) for permission in asked)


def facts(order: CoordinationOrder) -> list[dict[str, Any]]:
    """The header of the page."""
    project = order.project
    return [
        {"label": _("Project"), "value": project.code},
        {"label": _("Customer"), "value": project.customer.short_name or project.customer.name},
        {"label": _("Asked by"), "value": order.created_by.name if order.created_by else "\u2014"},
        {"label": _("Wanted"), "value": span(order.wanted_from, order.wanted_to)},
        {"label": _("Technician"), "value": order.technician.name if order.technician else "\u2014"},
        {"label": _("Hours booked"), "value": formats.quantity(order.booked_hours)},
        {"label": _("Rating"), "value": f"{order.rating} / 5" if order.rating else "\u2014"},
    ]


def span(first: date, last: date) -> str:
    """From–to in short days."""
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d} – {last:%m-%d}"


def steps(order: CoordinationOrder) -> list[dict[str, str]]:
    """The way of an order: asked, scheduled, done, rated; or where it ended."""
    if order.state in (State.DECLINED, State.WITHDRAWN):
        return []
    way = [State.ASKED, State.SCHEDULED, State.DONE, State.RATED]
    at = way.index(State(order.state))
    labels = [_("Asking"), _("Scheduling"), _("Carrying out"), _("Rating")]
    captions = [
        f"{localdate(order.created_at):%m-%d}",
        f"{localdate(order.answered_at):%m-%d}" if order.answered_at else "",
        f"{order.done_on:%m-%d}" if order.done_on else "",
        f"{order.rating} / 5" if order.rating else "",
    ]
    done = at + 1
    return [
        {"label": label, "caption": caption, "state": "past" if n < done else "now" if n == done else "next"}
        for n, (label, caption) in enumerate(zip(labels, captions, strict=True))
    ]


def note(order: CoordinationOrder) -> dict[str, str] | None:
    """Why it was declined, and what can be done then."""
    if order.state != State.DECLINED:
        return None
    who = order.answered_by.name if order.answered_by else ""
    return {
        "tone": "late",
        "text": _("Declined by %(who)s: %(reason)s") % {"who": who, "reason": order.decline_reason},
        "url": reverse("projects:new-coordination", args=[order.project_id]),
        "action": _("Fill in another one"),
    }


def who_answers() -> dict[str, Any]:
    """Beside the form: who decides after sending, by when."""
    heads = with_role("rd_manager")
    entries = [
        {
            "title": _("Head of technical support %(names)s") % {"names": joined(one.name for one in heads)},
            "text": _("Accepts and names the person and his days, or declines with a reason"),
            "limit": formats.working_days(1),
        }
    ]
    return {"clause": "S0 2.4.1", "entries": entries}


def schedule(week: str, person: User, today: date) -> dict[str, Any]:
    """A week as rows of technicians: each day's bookings and hours. What one may not see is only "busy"."""
    monday = monday_of(week, today)
    span_days = [monday + timedelta(days=n) for n in range(7)]
    bookings = queries.week(monday)
    visible = queries.visible_ids(person, [booking.order_id for booking in bookings])
    people = {one.pk: one for one in queries.technicians()}
    people.update({booking.technician_id: booking.technician for booking in bookings})
    by_cell: dict[tuple[int, date], list[SupportBooking]] = {}
    for booking in bookings:
        by_cell.setdefault((booking.technician_id, booking.day), []).append(booking)
    rows = []
    for one in sorted(people.values(), key=lambda each: each.username):
        cells = [_cell(by_cell.get((one.pk, day), []), visible) for day in span_days]
        rows.append({"person": one, "cells": cells, "hours": sum((cell["hours"] for cell in cells), Decimal(0))})
    return {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "days": [{"day": day, "today": day == today, "free": not days.is_working(day)} for day in span_days],
        "rows": rows,
        "previous": (monday - timedelta(days=7)).isoformat(),
        "next": (monday + timedelta(days=7)).isoformat(),
        "this_week": today.isoformat(),
    }


def _cell(bookings: list[SupportBooking], visible: set[int]) -> dict[str, Any]:
    hours = sum((booking.hours for booking in bookings), Decimal(0))
    shown = [
        {
            "hours": booking.hours,
            "order": booking.order if booking.order_id in visible else None,
            "customer": booking.order.project.customer,
        }
        for booking in bookings
    ]
    return {"bookings": shown, "hours": hours, "full": hours >= DAY_HOURS}
