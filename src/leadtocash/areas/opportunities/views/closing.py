"""Stage, win, loss, reopening: each a noun one posts to; a GET gives the form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.areas.opportunities import actions, permissions, queries, requested, rules
from leadtocash.areas.opportunities.forms.deals import LossForm, ReopeningForm, StageForm, WinForm
from leadtocash.areas.opportunities.models import Opportunity, StageReview
from leadtocash.areas.opportunities.views.forms import form_page
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Move to another stage: ?stage= or the form's; GET gives the form."""
    opportunity = _mine(request, pk)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    given = {"stage": request.GET.get("stage") or opportunity.stage_id, "reason": ""}
    if "to" in request.POST:  # a card dropped on another lane of the board
        given["stage"] = request.POST["to"]
    given |= {name: request.POST[name] for name in ("stage", "reason") if name in request.POST}
    own = opportunity.method
    form = StageForm(given, own=own) if request.method == "POST" else StageForm(initial=given, own=own)
    if request.method == "POST" and form.is_valid():
        named, reason = queries.stage(int(form.cleaned_data["stage"])), form.cleaned_data["reason"]
        wanted = named and queries.own_stage(opportunity, named)
        moved = wanted and submit(
            form, lambda: actions.advance(opportunity, wanted, act=act_of(request), reason=reason)
        )
        if isinstance(moved, StageReview):
            return _asked(request, moved)
        if moved:
            flash(request, _("Now in stage %(stage)s.") % {"stage": moved.stage})
            return redirect(moved)
    return _closing(request, form, opportunity, title=_("Change stage"))


@require_http_methods(["GET", "POST"])
def win(request: HttpRequest, pk: int) -> HttpResponse:
    """The final amount and the day; asked for at a held button, the refusal says what is missing."""
    opportunity = _mine(request, pk)
    act = act_of(request)
    missing = actions.missing_to_win(opportunity)
    rules.check_win(state=opportunity.state, number=opportunity.number, missing=missing)
    initial = {"closed_on": act.today, "amount": opportunity.amount}
    form = WinForm(request.POST or None, initial=initial, person=act.person)
    if request.method == "POST" and form.is_valid():
        won = submit(form, lambda: actions.win_opportunity(opportunity, act=act, **form.cleaned_data))
        if won is not None:
            flash(request, _("Won. Draft the contract from it now."))
            return redirect(won)
    return _closing(request, form, opportunity, title=_("Win"), submit_label=_("Mark as won"))


@require_http_methods(["GET", "POST"])
def loss(request: HttpRequest, pk: int) -> HttpResponse:
    opportunity = _mine(request, pk)
    act = act_of(request)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    form = LossForm(request.POST or None, initial={"closed_on": act.today}, person=act.person)
    if request.method == "POST" and form.is_valid():
        lost = submit(form, lambda: actions.lose_opportunity(opportunity, act=act, **form.cleaned_data))
        if lost is not None:
            return redirect(lost)
    return _closing(request, form, opportunity, title=_("Lose"), submit_label=_("Mark as lost"))


@require_http_methods(["GET", "POST"])
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    opportunity = _mine(request, pk)
    rules.check_reopening(state=opportunity.state, number=opportunity.number)
    form = ReopeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, reason = act_of(request), form.cleaned_data["reason"]
        opened = submit(form, lambda: actions.reopen_opportunity(opportunity, act=act, reason=reason))
        if opened is not None:
            return redirect(opened)
    return _closing(request, form, opportunity, title=_("Open again"))


def _asked(request: HttpRequest, review: StageReview) -> HttpResponse:
    """The move became a question: with whom it lies. A dropped card gets the sentence alone and goes back."""
    said = _("Review asked for: %(who)s decides whether it enters the stage %(stage)s.")
    sentence = said % {"who": requested.has_it(review), "stage": review.stage}
    if "to" in request.POST:
        return HttpResponse(sentence, status=202, content_type="text/plain; charset=utf-8")
    flash(request, sentence)
    return redirect(review.opportunity)


def _mine(request: HttpRequest, pk: int) -> Opportunity:
    opportunity = fetch(Opportunity, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.EDIT, opportunity)
    return opportunity


def _closing(
    request: HttpRequest, form: Any, opportunity: Opportunity, *, title: str, submit_label: str = ""
) -> HttpResponse:
    back = opportunity.get_absolute_url()
    return form_page(
        request, form, title=title, back=back, subtitle=str(opportunity), submit_label=submit_label or title,
        action=request.path,
    )  # fmt: skip
