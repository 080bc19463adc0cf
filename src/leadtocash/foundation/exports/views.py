"""Pages of exports: ask for a large one, see how it stands, fetch it; who exported what."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.exports import actions
from leadtocash.foundation.exports.handing import unsealed
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.exports.permissions import SEE_ALL
from leadtocash.foundation.exports.running import KEPT, MOST
from leadtocash.foundation.exports.tables import EVERYBODY, MINE, tag_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.lists.export import FORMS, file_name
from leadtocash.foundation.web.lists.page import capped_count


@require_GET
def mine(request: HttpRequest) -> Any:
    return render_list(request, MINE)


@require_GET
def everybody(request: HttpRequest) -> Any:
    require(person_of(request), SEE_ALL)
    return render_list(request, EVERYBODY)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A large export: what it will be, and the button."""
    found = unsealed(request.GET.get("what", ""), person_of(request))
    if found is None:
        raise Http404
    one, form, back = found
    if request.method == "POST":
        wanted = request.POST.get("form", form)
        return redirect(actions.begin(one, wanted if wanted in FORMS else form, act=act_of(request)))
    count, more = capped_count(one.found)
    context = {
        "form": form, "list": one.page.title, "count": f"{count:,}", "more": more, "back": back,
        "most_xlsx": f"{MOST['xlsx']:,}", "columns": [column.label for column in one.columns],
        "crumbs": [{"label": one.page.title, "url": back}, {"label": _("Export")}],
    }  # fmt: skip
    return render(request, "exports/new.html", context)


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How an export stands; htmx asks for its body alone while the worker is at it."""
    found = _found(request, pk)
    person = person_of(request)
    own = found.person_id == person.pk
    state, label = tag_of(found)
    home = ("exports:mine", _("My exports")) if own else ("exports:everybody", _("Exports of everybody"))
    context = {
        "run": found, "own": own, "tag": {"state": state, "label": label},
        "ratio": found.done / found.total if found.total else 0, "kept_days": KEPT.days,
        "crumbs": [{"label": home[1], "url": reverse(home[0])}, {"label": str(found)}],
    }  # fmt: skip
    whole = not request.headers.get("HX-Request") or request.headers.get("HX-Boosted")
    return render(request, "exports/run.html" if whole else "exports/_run.html", context)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.cancel(own(request, pk), act=act_of(request)))


@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    return file_response(own(request, pk), request)


def file_response(found: ExportRun, request: HttpRequest) -> FileResponse:
    """The file as an answer. Raises RuleError when it is not there any more."""
    content = actions.fetch_file(found, act=act_of(request))
    name = file_name(found.title, found.form, found.at)
    return FileResponse(content, as_attachment=True, filename=name, content_type=FORMS[found.form])


def own(request: HttpRequest, pk: int) -> ExportRun:
    """One's own export, else 404."""
    found = ExportRun.objects.filter(pk=pk, person=person_of(request)).select_related("person").first()
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, pk: int) -> ExportRun:
    person = person_of(request)
    rows = ExportRun.objects.select_related("person").filter(pk=pk)
    if not allowed(person, SEE_ALL):
        rows = rows.filter(person=person)
    found = rows.first()
    if found is None:
        raise Http404
    return found
