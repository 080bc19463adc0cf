"""The drawing of a draft in bpmn-js: the page, its text, and saving what was drawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.designer import actions, queries
from leadtocash.foundation.designer.drawing_words import words
from leadtocash.foundation.designer.forms import SETTINGS, clauses, paper_menu
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.permissions import DESIGN
from leadtocash.foundation.designer.rules import diagram
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.views.shared import crumbs, designer, reader
from leadtocash.foundation.designer.wording import CHOICES, LABELS, Wording, settings_of
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.workflow import bpmn
from leadtocash.foundation.workflow.bpmn import OWN
from leadtocash.foundation.workflow.registry import services


@require_http_methods(["GET", "POST"])
def drawing(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing page; a POST saves the drawn text and answers with the checks as JSON."""
    if request.method == "POST":
        return _save(request, key)
    person = reader(request)
    draft = queries.fetch_draft(key)
    editable = draft.state == ProcessDraft.State.DRAFT and allowed(person, DESIGN)
    context = {
        "draft": draft,
        "title": _("Drawing: %(title)s") % {"title": draft.title},
        "crumbs": crumbs(draft, queries.drafted_graph(draft.bpmn)),
        "findings": queries.findings(draft.bpmn),
        "editable": editable,
        "settings": {
            "file": reverse("designer:drawing-file", args=[key]),
            "save": request.path if editable else "",
            "key": key,
            "revision": draft.revision,
            "words": words(),
            "menus": _menus(draft),
        },
    }
    return render(request, "designer/drawing.html", context)


@require_GET
def text(request: HttpRequest, key: str) -> HttpResponse:
    """The draft with its drawing data; laid out where it has none."""
    reader(request)
    return HttpResponse(diagram.drawn(queries.fetch_draft(key).bpmn), content_type="application/xml; charset=utf-8")


def _save(request: HttpRequest, key: str) -> HttpResponse:
    designer(request)
    draft = queries.fetch_draft(key)
    given, revision = request.POST.get("bpmn", ""), request.POST.get("revision", "")
    if not given.strip():
        raise RuleError(_("The drawing is empty."), code="no_process")
    number = int(revision) if revision.isdigit() and len(revision) < 9 else draft.revision
    saved, _problems = actions.save_text(draft, given, what=_("Drawing saved"), act=act_of(request), revision=number)
    found: list[dict[str, Any]] = [
        {"level": one.level, "text": one.text, "step": one.step} for one in queries.findings(saved.bpmn)
    ]
    return JsonResponse({"revision": saved.revision, "findings": found})


def _menus(draft: ProcessDraft) -> dict[str, Any]:
    """What the panel offers for each of our attributes, in words."""
    try:
        kind = Document(draft.bpmn).process.get(f"{OWN}record", "")
    except bpmn.Refused:
        kind = ""
    wording = Wording(kind)
    chosen = {name: [[code, str(label)] for code, label in CHOICES[name].items()] for name in
              ("mode", "reject", "work", "comment")}  # fmt: skip
    chosen |= {name: [[c, str(w)] for c, w in options] for name, options in settings_of(SETTINGS).items()}
    area = kind.partition(".")[0]
    known = {name: wording.services.get(name, name) for name, _service in services.items() if name.startswith(area)}
    return {
        "assign": [[str(group), [[c, str(w)] for c, w in options]] for group, options in wording.assign_menu()],
        "clause": [[c, str(w)] for c, w in clauses()],
        "documents": [[c, str(w)] for c, w in paper_menu(())],
        "do": [[c, str(w)] for c, w in wording.timer_menu()],
        "service": [[c, str(w)] for c, w in known.items()],
        "matrix": [[c.removeprefix("matrix:"), str(w)] for c, w in wording.assign_menu()[-1][1]],
        "choices": chosen,
        "labels": {name: str(label) for name, label in LABELS.items()},
    }
