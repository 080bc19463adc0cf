"""All processes and their drafts; the step table; begin, submit, publish, give back, drop, history, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.designer import actions, queries, steptable
from leadtocash.foundation.designer.forms import BeginForm, FileForm, NewProcessForm, ReasonForm
from leadtocash.foundation.designer.models import DraftRevision, ProcessDraft
from leadtocash.foundation.designer.permissions import DESIGN, PUBLISH
from leadtocash.foundation.designer.views.shared import crumbs, designer, form_page, reader
from leadtocash.foundation.designer.wording import kind_label
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.queries import with_retirement

FILE = "application/xml"


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Every process with its newest version and the draft that is open; new processes not yet published below."""
    reader(request)
    drafts = {one.process: one for one in ProcessDraft.objects.filter(state__in=ProcessDraft.OPEN)
              .select_related("created_by")}  # fmt: skip
    newest = ProcessDefinition.objects.order_by("key", "-version").distinct("key").defer("bpmn")
    rows = [
        {"definition": one, "draft": drafts.pop(one.key, None), "kind": kind_label(one.record_kind)}
        for one in with_retirement(sorted(newest.select_related("published_by"), key=lambda one: one.name))
    ]
    context = {
        "rows": rows,
        "fresh": list(drafts.values()),
        "may_design": allowed(person_of(request), DESIGN),
        "title": _("Process design"),
    }
    return render(request, "designer/processes.html", context)


@require_http_methods(["GET", "POST"])
def new_process(request: HttpRequest) -> HttpResponse:
    """A new process: a copy or an empty one."""
    designer(request)
    form = NewProcessForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        copy = given.pop("copy_of")
        source = queries.definition(copy) if copy else None
        made = submit(form, lambda: actions.create(act=act_of(request), copy_of=source, **given))
        if made is not None:
            return redirect(made.get_absolute_url())
    context = {
        "form": form,
        "title": _("New process"),
        "crumbs": [{"label": _("Process design"), "url": reverse("designer:processes")}],
        "cancel_url": reverse("designer:processes"),
        "submit_label": _("Begin"),
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The step table of the open draft; without one, the form that begins it."""
    person = reader(request)
    found = queries.open_draft(key)
    if found is None or request.method == "POST":
        return _begin(request, key)
    graph = queries.drafted_graph(found.bpmn)
    writers = queries.writers(found)
    context = {
        "draft": found,
        "graph": graph,
        "title": graph.label if graph else key,
        "crumbs": crumbs(found, graph)[:1],
        "rows": steptable.rows(found.bpmn, graph) if graph else [],
        "process_rows": steptable.process_rows(graph) if graph else [],
        "directions": [("up", _("Move up"), "arrow-up"), ("down", _("Move down"), "arrow-down")],
        "findings": queries.findings(found.bpmn),
        "other": queries.base_is_old(found),
        "may_design": allowed(person, DESIGN),
        "may_publish": allowed(person, PUBLISH),
        "is_own": person.pk in writers,
        "editable": found.state == ProcessDraft.State.DRAFT and allowed(person, DESIGN),
        "returned": queries.given_back(found),
        "last": DraftRevision.objects.filter(draft=found, is_aside=False).select_related("by").order_by("-pk").first(),
    }
    return render(request, "designer/draft.html", context)


def _begin(request: HttpRequest, key: str) -> HttpResponse:
    designer(request)
    base = queries.definition(key)
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.begin(base, act=act_of(request), **form.cleaned_data))
        if made is not None:
            return redirect(made.get_absolute_url())
    context = {
        "form": form,
        "title": _("Change “%(process)s”") % {"process": base.label},
        "subtitle": _("Version %(version)s stays in force until a second person publishes the draft.")
        % {"version": base.version},
        "crumbs": [{"label": _("Process design"), "url": reverse("designer:processes")}],
        "cancel_url": reverse("designer:processes"),
        "submit_label": _("Begin the draft"),
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


@require_POST
def submission(request: HttpRequest, key: str) -> HttpResponse:
    designer(request)
    found = actions.submit(queries.fetch_draft(key), act=act_of(request), revision=_revision(request))
    flash(request, _("Submitted. Somebody else checks and publishes it."))
    return redirect(found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, key: str) -> HttpResponse:
    """The author takes it back at once; who should publish it says why."""
    person = reader(request)
    found = queries.fetch_draft(key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    own = person.pk in queries.writers(found)
    form.fields["reason"].required = not own
    if request.method == "POST" and form.is_valid():
        actions.give_back(found, act=act_of(request), reason=form.cleaned_data["reason"])
        flash(request, _("The draft can be changed again."))
        return redirect(found.get_absolute_url())
    title, label = (_("Take the draft back"), _("Take it back")) if own else (_("Give the draft back"), _("Give back"))
    return form_page(request, form, found, title=title, submit_label=label)


@require_POST
def publication(request: HttpRequest, key: str) -> HttpResponse:
    reader(request)
    made = actions.publish(queries.fetch_draft(key), act=act_of(request), revision=_revision(request))
    flash(request, _("Published as version %(version)s; new processes start with it.") % {"version": made.version})
    return redirect("designer:versions", key=key)


@require_POST
def removal(request: HttpRequest, key: str) -> HttpResponse:
    designer(request)
    actions.drop(queries.fetch_draft(key), act=act_of(request))
    flash(request, _("The draft is dropped; the version in force stays."))
    return redirect("designer:processes")


@require_GET
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every revision and what was done."""
    reader(request)
    found = queries.fetch_draft(key)
    revisions = DraftRevision.objects.filter(draft=found).select_related("by").defer("bpmn").order_by("-pk")
    graph = queries.drafted_graph(found.bpmn)
    context = {
        "draft": found,
        "title": _("History of the draft"),
        "crumbs": crumbs(found, graph),
        "revisions": list(revisions[:200]),
        "entries": timeline(found, person_of(request)),
        "editable": found.state == ProcessDraft.State.DRAFT and allowed(person_of(request), DESIGN),
    }
    return render(request, "designer/history.html", context)


@require_POST
def restoration(request: HttpRequest, key: str, number: int) -> HttpResponse:
    designer(request)
    found = actions.restore(queries.fetch_draft(key), number, act=act_of(request))
    flash(request, _("The draft is as it was in revision %(number)s.") % {"number": number})
    return redirect(found.get_absolute_url())


@require_GET
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The draft as a .bpmn file."""
    reader(request)
    return bpmn_file(queries.fetch_draft(key).bpmn, f"{key}-draft")


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest, key: str) -> HttpResponse:
    """Replace the draft's text by a file; the text before stays in the history."""
    designer(request)
    found = queries.fetch_draft(key)
    posted = request.method == "POST"
    form = FileForm(
        request.POST if posted else None, request.FILES if posted else None, initial={"revision": found.revision}
    )
    if posted and form.is_valid():
        upload: Any = form.cleaned_data["file"]
        problems = _imported(request, found, upload, form.cleaned_data["revision"])
        words = _("Imported. The checks found %(n)s problems.") % {"n": len(problems)} if problems else _("Imported.")
        flash(request, words, tone="wait" if problems else "done")
        return redirect(found.get_absolute_url())
    return form_page(request, form, found, title=_("Import a BPMN file"), submit_label=_("Import"))


def _imported(request: HttpRequest, found: ProcessDraft, upload: Any, revision: int | None) -> list[str]:
    try:
        text = upload.read(2_000_001).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleError(_("The file is not text in UTF-8."), code="not_text") from None
    what = _("File imported: %(name)s") % {"name": upload.name[:80]}
    return actions.save_text(found, text, what=what, act=act_of(request), revision=revision)[1]


def bpmn_file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=FILE)
    response["Content-Disposition"] = f'attachment; filename="{name}.bpmn"'
    return response


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    return int(given) if given.isdigit() and len(given) < 9 else None
