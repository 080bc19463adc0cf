"""The manager's page of a week: who visited whom, who owes minutes, which deals nobody was in touch for."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from leadtocash.areas.visits import limits, permissions
from leadtocash.areas.visits.queries import team
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.acting import act_of, person_of

SILENT_SHOWN = 50


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """?week= any day of it; this week unless given."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.TEAM)
    monday = _monday(request.GET.get("week", ""), today)
    silent = list(queries.silent(person, today).order_by("-amount", "-pk")[: SILENT_SHOWN + 1])
    return render(
        request,
        "visits/team.html",
        {
            "monday": monday, "sunday": monday + timedelta(days=6), "this_week": _monday("", today),
            "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
            "lines": team.week(person, monday, today=today), "silent": silent[:SILENT_SHOWN],
            "more": len(silent) > SILENT_SHOWN, "silent_days": number(limits.SILENT),
        },
    )  # fmt: skip


def _monday(named: str, today: date) -> date:
    try:
        day = date.fromisoformat(named)
    except ValueError:
        day = today
    return day - timedelta(days=day.weekday())


urlpatterns = [path("visits/team/", week, name="team")]
