"""The forecast, how it changed, stages and reasons, and how good it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.lists import Column, parts
from leadtocash.foundation.web.lists.export import FORMS, Table, table_answer
from leadtocash.foundation.web.lists.places import places
from leadtocash.insight.forecast import drawing, figures, fitting, permissions, quality, rules, stages, waterfall
from leadtocash.insight.forecast.figures import DEPARTMENT, MONTH, OWNER, PRODUCT, Row
from leadtocash.insight.forecast.models import Snapshot
from leadtocash.insight.forecast.scopes import Scope
from leadtocash.insight.forecast.views.parts import asked_of, frame

Forecast = Opportunity.Forecast
BY = {
    OWNER: gettext_lazy("By person"), DEPARTMENT: gettext_lazy("By department"), MONTH: gettext_lazy("By month"),
    PRODUCT: gettext_lazy("By product"),
}  # fmt: skip
_REASONS = {
    "won": gettext_lazy("Why we won"), "lost": gettext_lazy("Why we lost"), "rivals": gettext_lazy("Whom we lost to"),
}  # fmt: skip
OPEN = "open"
WEEK = timedelta(days=7)
SINCE = (7, 14, 30, 90)


def _of(category: str) -> Callable[[Row], Decimal]:
    return lambda row: row.of(category).amount


#: the table as a file; yuan with tax
FILE = [
    Column(key="label", label=gettext_lazy("Name")),
    Column(key="won", label=gettext_lazy("Won so far"), kind="money", value=lambda row: row.won.amount),
    Column(key="commit", label=gettext_lazy("Committed"), kind="money", value=_of(Forecast.COMMIT)),
    Column(key="best", label=gettext_lazy("Best case"), kind="money", value=_of(Forecast.BEST)),
    Column(key="possible", label=gettext_lazy("Possible"), kind="money", value=_of(Forecast.PIPELINE)),
    Column(key="omitted", label=gettext_lazy("Left out"), kind="money", value=_of(Forecast.OMITTED)),
    Column(key="sure", label=gettext_lazy("Won and committed"), kind="money", value=lambda row: row.commit),
    Column(key="hoped", label=gettext_lazy("In the best case"), kind="money", value=lambda row: row.best_case),
    Column(key="weighted", label=gettext_lazy("Weighted by the method"), kind="money", value=lambda row: row.weighted),
    Column(key="learnt", label=gettext_lazy("Weighted by history"), kind="money", value=lambda row: row.learnt),
    Column(key="call", label=gettext_lazy("Manager's number"), kind="money"),
    Column(key="target", label=gettext_lazy("Target"), kind="money"),
    Column(key="gap", label=gettext_lazy("Gap"), kind="money"),
]  # fmt: skip


@require_GET
def forecast(request: HttpRequest) -> HttpResponseBase:
    """Won, committed, best case, weighted; each number opens its deals."""
    asked = asked_of(request)
    scope, params = asked.scope, asked.params
    by = params.get("by", OWNER if "department" in params else DEPARTMENT)
    by = by if by in BY else DEPARTMENT
    whole, found = figures.table(scope, by)
    wanted = params.get("export", "")
    if wanted in FORMS:
        title = _("Forecast %(period)s") % {"period": scope.period.key}
        return table_answer(request, Table("forecast", title, FILE, found, words=str(BY[by])), wanted)
    late = figures.overdue(scope)
    context = {
        **frame(asked, request, title=_("Forecast"), kept=("by",)),
        "by": by,
        "bys": [{"label": label, "url": parts.url(params, by=key), "current": key == by} for key, label in BY.items()],
        "whole": whole,
        "figures": _figures(whole, scope),
        "has_targets": whole.target is not None,
        "target_url": _target_address(scope, {}),
        "may_target": allowed(scope.person, permissions.TARGET),
        "rows": [_shown(row, scope, by, params) for row in found],
        "total": _shown(whole, scope, "", params),
        "has_calls": by in (OWNER, DEPARTMENT),
        "may_call": by in (OWNER, DEPARTMENT) and allowed(scope.person, permissions.CALL),
        "late": late,
        "late_url": _address(scope, {"state": OPEN, "expected_close_on_to": _before(scope.period.first)}),
        "exports": [{"label": form, "url": parts.url(params, export=form)} for form in FORMS],
        "unit": formats.unit_of("wan"),
    }
    return render(request, "forecast/forecast.html", context)


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


def _address(scope: Scope, more: Mapping[str, str]) -> str:
    return places.get("opportunities").address({**scope.params, **more})


def _within(scope: Scope) -> dict[str, str]:
    first, last = scope.period.first.isoformat(), scope.period.last.isoformat()
    return {"state": OPEN, "expected_close_on_from": first, "expected_close_on_to": last}


def _signed(scope: Scope) -> dict[str, str]:
    first, last = scope.period.first.isoformat(), scope.period.last.isoformat()
    return {"state": "won", "closed_on_from": first, "closed_on_to": last}


def _figures(whole: Row, scope: Scope) -> list[dict[str, Any]]:
    """The numbers above the table: what is expected in which view of it, and what it is made of."""
    return [
        {"label": _("Won so far"), "amount": whole.won.amount, "url": _address(scope, _signed(scope)),
         "note": _("%(count)s deals") % {"count": f"{whole.won.count:,}"}},
        {"label": _("Won and committed"), "amount": whole.commit,
         "note": _("%(count)s committed") % {"count": f"{whole.of(Forecast.COMMIT).count:,}"},
         "url": _address(scope, {**_within(scope), "category": Forecast.COMMIT})},
        {"label": _("In the best case"), "amount": whole.best_case,
         "note": _("%(count)s hoped for") % {"count": f"{whole.of(Forecast.BEST).count:,}"},
         "url": _address(scope, {**_within(scope), "category": Forecast.BEST})},
        {"label": _("Weighted by the method"), "amount": whole.weighted, "url": _address(scope, _within(scope)),
         "note": _("%(count)s open") % {"count": f"{whole.counted.count:,}"}},
        {"label": _("Weighted by history"), "amount": whole.learnt, "url": reverse("forecast:quality"),
         "note": _("see how good it is")},
    ]  # fmt: skip


def _shown(row: Row, scope: Scope, by: str, params: parts.Params) -> dict[str, Any]:
    """A row with the address of each number's deals."""
    within = replace(scope, period=rules.Period(row.key, 1)) if by == MONTH else scope
    own = {by: str(row.key)} if by in (OWNER, DEPARTMENT, PRODUCT) and row.key is not None else {}
    url = _address(scope, {**_signed(within), **own})
    cells = [{"amount": row.won.amount, "count": row.won.count, "url": url}]
    for category in Forecast.values:
        sums, url = row.of(category), _address(scope, {**_within(within), "category": category, **own})
        cells.append({"amount": sums.amount, "count": sums.count, "url": url})
    inner = {DEPARTMENT: {"department": str(row.key), "by": OWNER}, OWNER: {"owner": str(row.key), "by": MONTH}}
    targeted = {"person": str(row.key)} if by == OWNER else {"department": str(row.key)} if by == DEPARTMENT else {}
    return {
        "row": row, "cells": cells, "indent": "\u2003" * row.depth,
        "target_url": _target_address(within, targeted if own else {}),
        "url": parts.url(params, **inner[by]) if by in inner else "",
        "call_url": _call_url(row, scope, by),
        "call_months": f"{row.called}/{scope.period.length}" if row.called < scope.period.length else "",
    }  # fmt: skip


def _target_address(scope: Scope, more: Mapping[str, str]) -> str:
    """The targets a number is made of."""
    asked = {"owner": "person", "department": "department"}
    given = {asked[name]: value for name, value in scope.params.items() if name in asked}
    first, last = scope.period.first.isoformat(), scope.period.last.isoformat()
    return places.get("forecast_targets").address({**given, "month_from": first, "month_to": last, **more})


def _call_url(row: Row, scope: Scope, by: str) -> str:
    names = {OWNER: "person", DEPARTMENT: "department"}
    if by not in names or row.key is None:
        return ""
    month = scope.period.key if scope.period.length == 1 else ""
    return f"{reverse('forecast:new-call')}?{names[by]}={row.key}&month={month}"


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """The waterfall between two days, and the deals of one of its bars."""
    asked, today = asked_of(request), act_of(request).today
    params = asked.params
    last = min(rules.day_of(params.get("to", ""), today), today)
    first = min(rules.day_of(params.get("from", ""), last - WEEK), last)
    found = waterfall.waterfall(asked.scope, first, last, today=today)
    bar = params.get("bar", "")
    shown = waterfall.deals(asked.scope, first, last, bar) if bar in waterfall.BARS else []
    steps = _steps(found, params)
    return render(
        request,
        "forecast/changes.html",
        {
            **frame(asked, request, title=_("What changed"), kept=("from", "to")),
            "first": first,
            "last": last,
            "svg": drawing.falling(_columns(steps), title=_("How the open deals changed")),
            "steps": steps,
            "chosen": waterfall.BARS.get(bar, ""),
            "deals": shown,
            "days": [_since(params, days, today=today, current=(last - first).days == days) for days in SINCE],
            "unit": formats.unit_of("wan"),
        },
    )  # fmt: skip


def _since(params: parts.Params, days: int, *, today: date, current: bool) -> dict[str, Any]:
    begin = (today - timedelta(days=days)).isoformat()
    url = parts.url(params, **{"from": begin, "to": None, "bar": None})
    return {"label": _("In %(count)s days") % {"count": days}, "url": url, "current": current}


def _steps(found: waterfall.Waterfall, params: parts.Params) -> list[dict[str, Any]]:
    """Opening, what changed it, closing: as the table shows them."""
    steps: list[dict[str, Any]] = [{"label": _("Open at first"), "amount": found.opening.amount, "whole": True}]
    for key, label in waterfall.BARS.items():
        bar = found.changes.get(key, waterfall.Bar())
        steps.append({"label": label, "amount": bar.amount, "count": bar.count, "key": key,
                      "url": parts.url(params, bar=key) if bar.count else ""})  # fmt: skip
    return [*steps, {"label": _("Open at last"), "amount": found.closing.amount, "whole": True}]


def _columns(steps: Sequence[Mapping[str, Any]]) -> list[drawing.Column]:
    level, found = Decimal(0), []
    for step in steps:
        before = Decimal(0) if step.get("whole") else level
        level = before + step["amount"]
        tone = "total" if step.get("whole") else "won" if step["key"] == waterfall.WON else "up"
        tone = "down" if step["amount"] < 0 and tone == "up" else tone
        low, high = sorted((float(before), float(level)))
        text, url = formats.in_wan(step["amount"]), step.get("url", "")
        found.append(drawing.Column(str(step["label"]), text, low, high, float(level), tone, url))
    return found


@require_GET
def passing(request: HttpRequest) -> HttpResponse:
    """How many deals go on from each stage and how long they stay; why deals are won and lost."""
    asked = asked_of(request)
    decided = stages.decided(asked.scope)
    won, lost = decided.won, decided.lost
    return render(
        request,
        "forecast/stages.html",
        {
            **frame(asked, request, title=_("Stages and reasons")),
            "methods": stages.passages(asked.scope),
            "won": won,
            "lost": lost,
            "rate": Decimal(won) / (won + lost) if won + lost else None,
            "reasons": [{"title": _REASONS[key], "rows": rows} for key, rows in decided.reasons.items()],
        },
    )


@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """What the kept forecasts were worth, and what the probabilities rest on."""
    asked, today = asked_of(request), act_of(request).today
    told, version = quality.quality(asked.scope), fitting.latest()
    words = _("foretold %(told)s, won %(won)s, %(count)s predictions")
    points = [
        (one.foretold, one.won, one.count,
         words % {"told": formats.pct(one.foretold), "won": formats.pct(one.won), "count": one.count})
        for one in told.steps
    ]  # fmt: skip
    axes = (_("Foretold, %"), _("Won, %"))
    return render(
        request,
        "forecast/quality.html",
        {
            **frame(asked, request, title=_("How good it is")),
            "told": told,
            "svg": drawing.calibration(points, title=_("Foretold against won"), axes=axes),
            "version": version,
            "chances": _chances(version),
            "learning": fitting.learning_now(today),
            "snapshots": Snapshot.objects.order_by("-day")[:8],
            "may_take": allowed(asked.scope.person, permissions.SNAPSHOT),
        },
    )


def _chances(version: Any) -> list[dict[str, Any]]:
    """By stage of the methods in force, its chances by the days in it."""
    if version is None:
        return []
    rows = version.chances.filter(stage__method__state="in_force").select_related("stage__method")
    found: dict[int, dict[str, Any]] = {}
    for chance in rows.order_by("-stage__method__is_default", "stage__method__code", "stage__position", "days"):
        row = found.setdefault(chance.stage_id, {"stage": chance.stage, "chances": []})
        row["chances"].append(chance)
    return [row for row in found.values() if any(one.basis != "method" for one in row["chances"])]
