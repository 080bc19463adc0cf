"""Pages of the evidence library: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.winning import actions, permissions, queries
from leadtocash.areas.winning.forms import EvidenceForm
from leadtocash.areas.winning.models import Evidence
from leadtocash.areas.winning.tables import EVIDENCE
from leadtocash.areas.winning.tables.evidence import validity_tag
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list

RELATED = ("product", "customer", "owner", "department")
SHOWN = 100


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.SEE_EVIDENCE)
    return render_list(request, EVIDENCE)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    one = fetch(Evidence, person, Evidence.objects.select_related(*RELATED), pk=pk)
    tone, label = validity_tag(one)
    edit = Verb(label=_("Edit"), url=reverse("winning:edit-evidence", args=[pk]), icon="pencil")
    return render_detail(
        request, "winning/evidence.html", one,
        title=one.title, code=one.number, tags=[{"state": tone, "label": label}],
        crumbs=[{"label": _("Evidence library"), "url": reverse("winning:library")}, {"label": one.number}],
        facts=[
            {"label": _("Kind of evidence"), "value": one.get_kind_display()},
            {"label": _("Product"), "value": one.product.model if one.product else "\u2014"},
            {"label": _("Customer"), "value": one.customer.name if one.customer else "\u2014"},
            {"label": _("Industry"), "value": one.industry or "\u2014"},
            {"label": _("Valid until"), "value": formats.full_date(one.valid_until)},
            {"label": _("Kept by"), "value": one.owner.name},
        ],
        verbs=[edit] if allowed(person, permissions.EDIT_EVIDENCE, one) else [],
        tabs=[
            Tab(
                key="data", label=_("Data"), template="winning/_evidence.html",
                context=lambda: {"deals": queries.deals_using(one, person)[:SHOWN]},
            )
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.EDIT_EVIDENCE)
    form = EvidenceForm(request.POST or None, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.add_evidence(form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Kept. Attach its files on the tab Files."))
            return redirect(made)
    return _form(request, form, title=_("New evidence"), back=reverse("winning:library"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = fetch(Evidence, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT_EVIDENCE, one)
    form = EvidenceForm(request.POST or None, instance=one, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        changed = submit(form, lambda: actions.change_evidence(one, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return _form(request, form, title=one.title, back=one.get_absolute_url())


def _form(request: HttpRequest, form: Any, *, title: str, back: str) -> HttpResponse:
    under = [(_("Evidence library"), reverse("winning:library"))]
    return render_form(request, form, title=title, back=back, under=under)
