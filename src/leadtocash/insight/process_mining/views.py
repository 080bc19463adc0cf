"""How processes perform: all of them, one of them with its steps, people and reasons, and its event log."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.views.processes import newest_definitions
from leadtocash.insight.process_mining import drawing, logs, queries, rules
from leadtocash.insight.process_mining.permissions import VIEW
from leadtocash.insight.process_mining.rules import Period, share

LABELS = {
    "30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"), "365": gettext_lazy("365 days"),
}  # fmt: skip


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Every process: what ended in the period, how long it took, what is late now."""
    person, now = person_of(request), timezone.now()
    require(person, VIEW)
    period, department = _asked(request)
    rows = queries.visible_instances(person, department=department)
    found = queries.performances(rows, period, now=now)
    before = queries.performances(rows, period.before, now=now)
    table = [
        {
            "definition": definition,
            "now": found[definition.key],
            "before": before.get(definition.key, queries.Performance()),
            "reworked": share(found[definition.key].cycle.reworked, found[definition.key].cycle.count),
            "url": f"{reverse('process_mining:process', args=[definition.key])}?{request.GET.urlencode()}",
        }
        for definition in newest_definitions()
        if definition.key in found
    ]
    return render(request, "process_mining/processes.html", {"table": table, **_frame(request, period, department)})


@require_GET
def process(request: HttpRequest, key: str) -> HttpResponse:
    """One process: cycle and trend, its steps by cost, its picture by heat, its people, why work went back."""
    person, now = person_of(request), timezone.now()
    require(person, VIEW)
    definition = _definition(key)
    period, department = _asked(request)
    rows = queries.visible_instances(person, key, department)
    steps, graph = queries.steps(rows, period, now=now), graph_of(definition.pk)
    found = queries.performances(rows, period, now=now).get(key, queries.Performance())
    names = {node.id: node.label for node in graph.nodes.values()}
    costs = rules.pareto((name, step.total) for name, step in steps.items())
    context = {
        "definition": definition,
        "found": found,
        "before": queries.performances(rows, period.before, now=now).get(key, queries.Performance()),
        "reworked": share(found.cycle.reworked, found.cycle.count),
        "steps": _table(steps, names, graph),
        "vital": [names.get(cost.name, cost.name) for cost in costs if cost.vital],
        "pareto": _pareto(costs, names),
        "trend": _trend(period, found),
        "loads": queries.loads(rows, period, now=now),
        "reasons": queries.reasons(rows, period),
        "svg": drawing.draw(graph, steps),
        "svg_summary": _("The steps that cost most: %(steps)s.")
        % {"steps": joined(names.get(cost.name, cost.name) for cost in costs if cost.vital) or "–"},
        "query": request.GET.urlencode(),
        **_frame(request, period, department),
    }
    return render(request, "process_mining/process.html", context)


@require_GET
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The heat picture by itself, to keep or to print."""
    person = person_of(request)
    require(person, VIEW)
    period, department = _asked(request)
    rows = queries.visible_instances(person, key, department)
    steps = queries.steps(rows, period, now=timezone.now())
    svg = drawing.draw(graph_of(_definition(key).pk), steps, palette=drawing.PRINT)
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
def xes(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """The event log of one process as XES."""
    rows = _logged(request, key)
    return _file(logs.as_xes(rows), f"{key}.xes", "application/xml")


@require_GET
def ocel(request: HttpRequest, key: str = "") -> StreamingHttpResponse:
    """The event log of one process, or of all that concern a record together, as OCEL 2.0 (JSON)."""
    rows = _logged(request, key)
    definitions = ProcessDefinition.objects.filter(pk__in=rows.order_by().values("definition_id").distinct())
    kinds = sorted({definition.record_kind for definition in definitions})
    names = [node.name or node.id for one in definitions for node in graph_of(one.pk).nodes.values() if node.waits]
    return _file(logs.as_ocel(rows, kinds=kinds, steps=names), f"{key or 'processes'}.ocel.json", "application/json")


def _logged(request: HttpRequest, key: str) -> Any:
    person = person_of(request)
    require(person, VIEW)
    if key:
        _definition(key)
    period, department = _asked(request)
    begin, until = queries.span(period)
    rows = queries.visible_instances(person, key, department).filter(started_at__lt=until)
    return rows.exclude(ended_at__lt=begin).select_related("definition").order_by("pk")


def _file(parts: Any, name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((part.encode() for part in parts), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _definition(key: str) -> ProcessDefinition:
    definition = newest(key)
    if definition is None:
        raise Http404
    return definition


def _asked(request: HttpRequest) -> tuple[Period, Department | None]:
    period = rules.period_of(request.GET.dict(), timezone.localdate())
    number = request.GET.get("department", "")
    department = Department.objects.filter(pk=int(number)).first() if number.isdigit() and len(number) < 10 else None
    return period, department


def _frame(request: HttpRequest, period: Period, department: Department | None) -> dict[str, Any]:
    """The choice of period and department above the figures."""
    asked = request.GET.get("period", "")
    chosen = "" if request.GET.get("from") else asked if asked in LABELS else "90"
    return {
        "period": period,
        "periods": [{"key": key, "label": str(label), "current": key == chosen} for key, label in LABELS.items()],
        "departments": Department.objects.filter(is_active=True),
        "department": department,
    }


def _table(steps: dict[str, queries.Step], names: dict[str, str], graph: Graph) -> list[dict[str, Any]]:
    order = {name: place for place, name in enumerate(graph.nodes)}
    rows = sorted(steps.values(), key=lambda step: (order.get(step.node, 999), step.node))
    return [
        {
            "step": step,
            "name": names.get(step.node, step.node),
            "gone": step.node not in names,
            "reworked": share(step.reworked, step.count),
            "late": share(step.late, step.limited),
        }
        for step in rows
    ]


def _pareto(costs: list[rules.Cost], names: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "bar",
        "categories": [names.get(cost.name, cost.name) for cost in costs],
        "unit": _("working days"),
        "series": [
            {"name": _("Time spent"), "tone": "fact", "data": [float(cost.total) for cost in costs]},
        ],
        "share": [float(round(cost.cumulative * Decimal(100), 1)) for cost in costs],
        "shareName": _("Share so far, %"),
    }


def _trend(period: Period, found: queries.Performance) -> dict[str, Any]:
    months: list[date] = period.months
    medians = {month: cycle.median for month, cycle in found.trend.items() if cycle.median is not None}
    slow = {month: cycle.slow for month, cycle in found.trend.items() if cycle.slow is not None}
    return {
        "kind": "line",
        "categories": [f"{month:%Y-%m}" for month in months],
        "unit": _("working days"),
        "series": [
            {"name": _("Median"), "tone": "fact", "data": rules.filled(months, medians)},
            {"name": _("85 of 100 were faster"), "tone": "wait", "data": rules.filled(months, slow)},
        ],
    }
