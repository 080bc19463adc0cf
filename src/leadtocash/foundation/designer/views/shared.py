"""What the designer's pages have in common: who may, which draft, where it comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.designer import queries
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.permissions import DESIGN, PUBLISH
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.forms import Form
from leadtocash.foundation.workflow.graph import Graph


def reader(request: HttpRequest) -> Any:
    """Whoever designs or publishes may read drafts. Raises NotAllowed."""
    person = person_of(request)
    if not allowed(person, PUBLISH):
        require(person, DESIGN)
    return person


def designer(request: HttpRequest) -> Any:
    """Whoever may change drafts. Raises NotAllowed."""
    person = person_of(request)
    require(person, DESIGN)
    return person


def crumbs(draft: ProcessDraft, graph: Graph | None) -> list[dict[str, str]]:
    label = graph.label if graph else draft.process
    return [
        {"label": _("Process design"), "url": reverse("designer:processes")},
        {"label": _("Draft: %(process)s") % {"process": label}, "url": draft.get_absolute_url()},
    ]


def form_page(
    request: HttpRequest, form: Form, draft: ProcessDraft, *, title: str, template: str = "web/form.html", **more: Any
) -> HttpResponse:
    """A form of the draft; 422 when something in it is wrong."""
    graph = queries.drafted_graph(draft.bpmn)
    context = {
        "form": form,
        "title": title,
        "crumbs": crumbs(draft, graph),
        "cancel_url": draft.get_absolute_url(),
        "draft": draft,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def back_to(draft: ProcessDraft, step: str = "") -> str:
    """The step table, at this step."""
    return f"{draft.get_absolute_url()}#step-{step}" if step else draft.get_absolute_url()
