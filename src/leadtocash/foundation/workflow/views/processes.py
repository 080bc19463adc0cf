"""Processes as everybody may read them: the definitions, and the picture of one that runs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.printing.views.papers import pdf_response
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.navigation import entries
from leadtocash.foundation.workflow import listing, permissions, queries
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import ProcessDefinition, Retirement
from leadtocash.foundation.workflow.papers import paper
from leadtocash.foundation.workflow.picture import drawing, telling
from leadtocash.foundation.workflow.views import describing


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("paper", "")[:8]
    rows = [_listed(one) for one in newest_definitions()]
    context = {
        "title": _("Processes"),
        "definitions": [row for row in rows if not code or code in row["papers"]],
        "paper": paper(code) if code else None,
        "may_administer": allowed(person_of(request), permissions.ADMINISTER),
    }
    return render(request, "workflow/processes.html", context)


@require_GET
def process(request: HttpRequest, key: str) -> HttpResponse:
    definition, versions = _definition(key, request.GET.get("version", ""))
    graph = graph_of(definition.pk)
    shown = telling.of_definition(graph)
    retirement = Retirement.objects.select_related("by").filter(process=key).first()
    context = {
        "title": definition.label,
        "definition": definition,
        "versions": versions,
        "retirement": retirement,
        "verbs": [_retiring(key, retirement)] if allowed(person_of(request), permissions.ADMINISTER) else [],
        "events": timeline(versions[0], person_of(request), 20),
        "may_change": "designer" in entries and entries.get("designer").may(person_of(request)),
        "kind": listing.kind_label(definition.record_kind),
        "clause": graph.clause if policy.known(graph.clause) else "",
        "steps": describing.steps_of(graph),
        "rules": describing.rules_of(graph),
        "svg": drawing.draw(graph, shown),
        "svg_summary": telling.summary(graph, shown),
        "svg_url": f"{reverse('workflow:process-picture', args=[key])}?version={definition.version}",
        "print_url": f"{reverse('workflow:process-print', args=[key])}?version={definition.version}",
    }
    return render(request, "workflow/process.html", context)


@require_GET
def process_picture(request: HttpRequest, key: str) -> HttpResponse:
    definition = _definition(key, request.GET.get("version", ""))[0]
    graph = graph_of(definition.pk)
    return _svg(drawing.draw(graph, telling.of_definition(graph), palette=drawing.PRINT))


@require_GET
def process_print(request: HttpRequest, key: str) -> HttpResponse:
    definition = _definition(key, request.GET.get("version", ""))[0]
    graph = graph_of(definition.pk)
    svg = drawing.draw(graph, telling.of_definition(graph), palette=drawing.PRINT)
    return _print(svg, definition, title=definition.label)


@require_GET
def instance_picture(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.fetch_instance(person_of(request), pk)[0]
    shown = telling.of_instance(found, now=timezone.now())
    return _svg(drawing.draw(found.graph, shown, palette=drawing.PRINT))


@require_GET
def instance_print(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.fetch_instance(person_of(request), pk)[0]
    shown = telling.of_instance(found, now=timezone.now())
    svg = drawing.draw(found.graph, shown, palette=drawing.PRINT)
    return _print(svg, found.definition, title=found.title)


def newest_definitions() -> list[ProcessDefinition]:
    """The newest version of every process, by name."""
    rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key").defer("bpmn")
    return queries.with_retirement(sorted(rows, key=lambda one: one.name))


def _retiring(key: str, retirement: Retirement | None) -> dict[str, Any]:
    if retirement is None:
        url = reverse("workflow:retire", args=[key])
        return {"label": _("Retire"), "url": url, "icon": "archive", "dialog": True, "danger": True}
    url = reverse("workflow:reinstate", args=[key])
    return {"label": _("Take into use again"), "url": url, "icon": "player-play", "dialog": True}


def _listed(definition: ProcessDefinition) -> dict[str, Any]:
    graph = graph_of(definition.pk)
    return {
        "definition": definition,
        "kind": listing.kind_label(definition.record_kind),
        "clause": graph.clause if policy.known(graph.clause) else "",
        "steps": [node.label for node in graph.steps()],
        "papers": {code for node in graph.nodes.values() for code in node.documents},
    }


def _definition(key: str, version: str) -> tuple[ProcessDefinition, list[ProcessDefinition]]:
    versions = list(
        ProcessDefinition.objects.filter(key=key).order_by("-version").select_related("published_by").defer("bpmn")
    )
    wanted = [one for one in versions if not version or str(one.version) == version]
    if not wanted:
        raise Http404
    return wanted[0], versions


def _svg(svg: str) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _print(svg: Any, definition: ProcessDefinition, *, title: str) -> HttpResponse:
    context = {"svg": svg, "definition": definition, "title": title}
    return pdf_response("workflow/print.html", context, name=title)
