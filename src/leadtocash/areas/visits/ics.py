"""Visits as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from leadtocash.areas.visits.models import Visit
from leadtocash.foundation.kernel.text import joined

USUAL = timedelta(hours=1)


def written(visits: Iterable[Visit], *, stamp: datetime) -> bytes:
    """One event for each, with its place and whom one meets; without an hour it takes the whole day."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lead-to-Cash//visits//")
    calendar.add("version", "2.0")
    for visit in visits:
        calendar.add_component(_event(visit, stamp))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def begins_at(visit: Visit) -> datetime | None:
    """The moment it begins in the company's time; None where only the day is known."""
    return datetime.combine(visit.day, visit.begins, ZoneInfo(settings.TIME_ZONE)) if visit.begins else None


def _event(visit: Visit, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"visit-{visit.pk}@lead-to-cash")
    event.add("dtstamp", stamp)
    event.add("summary", f"{visit.customer.short_name or visit.customer.name} {visit.purpose}")
    event.add("description", joined(one.name for one in visit.contacts.all()))
    event.add("location", visit.place or visit.customer.address)
    event.add("url", settings.SITE_URL + visit.get_absolute_url())
    begins = begins_at(visit)
    if begins is None:
        event.add("dtstart", visit.day)
        event.add("dtend", visit.day + timedelta(days=1))
        return event
    event.add("dtstart", begins)
    ends = datetime.combine(visit.day, visit.ends, begins.tzinfo) if visit.ends else begins + USUAL
    event.add("dtend", ends)
    return event
