"""The sources of leads: read by all who see leads, changed by those who set them up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.leads import actions, permissions, queries
from leadtocash.areas.leads.forms import SourceForm
from leadtocash.areas.leads.models import LeadSource
from leadtocash.areas.leads.views.forms import form_page
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.SET_UP)
    return render(request, "leads/sources.html", {"title": _("Sources of leads"), "sources": queries.sources()})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(LeadSource, pk=pk))


def _form(request: HttpRequest, source: LeadSource | None) -> HttpResponse:
    require(person_of(request), permissions.SET_UP)
    form = SourceForm(request.POST or None, instance=source)
    if request.method == "POST" and form.is_valid():
        act, values = act_of(request), form.cleaned_data
        if submit(form, lambda: actions.save_source(source, values, act=act, revision=form.revision)) is not None:
            flash(request, _("Saved."))
            return redirect("leads:sources")
    title = str(source) if source else _("New source")
    return form_page(request, form, title=title, back=reverse("leads:sources"))
