"""The funnel against the policy's proportions, and what each source yields; each number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.leads import funnel, limits, permissions, queries
from leadtocash.areas.leads.funnel import DEAL_STEPS, LEAD, Asked, Level
from leadtocash.areas.leads.tables import FUNNEL_FILTERS, LEADS, asked_of, periods
from leadtocash.areas.opportunities.queries import REACHED
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import parts
from leadtocash.foundation.web.lists.places import places
from leadtocash.foundation.web.lists.rendering import modes


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The funnel of a period, a department and those below it, a source; what each source yields."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.VIEW)
    params = parts.params_of(request.GET)
    period = params.get("period") if params.get("period") in dict(periods()) else "year"
    bar = replace(LEADS, filters=FUNNEL_FILTERS)
    try:
        asked, problems = asked_of(params, person, today), list[str]()
    except ValidationError as error:
        asked, problems = Asked(), error.messages
    levels = [] if problems else funnel.levels(person, asked)
    page = {
        "title": _("Funnel"),
        "chips": parts.chips(bar, params, person),
        "filters": parts.filters(bar, params, person),
        "kept": [("period", period)],
        "narrowed": parts.narrowed(bar, params),
        "clear_url": parts.url({"period": str(period)}),
        "problems": problems,
        "periods": [
            {"label": label, "url": parts.url(params, period=key), "current": key == period}
            for key, label in periods()
        ],
        "levels": [_row(level, asked) for level in levels],
        "yields": [] if problems else _yields(person, asked),
        "clause": limits.FUNNEL,
        "policy": " : ".join(str(n) for n in funnel.policy()),
        "chart": _chart(levels, asked),
        "may_set_up": allowed(person, permissions.SET_UP),
    }  # fmt: skip
    return render(
        request,
        "leads/funnel.html",
        {"page": page, "modes": modes(LEADS, {}, "funnel", reverse("leads:list"))},
    )


def _conditions(asked: Asked, day: str) -> dict[str, str]:
    """What narrows a list to the part of the funnel that is asked for, but for the source."""
    found = {}
    if asked.since:
        found[f"{day}_from"] = asked.since.isoformat()
    if asked.until:
        found[f"{day}_to"] = (funnel.after(asked.until) - timedelta(days=1)).isoformat()
    if asked.departments:
        found["department"] = ",".join(str(pk) for pk in asked.departments)
    return found


def _leads_url(asked: Asked, **more: str) -> str:
    source = {"source": str(asked.source.pk)} if asked.source else {}
    return places.get("leads").address({**_conditions(asked, "received_on"), **source, **more})


def level_url(step: str, asked: Asked) -> str:
    """The list behind a level: all that have come this far or farther."""
    if step == LEAD:
        return _leads_url(asked)
    reached = ",".join(DEAL_STEPS[DEAL_STEPS.index(step) :])
    source = {"source": asked.source.name} if asked.source else {}
    return places.get("opportunities").address({**_conditions(asked, "opened_on"), **source, "reached": reached})


def label_of(step: str) -> str:
    return str(_("Leads") if step == LEAD else dict(REACHED)[step])


def _row(level: Level, asked: Asked) -> dict[str, Any]:
    behind = None
    if level.ratio is not None and level.policy is not None:
        behind = round((level.ratio - level.policy) * 100)
    return {
        "label": label_of(level.step), "count": level.sums.count, "url": level_url(level.step, asked),
        "amount": None if level.step == LEAD else level.sums.amount, "ratio": level.ratio, "policy": level.policy,
        "behind": behind, "expected": level.expected, "direct": level.direct,
        "short": level.sums.count - level.expected if level.expected is not None else None,
    }  # fmt: skip


def _yields(person: User, asked: Asked) -> list[dict[str, Any]]:
    """A row for each source that has leads, the one that won most first."""
    names = {one.pk: one for one in queries.sources()}
    shown = []
    for row in funnel.yields(person, asked):
        source = names[row["source_id"]]
        own = replace(asked, source=source)
        links = {
            "leads": _leads_url(own), "qualified": _leads_url(own, qualified="1"),
            "converted": _leads_url(own, state="converted"), "dropped": _leads_url(own, state="dropped"),
            "won": _leads_url(own, won="1"),
        }  # fmt: skip
        counts = [{"count": row[key], "url": url} for key, url in links.items()]
        shown.append(
            {
                "label": str(source), "counts": counts, "amount": row["amount"], "ratio": row["won"] / row["leads"],
                "days": row["took"].days if row["took"] is not None else None, "won": row["won"],
            }
        )  # fmt: skip
    return sorted(shown, key=lambda one: (-(one["amount"] or 0), -one["counts"][0]["count"]))


def _chart(levels: Sequence[Level], asked: Asked) -> dict[str, Any] | None:
    """Bars from the leads down to what was won, beside what the policy expects."""
    if not any(level.sums.count for level in levels):
        return None
    return {
        "kind": "bar", "whole": True, "unit": "",
        "categories": [label_of(level.step) for level in levels],
        "series": [
            {"name": _("There are"), "tone": "fact", "data": [level.sums.count for level in levels]},
            {"name": _("By the policy"), "tone": "hope", "data": [level.expected for level in levels]},
        ],
        "links": [level_url(level.step, asked) for level in levels],
    }  # fmt: skip
