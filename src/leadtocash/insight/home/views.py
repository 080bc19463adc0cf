"""The work desk: the first page after signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.areas.contracts import limits
from leadtocash.areas.contracts import permissions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects import permissions as projects
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.packs import next_steps
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.queries import waiting_for
from leadtocash.insight.home import queries


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    count, late = waiting_for(person, now=now)
    context: dict[str, Any] = {
        "todos": [{"item": item, "clock": clock_of(item, now=now)} for item in queries.todos(person)],
        "todo_count": count,
        "todo_late": late,
        "figures": [{"figure": f, "text": formats.by_kind(f.kind, f.value)} for f in queries.figures(person, today)],
        "clocks": queries.clocks(person, today) if allowed(person, projects.VIEW) else None,
        "virtual": None,
        "today": today,
        "next_steps": next_steps.of(person),
    }
    if allowed(person, contracts.SEE_VIRTUAL):
        rows = queries.open_virtual(person)
        context["virtual"] = [_virtual(contract, now) for contract in rows]
    return render(request, "home/home.html", context)


def _virtual(contract: Contract, now: datetime) -> dict[str, Any]:
    days = (now - contract.registered_at).days if contract.registered_at else 0
    return {"contract": contract, "days": days, "old": days > number(limits.VIRTUAL_OLD)}
