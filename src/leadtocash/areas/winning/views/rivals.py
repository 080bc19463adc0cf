"""Pages of rivals and barriers: read the request, call one action, answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.forms import BarrierForm, BarrierMoveForm, RivalForm
from leadtocash.areas.winning.models import Barrier, Rival
from leadtocash.areas.winning.tables import BARRIERS, RIVALS
from leadtocash.areas.winning.views.forms import answer_form, check_editable, editable_deal
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.lists import render_list

DEAL = ("opportunity__owner", "opportunity__customer", "opportunity__department")


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, RIVALS)


@require_GET
def barriers(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, BARRIERS)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    deal, act = editable_deal(request, pk), act_of(request)
    form = RivalForm(request.POST or None, deal=deal, person=act.person)
    return answer_form(
        request, form, lambda: actions.add_rival(deal, form.cleaned_data, act=act), deal=deal, title=_("New rival"),
        back=_board(deal),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Rival.objects.select_related("competitor", *DEAL)
    rival, act = fetch(Rival, person_of(request), rows, pk=pk), act_of(request)
    check_editable(request, rival.opportunity)
    form = RivalForm(request.POST or None, instance=rival, deal=rival.opportunity, person=act.person)
    return answer_form(
        request, form, lambda: actions.change_rival(rival, form.cleaned_data, act=act, revision=form.revision),
        deal=rival.opportunity, title=str(rival), back=_board(rival.opportunity),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_barrier(request: HttpRequest, pk: int) -> HttpResponse:
    deal, act = editable_deal(request, pk), act_of(request)
    form = BarrierForm(request.POST or None, deal=deal, initial={"owner": act.person.pk})
    return answer_form(
        request, form, lambda: actions.add_barrier(deal, form.cleaned_data, act=act), deal=deal,
        title=_("New barrier"), back=_board(deal),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_barrier(request: HttpRequest, pk: int) -> HttpResponse:
    barrier, act = _barrier(request, pk), act_of(request)
    form = BarrierForm(request.POST or None, instance=barrier, deal=barrier.opportunity)
    return answer_form(
        request, form, lambda: actions.change_barrier(barrier, form.cleaned_data, act=act, revision=form.revision),
        deal=barrier.opportunity, title=barrier.text, back=_board(barrier.opportunity),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def barrier_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a barrier is: placed, in the tender (where), or not."""
    barrier, act = _barrier(request, pk), act_of(request)
    first = {"state": barrier.state, "reference": barrier.reference}
    form = BarrierMoveForm(request.POST or None, request.FILES or None, initial=first)
    return answer_form(
        request, form, lambda: actions.move_barrier(barrier, act=act, **form.cleaned_data),
        deal=barrier.opportunity, title=barrier.text, back=_board(barrier.opportunity),
    )  # fmt: skip


@require_POST
def tender_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for the barriers in the tender files."""
    deal = editable_deal(request, pk)
    looked = actions.look_in_tender(deal, act=act_of(request))
    found = len(looked.found)
    none = _("No further barrier was found in the tender.")
    told = ngettext("%(n)d barrier found in the tender.", "%(n)d barriers found in the tender.", found) % {"n": found}
    flash(request, told if found else none)
    for sentence in looked.unread:
        flash(request, sentence, tone="wait")
    return redirect(_board(deal))


def _barrier(request: HttpRequest, pk: int) -> Barrier:
    barrier = fetch(Barrier, person_of(request), Barrier.objects.select_related(*DEAL), pk=pk)
    check_editable(request, barrier.opportunity)
    return barrier


def _board(deal: Opportunity) -> str:
    return f"{deal.get_absolute_url()}?tab=competition"
