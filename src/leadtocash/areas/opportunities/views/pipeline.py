"""The pipeline: stages by months of the expected signing, from the kept figures; each number opens its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.opportunities import permissions, queries
from leadtocash.areas.opportunities.figures import Cell, Sums
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tables import FIGURE_FILTERS, OPPORTUNITIES, figures_of
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.filters.dating import months_on
from leadtocash.foundation.web.lists.places import places
from leadtocash.foundation.web.lists.rendering import modes

MONTHS = 12
OPEN, ALL = "open", "open,won,lost"
TONES = ("promise", "hope", "fact", "wait", "done", "late")
#: a column: its name, and what narrows the list to it; the last of all is the sum of the others
Column = tuple[str, Mapping[str, str]]


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    person, today = person_of(request), act_of(request).today
    require(person, permissions.VIEW)
    params = parts.params_of(request.GET)
    show, first = _shown(params.get("show", "")), _first(params.get("from", ""), today)
    asked = {"state": OPEN} | {k: v for k, v in params.items() if any(k in one.names() for one in FIGURE_FILTERS)}
    try:
        cells, problems = figures_of(asked, person), list[str]()
    except ValidationError as error:
        cells, problems = {}, error.messages
    columns = _columns(first)
    rows = _rows(cells, columns, asked, first, show)
    bar = replace(OPPORTUNITIES, filters=[one for one in FIGURE_FILTERS if one.name != "state"])
    page = {
        "title": _("Pipeline"),
        "chips": parts.chips(bar, params, person),
        "filters": parts.filters(bar, params, person),
        "kept": [(k, v) for k, v in params.items() if k in ("state", "show", "from")],
        "narrowed": parts.narrowed(bar, params),
        "clear_url": parts.url({k: v for k, v in params.items() if k in ("state", "show", "from")}),
        "problems": problems,
        "columns": [name for name, _conditions in columns],
        "rows": rows,
        "states": _switch(params, "state", asked["state"], [*Opportunity.State.choices, (ALL, _("All"))]),
        "shows": _switch(params, "show", show, _shows()),
        "unit": _("opportunities") if show == "count" else formats.unit_of("wan"),
        "chart": _chart(rows, columns, show),
        "earlier_url": parts.url(params, **{"from": f"{months_on(first, -MONTHS):%Y-%m}"}),
        "later_url": parts.url(params, **{"from": f"{months_on(first, MONTHS):%Y-%m}"}),
    }
    return render(
        request,
        "opportunities/pipeline.html",
        {"page": page, "modes": modes(OPPORTUNITIES, {}, "pipeline", reverse("opportunities:list"))},
    )


def _shows() -> list[tuple[str, str]]:
    return [("amount", _("Amount")), ("weighted", _("Weighted")), ("count", _("Count"))]


def _shown(given: str) -> str:
    return given if given in dict(_shows()) else "amount"


def _first(given: str, today: date) -> date:
    """The first month shown: as asked ("2026-01"), else the present one."""
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        return today.replace(day=1)


def _switch(params: parts.Params, name: str, current: str, options: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": parts.url(params, **{name: value}), "current": value == current}
        for value, label in options
    ]


def _columns(first: date) -> list[Column]:
    """What was expected earlier, twelve months, what comes later, what has no day, and all together."""
    day = timedelta(days=1)
    low, high = "expected_close_on_from", "expected_close_on_to"
    months = [months_on(first, step) for step in range(MONTHS + 1)]
    found: list[Column] = [(_("earlier"), {high: (first - day).isoformat()})]
    for start, after in pairwise(months):
        found.append((f"{start:%Y-%m}", {low: start.isoformat(), high: (after - day).isoformat()}))
    found += [(_("later on"), {low: months[-1].isoformat()}), (_("no day"), {"expected_close_on": "empty"})]
    return [*found, (_("Total"), {})]


def _place(month: date | None, first: date) -> int:
    """In which column a month stands."""
    if month is None:
        return MONTHS + 2
    return min(max((month.year - first.year) * 12 + month.month - first.month + 1, 0), MONTHS + 1)


def _rows(
    cells: Mapping[Cell, Sums], columns: Sequence[Column], asked: Mapping[str, str], first: date, show: str
) -> list[dict[str, Any]]:
    """A row for each stage that has opportunities, and at the end the sums of all stages."""
    sums = dict[int, list[Sums]]()
    whole = [Sums() for _column in columns]
    for (stage, month), found in cells.items():
        for row in (sums.setdefault(stage, [Sums() for _column in columns]), whole):
            for place in (_place(month, first), -1):
                row[place] += found
    stages = {pk: (method, name) for method, of in queries.stages_by_method() for pk, name in of}
    several = len({stages[stage][0] for stage in sums}) > 1
    shown = []
    for stage in sorted(sums, key=list(stages).index):
        method, name = stages[stage]
        label = f"{method} · {name}" if several else name
        shown.append({"label": label, "stage": stage, "cells": _cells(sums[stage], columns, asked, show, stage)})
    if shown:
        shown.append({"label": _("Total"), "stage": None, "cells": _cells(whole, columns, asked, show, None)})
    return shown


def _cells(
    row: Sequence[Sums], columns: Sequence[Column], asked: Mapping[str, str], show: str, stage: int | None
) -> list[dict[str, Any]]:
    place, of_stage = places.get("opportunities"), {"stage": str(stage)} if stage else {}
    return [
        {
            "count": sums.count,
            "value": getattr(sums, show),
            "text": f"{sums.count:,}" if show == "count" else formats.in_wan(getattr(sums, show)),
            "url": place.address({**asked, **of_stage, **conditions}),
        }
        for sums, (_name, conditions) in zip(row, columns, strict=True)
    ]


def _chart(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], show: str) -> dict[str, Any] | None:
    """Months as bars of stages; a bar opens the list of its month."""
    if not rows:
        return None
    *stages, whole = rows

    def value(cell: Mapping[str, Any]) -> float:
        return float(cell["value"]) if show == "count" else float(formats.in_wan(cell["value"]).replace(",", ""))

    series = [
        {"name": str(row["label"]), "tone": TONES[place % len(TONES)], "data": [value(c) for c in row["cells"][:-1]]}
        for place, row in enumerate(stages)
    ]
    return {
        "kind": "stack", "categories": [name for name, _conditions in columns[:-1]], "whole": show == "count",
        "unit": _("opportunities") if show == "count" else formats.unit_of("wan"), "series": series,
        "links": [cell["url"] for cell in whole["cells"][:-1]],
    }  # fmt: skip
