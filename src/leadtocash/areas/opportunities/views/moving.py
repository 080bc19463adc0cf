"""Where the buyer is, and over to the new version of a deal's method."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.areas.opportunities import actions, permissions, queries, rules
from leadtocash.areas.opportunities.forms.deals import BuyerForm, VersionForm
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod
from leadtocash.areas.opportunities.views.forms import form_page
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def buyer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down at which of his steps the buyer is, since when, and what shows it."""
    deal, act = _open_deal(request, pk), act_of(request)
    first = {"stage": deal.buyer_stage_id or deal.stage_id, "since": act.today}
    form = BuyerForm(request.POST or None, initial=first, method=deal.method)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        noted = submit(form, lambda: actions.note_buyer(deal, act=act, **given))
        if noted is not None:
            flash(request, _("Saved."))
            return redirect(noted)
    return form_page(request, form, title=_("Where the buyer is"), back=deal.get_absolute_url(), subtitle=deal.name)


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the version in force of the deal's method; before, what would change for this deal."""
    deal, act = _open_deal(request, pk), act_of(request)
    newer = queries.in_force(deal.method.code)
    if newer is None or newer.pk == deal.method_id:
        raise Http404
    prospect = actions.prospect_of(deal, newer, act=act)
    given: Any = {"stage": prospect.stage.pk} if prospect.stage else None
    form = VersionForm(request.POST or None, initial=given, method=newer)
    if request.method == "POST" and form.is_valid():
        stage = form.cleaned_data["stage"]
        moved = submit(form, lambda: actions.follow_version(deal, newer, act=act, stage=stage))
        if moved is not None:
            flash(request, _("Now in stage %(stage)s.") % {"stage": moved.stage})
            return redirect(moved)
    return form_page(
        request, form, title=_("Follow version %(version)s of the method") % {"version": newer.version},
        back=deal.get_absolute_url(), subtitle=deal.name, template="opportunities/version.html", prospect=prospect,
        older=deal.method, newer=newer, submit_label=_("Follow it"), side=True,
    )  # fmt: skip


def bulk_version(row: Opportunity, _given: Any, act: Any) -> Opportunity:
    """One of many: over to the version in force of its own method."""
    newer: SalesMethod = queries.in_force(row.method.code) or row.method
    return actions.follow_version(row, newer, act=act)


def _open_deal(request: HttpRequest, pk: int) -> Opportunity:
    deal: Opportunity = fetch(Opportunity, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.EDIT, deal)
    rules.check_open(state=deal.state, number=deal.number)
    return deal
