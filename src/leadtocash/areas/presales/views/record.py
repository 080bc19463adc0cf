"""The list, a project's page, its feasibility report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.presales import actions, permissions, queries, rules
from leadtocash.areas.presales.forms import NewReportForm, ReasonForm, ReportForm, WatchForm
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.areas.presales.tables import PROJECTS
from leadtocash.areas.presales.views import showing
from leadtocash.areas.presales.views.forms import form_page, mine, sent
from leadtocash.areas.presales.words import tag_of
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, PROJECTS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    project = fetch(PresalesProject, person, queries.with_everything(), pk=pk)
    may = showing.Rights.of(person, project)
    state, label = tag_of(project)
    verbs, more = showing.verbs(project, may)
    return render_detail(
        request,
        "presales/detail.html",
        project,
        title=project.opportunity.name,
        code=project.number,
        crumbs=[{"label": _("Pre-sales projects"), "url": reverse("presales:list")}, {"label": project.number}],
        tags=[{"state": state, "label": label}, {"state": "plain", "label": project.get_grade_display()}],
        facts=showing.facts(project, person),
        steps=showing.steps(project),
        note=showing.note(project),
        gate=showing.gate(project),
        verbs=verbs,
        more=[*more, *showing.printing(project)],
        tabs=showing.tabs(project, may, today=act.today),
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an initiation; ?opportunity= fills it in."""
    person = person_of(request)
    require(person, permissions.EDIT)
    deal = queries.deal(request.GET.get("opportunity", ""), person)
    initial: dict[str, Any] = {}
    if deal is not None:
        initial = {"opportunity": deal.pk, "need": deal.need, "grade": queries.least_grade(deal.amount)}
    form = NewReportForm(request.POST or None, initial=initial, person=person)
    made = sent(
        request, form,
        lambda: actions.begin_project(form.cleaned_data["opportunity"], form.cleaned_data, act=act_of(request)),
    )  # fmt: skip
    if made is not None:
        flash(request, _("Begun: %(number)s.") % {"number": made.number})
        return redirect(made)
    more: dict[str, Any] = {"cancel_url": f"{deal.get_absolute_url()}?tab=presales"} if deal else {}
    return form_page(request, form, title=_("Begin an initiation"), submit_label=_("Begin"), **more)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The feasibility report, until it is submitted."""
    project = mine(request, pk, permissions.EDIT)
    rules.check_draft(queries.facts_of(project))
    form = ReportForm(request.POST or None, instance=project, person=person_of(request))
    act = act_of(request)
    changed = sent(
        request, form, lambda: actions.change_report(project, form.cleaned_data, act=act, revision=form.revision)
    )
    if changed is not None:
        flash(request, _("Saved."))
        return redirect(changed)
    return form_page(request, form, title=_("Feasibility report"), project=project)


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for go or no-go."""
    project = actions.submit_report(mine(request, pk, permissions.EDIT), act=act_of(request))
    flash(request, _("%(number)s is up for decision.") % {"number": project.number})
    return redirect(project)


@require_http_methods(["GET", "POST"])
def watching(request: HttpRequest, pk: int) -> HttpResponse:
    """A refused one onto the watch list."""
    project = mine(request, pk, permissions.EDIT)
    form = WatchForm(request.POST or None, instance=project, initial={"watch_on": project.watch_on})
    watched = sent(
        request, form,
        lambda: actions.watch_again(
            project, form.cleaned_data["watch_on"], act=act_of(request), revision=form.revision
        ),
    )  # fmt: skip
    if watched is not None:
        flash(request, _("On the watch list until %(day)s.") % {"day": watched.watch_on})
        return redirect(project)
    return form_page(request, form, title=_("Look at it again"), project=project)


@require_http_methods(["GET", "POST"])
def dropping(request: HttpRequest, pk: int) -> HttpResponse:
    project = mine(request, pk, permissions.EDIT)
    rules.check_droppable(queries.facts_of(project))
    form = ReasonForm(request.POST or None)
    if sent(request, form, lambda: actions.drop_project(project, act=act_of(request), **form.cleaned_data)) is not None:
        flash(request, _("Given up."))
        return redirect(project)
    return form_page(request, form, title=_("Give the initiation up"), project=project, submit_label=_("Give up"))


@require_GET
def printed(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    return print_paper(request, f"presales.{paper}", pk)


urlpatterns = [
    path("presales/", listing, name="list"),
    path("presales/new/", new, name="new"),
    path("presales/<int:pk>/", detail, name="detail"),
    path("presales/<int:pk>/edit/", edit, name="edit"),
    path("presales/<int:pk>/submission/", submission, name="submission"),
    path("presales/<int:pk>/watch/", watching, name="watch"),
    path("presales/<int:pk>/giving-up/", dropping, name="giving-up"),
    path("presales/<int:pk>/print/<slug:paper>/", printed, name="print"),
]
