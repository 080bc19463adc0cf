"""The route of a day, for the phone: where to go, in which order, whom to call; and as a calendar file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.ics import written
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.words import hours_of, tag_of
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import phone_key
from leadtocash.foundation.web.acting import act_of, person_of

#: opens the maps of the phone at an address, without anybody's script (RFC 5870)
GEO = "geo:0,0?q="


@require_GET
def route(request: HttpRequest) -> HttpResponse:
    """Today's visits, or those of ?day=, in order of time."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.VIEW)
    day = _day(request, today)
    stops = [_stop(visit, person, today) for visit in queries.of_day(person, day)]
    one = timedelta(days=1)
    return render(
        request,
        "visits/route.html",
        {"day": day, "today": today, "stops": stops, "before": day - one, "after": day + one,
         "done": sum(stop["visit"].state == Visit.State.DONE for stop in stops)},
    )  # fmt: skip


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The same day as an iCalendar file."""
    person, act = person_of(request), act_of(request)
    require(person, permissions.VIEW)
    day = _day(request, act.today)
    body = written(queries.of_day(person, day), stamp=act.at)
    name = f'attachment; filename="visits-{day.isoformat()}.ics"'
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def _day(request: HttpRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today


def _stop(visit: Visit, person: User, today: date) -> dict[str, Any]:
    place = visit.place or visit.customer.address or visit.customer.region
    tone, label = tag_of(visit, today)
    return {
        "visit": visit, "hours": hours_of(visit), "tone": tone, "label": label,
        "place": place, "map_url": f"{GEO}{quote(place)}" if place else "",
        "people": [_called(contact, person) for contact in visit.contacts.all()],
        "here": visit.state == Visit.State.PLANNED and visit.day <= today,
    }  # fmt: skip


def _called(contact: Any, person: User) -> dict[str, Any]:
    """A person met; the number to call only for whom it is open to."""
    number = phone_key(contact.phone) if sees(person, contact, "phone") else ""
    return {"contact": contact, "tel": f"tel:{contact.phone.replace(' ', '')}" if number else ""}


urlpatterns = [
    path("visits/route/", route, name="route"),
    path("visits/route.ics", calendar, name="route-calendar"),
]
