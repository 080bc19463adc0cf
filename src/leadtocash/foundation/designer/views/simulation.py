"""The page of a draft's trial on past cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.designer import queries
from leadtocash.foundation.designer import simulation as trial
from leadtocash.foundation.designer.views.shared import crumbs, reader
from leadtocash.foundation.kernel.errors import Missing, RuleError


@require_GET
def simulation(request: HttpRequest, key: str) -> HttpResponse:
    """How many of the last cases would have gone another way, and which."""
    person = reader(request)
    draft = queries.fetch_draft(key)
    wrong = queries.problems(draft.bpmn)
    graph = queries.drafted_graph(draft.bpmn)
    if graph is None or wrong:
        raise RuleError(
            _("A draft with problems cannot be tried yet."),
            code="draft_problems",
            missing=[Missing(what=problem) for problem in wrong],
        )
    most = trial.MANY if request.GET.get("cases") == str(trial.MANY) else trial.FEW
    context = {
        "draft": draft,
        "title": _("Trial on past cases"),
        "crumbs": crumbs(draft, graph),
        "result": trial.simulate(key, graph, person, most=most),
        "sizes": [(size, size == most) for size in (trial.FEW, trial.MANY)],
    }
    return render(request, "designer/simulation.html", context)
