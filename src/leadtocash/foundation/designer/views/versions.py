"""Any two versions side by side: both pictures with the differences drawn, and a table of them in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.designer import queries
from leadtocash.foundation.designer.permissions import DESIGN, MIGRATE, PUBLISH
from leadtocash.foundation.designer.rules import diagram, differences
from leadtocash.foundation.designer.rules.differences import Change
from leadtocash.foundation.designer.views.drafts import bpmn_file
from leadtocash.foundation.designer.wording import Wording
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.workflow import nesting
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance
from leadtocash.foundation.workflow.picture import drawing, telling
from leadtocash.foundation.workflow.picture.drawing import Shown

DRAFT = "draft"
_GONE = {"past": "late-bg", "past-line": "late-solid", "past-ink": "late"}
_PALETTE_OLD = {**drawing.SCREEN, **{name: f"var(--lc-{token})" for name, token in _GONE.items()}}


@dataclass(frozen=True)
class Side:
    """One of the two: its process, what it is called, the value in the menu."""

    graph: Graph
    label: str
    value: str


@require_GET
def versions(request: HttpRequest, key: str) -> HttpResponse:
    """The versions of a process; the newest beside the one before, or any two that are asked for."""
    person = person_of(request)
    rows = list(ProcessDefinition.objects.filter(key=key).select_related("published_by").order_by("-version"))
    draft = queries.open_draft(key) if allowed(person, DESIGN) or allowed(person, PUBLISH) else None
    if not rows:
        raise Http404
    new = request.GET.get("new", "") or str(rows[0].version)
    usual = rows[0] if new == DRAFT else next((one for one in rows if one.version < _number(new)), rows[-1])
    old = request.GET.get("old", "") or str(usual.version)
    left, right = _side(rows, draft, old), _side(rows, draft, new)
    changes = differences.compare(left.graph, right.graph, Wording(right.graph.record_kind))
    counts = _running(rows)
    context = {
        "title": _("Versions: %(process)s") % {"process": rows[0].label},
        "crumbs": [{"label": rows[0].label, "url": rows[0].get_absolute_url()}],
        "rows": [{"definition": one, "running": counts.get(one.pk, 0), "draft": one.drafts.first()} for one in rows],
        "draft": draft,
        "menu": [*([(DRAFT, _("Draft"))] if draft else []), *((str(one.version), f"V{one.version}") for one in rows)],
        "left": left,
        "right": right,
        "pictures": _pictures(left, right, changes),
        "changes": changes,
        "may_migrate": allowed(person, MIGRATE),
        "key": key,
    }
    return render(request, "designer/versions.html", context)


@require_GET
def file(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """A version as a .bpmn file with its drawing."""
    found = queries.definition(key, str(version))
    return bpmn_file(diagram.drawn(found.bpmn), f"{key}-v{found.version}")


def _side(rows: list[ProcessDefinition], draft: Any, wanted: str) -> Side:
    if wanted == DRAFT and draft is not None:
        graph = queries.drafted_graph(draft.bpmn)
        if graph is None or nesting.problems(graph):
            raise RuleError(_("The draft is not sound, so it cannot be drawn yet."), code="draft_problems")
        return Side(graph, _("Draft"), DRAFT)
    for one in rows:
        if str(one.version) == wanted:
            return Side(graph_of(one.pk), f"V{one.version}", wanted)
    raise Http404


def _pictures(left: Side, right: Side, changes: list[Change]) -> list[dict[str, Any]]:
    sorts = {change.id: change.sort for change in changes}
    shown = []
    for side, palette, own in ((left, _PALETTE_OLD, "removed"), (right, drawing.SCREEN, "added")):
        told = telling.of_definition(side.graph)
        marked = {name: _marked(one, sorts.get(name, ""), own) for name, one in told.items()}
        svg = drawing.draw(side.graph, marked, palette=palette)
        shown.append({"label": side.label, "svg": svg, "svg_summary": ""})
    return shown


def _marked(plain: Shown, sort: str, own: str) -> Shown:
    state: Any = {own: "past", "changed": "now"}.get(sort, "next")
    return Shown(state=state, who=plain.who, standard=plain.standard, documents=plain.documents)


def _running(rows: list[ProcessDefinition]) -> dict[int, int]:
    found = ProcessInstance.objects.filter(definition__in=rows, state=ProcessInstance.State.RUNNING)
    return dict(found.values_list("definition").annotate(n=Count("pk")).values_list("definition", "n"))


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 0
