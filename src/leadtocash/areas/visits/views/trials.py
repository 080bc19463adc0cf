"""Pages of trials: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.actions import trials as actions
from leadtocash.areas.visits.forms.trials import AssignForm, CallBackForm, HandOverForm, TrialForm
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.queries import trials as queries
from leadtocash.areas.visits.rules import trials as rules
from leadtocash.areas.visits.tables.trials import TRIALS
from leadtocash.areas.visits.views import trial_pages as pages
from leadtocash.areas.visits.views.forms import form_page
from leadtocash.areas.visits.views.record import named_in
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

State = Trial.State


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.TRIALS)
    return render_list(request, TRIALS)


@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """How the limits of the steps were kept."""
    person = person_of(request)
    require(person, permissions.TRIALS)
    rows = [
        {"label": pages.STEPS[one.node], "kept": one} for one in queries.kept_limits(person, act_of(request).at)
    ]  # fmt: skip
    return render(request, "visits/trial_limits.html", {"rows": rows})


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    trial = fetch(Trial, person, queries.with_everything(), pk=pk)
    return render_detail(
        request,
        "visits/detail.html",
        trial,
        title=trial.what,
        code=trial.number,
        crumbs=[{"label": _("Trial applications"), "url": reverse("visits:trials")}, {"label": trial.number}],
        tags=[{"state": rules.TONES[trial.state], "label": trial.get_state_display()}],
        facts=pages.facts(trial, person),
        steps=pages.steps(trial),
        verbs=pages.verbs(trial, person),
        more=[Verb(label=_("Print"), url=reverse("visits:trial-print", args=[pk]), icon="printer")],
        tabs=[Tab(key="trial", label=_("Trial"), template="visits/_trial.html")],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a trial; ?customer= or ?opportunity= fills it in."""
    person = person_of(request)
    require(person, permissions.ASK_TRIAL)
    form = TrialForm(request.POST or None, initial=named_in(request), person=person)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.ask_trial(form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Asked for: %(number)s.") % {"number": made.number})
            return redirect(made)
    return _form(request, form, title=_("Ask for a trial"), back=reverse("visits:trials"), submit_label=_("Send"))


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    trial = _standing(request, pk, permissions.ASSIGN_TRIAL, State.ASKED)
    form = AssignForm(request.POST or None, initial={"owner": queries.suggested(trial)})
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        done = submit(form, lambda: actions.assign_trial(trial, owner, act=act_of(request)))
        if done is not None:
            flash(request, _("Given to %(name)s.") % {"name": owner.name})
            return redirect(done)
    note = {"tone": "info", "text": _("Place of the customer: %(place)s") % {"place": trial.customer.region or "—"}}
    return _form(
        request, form, title=_("Assign by region"), back=trial.get_absolute_url(), subtitle=str(trial), note=note
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    trial = _standing(request, pk, permissions.SET_UP_TRIAL, State.APPROVED)
    form = HandOverForm(request.POST or None, initial={"handed_over_on": act_of(request).today})
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        done = submit(form, lambda: actions.hand_over_trial(trial, **given, act=act))
        if done is not None:
            flash(request, _("Handed over; %(name)s calls back.") % {"name": done.owner.name})
            return redirect(done)
    return _form(request, form, title=_("Hand over the trial"), back=trial.get_absolute_url(), subtitle=str(trial))


@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    trial = _standing(request, pk, permissions.ASK_TRIAL, State.RUNNING)
    form = CallBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = submit(form, lambda: actions.call_back(trial, form.cleaned_data, act=act_of(request)))
        if done is not None:
            flash(request, _("Call-back recorded."))
            return redirect(done)
    return _form(request, form, title=_("Record the call-back"), back=trial.get_absolute_url(), subtitle=str(trial))


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "visits.trial", pk)


def _standing(request: HttpRequest, pk: int, permission: str, wanted: str) -> Trial:
    """A trial this person may take the step of, if it stands there."""
    trial = fetch(Trial, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permission, trial)
    rules.check_stands_at(state=trial.state, wanted=wanted, number=trial.number, now=trial.get_state_display())
    return trial


def _form(request: HttpRequest, form: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    under = (_("Trial applications"), reverse("visits:trials"))
    return form_page(request, form, title=title, back=back, under=under, **context)


urlpatterns = [
    path("trials/", listing, name="trials"),
    path("trials/new/", new, name="new-trial"),
    path("trials/limits/", limits, name="trial-limits"),
    path("trials/<int:pk>/", detail, name="trial"),
    path("trials/<int:pk>/assignment/", assignment, name="trial-assignment"),
    path("trials/<int:pk>/handover/", hand_over, name="trial-handover"),
    path("trials/<int:pk>/callback/", callback, name="trial-callback"),
    path("trials/<int:pk>/print/", printed, name="trial-print"),
]
