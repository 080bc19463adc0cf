"""The page of a manager's weekly review."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.places import places
from leadtocash.insight.forecast import reviewing, watching, waterfall
from leadtocash.insight.forecast.views.parts import Asked, asked_of, frame, shared_of


@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Numbers, changes, deals to look at, what waits, visits and promises, each with the way to it."""
    asked, today = asked_of(request), act_of(request).today
    found = reviewing.review(asked.scope, today=today)
    return render(
        request,
        "forecast/week.html",
        {
            **frame(asked, request, title=_("Weekly review")),
            "found": found,
            "today": today,
            "figures": _figures(asked, found),
            "changes": _changes(asked, found),
            "watched": _watched(asked, found),
            "unit": formats.unit_of("wan"),
        },
    )


def _figures(asked: Asked, found: reviewing.Review) -> list[dict[str, Any]]:
    whole, url = found.whole, reverse("forecast:page") + parts.url(shared_of(asked.params))
    told = [
        (_("Won so far"), whole.won.amount), (_("Won and committed"), whole.commit),
        (_("In the best case"), whole.best_case), (_("Target"), whole.target), (_("Gap"), whole.gap),
    ]  # fmt: skip
    return [{"label": label, "amount": amount, "url": url} for label, amount in told]


def _changes(asked: Asked, found: reviewing.Review) -> list[dict[str, Any]]:
    """What moved since a week ago; each opens its deals."""
    base = {**shared_of(asked.params), "from": found.since.isoformat()}
    page = reverse("forecast:waterfall")
    rows = []
    for bar, label in waterfall.BARS.items():
        one = found.changes.changes.get(bar, waterfall.Bar())
        url = page + parts.url({**base, "bar": bar}) + "#deals" if one.count else ""
        rows.append({"label": label, "count": one.count, "amount": one.amount, "url": url})
    return rows


def _watched(asked: Asked, found: reviewing.Review) -> list[dict[str, Any]]:
    given = dict(asked.scope.params)
    address = places.get("forecast_watch").address
    return [
        {"label": one.label, "count": found.watched[key], "url": address({**given, "view": key})}
        for key, one in watching.REASONS.items()
    ]
