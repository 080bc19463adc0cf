"""Bulk prints: ask, watch, fetch. Everybody sees his own only."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.printing import queries, running
from leadtocash.foundation.printing.forms import BulkForm
from leadtocash.foundation.printing.models import PrintRun
from leadtocash.foundation.printing.papers import form_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists.bulk import keys
from leadtocash.foundation.web.lists.page import lists

State = PrintRun.State
TAGS = {State.RUNNING: "doing", State.DONE: "done", State.FAILED: "late"}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Print the rows chosen in a list (`?form=`, `?list=` its name): asked how, then handed to the worker."""
    form = form_of(request.GET.get("form", ""))
    if request.method == "GET":
        return redirect("printing:runs")
    ids = _chosen(request)
    asked = BulkForm(request.POST if "go" in request.POST else None, form)
    if asked.is_bound and asked.is_valid():
        values = asked.cleaned_data
        run = running.ask(form.code, ids, act=act_of(request), template=values["template"], bundle=values["bundle"])
        return redirect(run)
    rows = list(form.seen_by(person_of(request)).filter(pk__in=ids)[: running.MOST + 1])
    if not rows:
        raise RuleError(_("Choose at least one row."), code="nothing_chosen")
    page = lists.get(request.GET.get("list", ""))
    context = {
        "deed": {"label": form.label, "note": _("The worker makes them; you are told when they are ready.")},
        "form": asked, "records": rows, "title": _("Print: %(form)s") % {"form": form.label},
        "back": f"/{page.name}/" if page is not None else reverse("home:home"),
    }  # fmt: skip
    return render(request, "web/bulk.html", context, status=422 if asked.is_bound else 200)


def _chosen(request: HttpRequest) -> list[int]:
    """The ticked rows, or all that the list found."""
    page = lists.get(request.GET.get("list", ""))
    if request.POST.get("all") and page is not None:
        params = dict(parse_qsl(request.POST.get("query", "")))
        rows = page.seen_by(person_of(request)).selected(params, person_of(request), timezone.localdate())
        return list(rows.values_list("pk", flat=True)[: running.MOST + 1])
    return keys(request.POST.getlist("pk"))


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """One's own bulk prints of the last two weeks."""
    rows = list(queries.runs_of(person_of(request))[:50])
    return render(request, "printing/runs.html", {"rows": [_shown(row) for row in rows]})


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulk print; asks for itself until it is ready."""
    found = run_of(request, pk)
    context = {**_shown(found), "crumbs": [{"label": _("Bulk prints"), "url": reverse("printing:runs")}]}
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "printing/_run.html" if part else "printing/run.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it."""
    return redirect(running.cancel(run_of(request, pk), act=act_of(request)))


@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The papers."""
    return answer(run_of(request, pk))


def answer(found: PrintRun) -> FileResponse:
    """The file of a bulk print. Raises RuleError where it is not there."""
    is_zip = found.name.endswith(".zip")
    return FileResponse(running.file_of(found), as_attachment=is_zip, filename=found.name)


def run_of(request: Any, pk: int) -> PrintRun:
    """One's own bulk print, else 404."""
    found: PrintRun | None = queries.runs_of(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(row: PrintRun) -> dict[str, Any]:
    total = len(row.records)
    return {
        "run": row, "tag": {"state": TAGS.get(State(row.state), "idle"), "label": row.get_state_display()},
        "total": total, "ratio": row.done / total if total else 0, "title": form_of(row.form).label,
    }  # fmt: skip
