"""The page of how the forecast of a period grew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.lists import parts
from leadtocash.insight.forecast import drawing, trend
from leadtocash.insight.forecast.targets import Targets
from leadtocash.insight.forecast.views.parts import asked_of, frame, shared_of


@require_GET
def growth(request: HttpRequest) -> HttpResponse:
    """Won, committed and best case from week to week, beside the target."""
    asked, today = asked_of(request), act_of(request).today
    points, target = trend.trend(asked.scope, today=today), Targets(asked.scope).whole
    lines = [
        drawing.Line(_("Won so far"), "var(--lc-chart-4)", [float(one.won) for one in points]),
        drawing.Line(_("Won and committed"), "var(--lc-chart-1)", [float(one.commit) for one in points]),
        drawing.Line(_("In the best case"), "var(--lc-chart-2)", [float(one.best_case) for one in points]),
    ]
    unit = formats.unit_of("wan")
    shared, changes = shared_of(asked.params), reverse("forecast:waterfall")
    rows = [(one, changes + parts.url({**shared, "from": one.day.isoformat()})) for one in reversed(points)]
    return render(
        request,
        "forecast/trend.html",
        {
            **frame(asked, request, title=_("Trend")),
            "rows": rows,
            "svg": drawing.grown(
                lines, [one.day for one in points], target=None if target is None else float(target),
                title=_("How the forecast grew"), words=(_("Target"), unit),
            ),
            "unit": unit,
        },
    )  # fmt: skip
