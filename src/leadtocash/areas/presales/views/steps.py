"""The steps after the decision: team, kick-off, analyses, strategies, plan, budget, closing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import actions, permissions, queries, rules
from leadtocash.areas.presales.forms import ClosingForm, ElementForm, KickOffForm, QualityForm, TeamForm
from leadtocash.areas.presales.models import Element, TeamMember
from leadtocash.areas.presales.views.forms import at_tab, form_page, mine, sent
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint the team, or change it."""
    project = mine(request, pk, permissions.APPOINT)
    first = project.appointed_at is None
    facts = queries.facts_of(project)
    if first:
        rules.check_gone(facts, clause=rules.DECIDE)
    else:
        rules.check_working(facts)
    initial: dict[str, Any] = {role: one.person for role, one in queries.team_of(project).items()}
    if first:
        initial[TeamMember.Role.CUSTOMER] = project.opportunity.owner
    needed = rules.needed_roles(project.grade)
    form = TeamForm(request.POST or None, instance=project, initial=initial, needed=needed)
    verb, act = (actions.appoint_team if first else actions.change_team), act_of(request)
    if sent(request, form, lambda: verb(project, form.cleaned_data, act=act, revision=form.revision)) is not None:
        flash(request, _("The team is appointed.") if first else _("The team is changed."))
        return redirect(at_tab(project, "team"))
    title = _("Appoint the team") if first else _("Change the team")
    return form_page(request, form, title=title, project=project, tab="team")


@require_http_methods(["GET", "POST"])
def kick_off(request: HttpRequest, pk: int) -> HttpResponse:
    project, act = mine(request, pk, permissions.EDIT), act_of(request)
    rules.check_working(queries.facts_of(project))
    first = {"day": project.kicked_off_on or act.today, "minutes": project.kick_off}
    form = KickOffForm(request.POST or None, instance=project, initial=first)
    held = sent(
        request, form, lambda: actions.hold_kick_off(project, **form.cleaned_data, act=act, revision=form.revision)
    )
    if held is not None:
        flash(request, _("Saved."))
        return redirect(at_tab(project, "team"))
    return form_page(request, form, title=_("Kick-off"), project=project, tab="team")


@require_http_methods(["GET", "POST"])
def element(request: HttpRequest, pk: int) -> HttpResponse:
    """Findings, goal and strategy of an element."""
    one = fetch(Element, person_of(request), Element.objects.select_related("project__opportunity__owner"), pk=pk)
    require(person_of(request), permissions.EDIT, one)
    rules.check_working(queries.facts_of(one.project))
    form, act = ElementForm(request.POST or None, instance=one), act_of(request)
    written = sent(
        request, form, lambda: actions.write_element(one, form.cleaned_data, act=act, revision=form.revision)
    )
    if written is not None:
        flash(request, _("Saved."))
        return redirect(at_tab(one.project, "elements"))
    return form_page(request, form, title=str(one), project=one.project, tab="elements")


@require_POST
def analysis(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """An analysis is done."""
    if step not in rules.ANALYSES:
        raise Http404
    project = actions.finish_analysis(mine(request, pk, permissions.EDIT), step, act=act_of(request))
    flash(request, _("Analysed."))
    return redirect(at_tab(project, "elements"))


@require_POST
def strategies(request: HttpRequest, pk: int) -> HttpResponse:
    project = actions.finish_strategies(mine(request, pk, permissions.EDIT), act=act_of(request))
    flash(request, _("Goals and strategies are settled."))
    return redirect(at_tab(project, "elements"))


@require_http_methods(["GET", "POST"])
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    project = mine(request, pk, permissions.EDIT)
    rules.check_working(queries.facts_of(project))
    form = QualityForm(request.POST or None, instance=project, initial={"quality_plan": project.quality_plan})
    saved = sent(
        request, form,
        lambda: actions.write_quality_plan(
            project, form.cleaned_data["quality_plan"], act=act_of(request), revision=form.revision
        ),
    )  # fmt: skip
    if saved is not None:
        flash(request, _("Saved."))
        return redirect(at_tab(project, "plan"))
    return form_page(request, form, title=_("Quality plan"), project=project, tab="plan")


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan is settled."""
    project = actions.settle_plan(mine(request, pk, permissions.EDIT), act=act_of(request))
    flash(request, _("The plan is settled: %(number)s.") % {"number": project.plan_number})
    return redirect(at_tab(project, "plan"))


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Summary, hand-over, evaluation; the team is released."""
    project = mine(request, pk, permissions.EDIT)
    deal_open = project.opportunity.state == Opportunity.State.OPEN
    rules.check_closing(queries.facts_of(project), deal_open=deal_open)
    form, act = ClosingForm(request.POST or None, instance=project), act_of(request)
    closed = sent(
        request, form, lambda: actions.close_project(project, form.cleaned_data, act=act, revision=form.revision)
    )
    if closed is not None:
        flash(request, _("Closed, the team is released."))
        return redirect(at_tab(project, "closing"))
    spent = _("Spent %(spent)s of %(budget)s yuan.") % {
        "spent": f"{queries.spent_on(project):,.2f}", "budget": f"{project.budget:,.2f}",
    }  # fmt: skip
    return form_page(
        request, form, title=_("Close the project"), project=project, note={"tone": "info", "text": spent},
        submit_label=_("Close and release the team"),
    )  # fmt: skip


urlpatterns = [
    path("presales/<int:pk>/team/", team, name="team"),
    path("presales/<int:pk>/kick-off/", kick_off, name="kick-off"),
    path("presales/elements/<int:pk>/", element, name="element"),
    path("presales/<int:pk>/analyses/<slug:step>/", analysis, name="analysis"),
    path("presales/<int:pk>/strategies/", strategies, name="strategies"),
    path("presales/<int:pk>/quality/", quality, name="quality"),
    path("presales/<int:pk>/plan/", plan, name="plan"),
    path("presales/<int:pk>/closing/", closing, name="closing"),
]
