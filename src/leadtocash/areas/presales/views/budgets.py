"""The budget: lowered by a manager; more of it asked for, and what came of that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.presales import actions, permissions, queries, rules
from leadtocash.areas.presales.forms import LessForm, MoreForm
from leadtocash.areas.presales.models import BudgetRequest, PresalesProject
from leadtocash.areas.presales.tables import BUDGETS
from leadtocash.areas.presales.views.forms import at_tab, form_page, mine, sent
from leadtocash.areas.presales.words import tag_of_budget
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.VIEW)
    return render_list(request, BUDGETS)


@require_http_methods(["GET", "POST"])
def less(request: HttpRequest, pk: int) -> HttpResponse:
    """A manager takes budget back."""
    project = mine(request, pk, permissions.BUDGET)
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    form = LessForm(request.POST or None, instance=project, initial={"budget": project.budget})
    lowered = sent(
        request, form,
        lambda: actions.lower_budget(project, act=act_of(request), revision=form.revision, **form.cleaned_data),
    )  # fmt: skip
    if lowered is not None:
        flash(request, _("Saved."))
        return redirect(at_tab(project, "cost"))
    return form_page(request, form, title=_("Lower the budget"), project=project, tab="cost", note=_so_far(project))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more."""
    project = mine(request, pk, permissions.EDIT)
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    running = queries.budget_asked(project)
    rules.check_asked_once(running.number if running else "", href=running.get_absolute_url() if running else "")
    form = MoreForm(request.POST or None, instance=project)
    asked = sent(
        request, form,
        lambda: actions.ask_budget(project, act=act_of(request), revision=form.revision, **form.cleaned_data),
    )  # fmt: skip
    if asked is not None:
        flash(request, _("Submitted: %(number)s.") % {"number": asked.number})
        return redirect(asked)
    return form_page(
        request, form, title=_("Ask for more budget"), project=project, tab="cost", note=_so_far(project),
        submit_label=_("Submit for approval"),
    )  # fmt: skip


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A request: how much more, what for, and who decides (beside it)."""
    asked: BudgetRequest = fetch(BudgetRequest, person_of(request), queries.budgets_seen(person_of(request)), pk=pk)
    project = asked.project
    tone, label = tag_of_budget(asked)
    return render_detail(
        request, "presales/detail.html", asked, title=_("More pre-sales budget"), code=asked.number,
        subtitle=project.opportunity.name,
        crumbs=[
            {"label": _("Pre-sales projects"), "url": reverse("presales:list")},
            {"label": project.number, "url": at_tab(project, "cost")},
            {"label": asked.number},
        ],
        tags=[{"state": tone, "label": label}],
        facts=[
            {"label": _("Budget so far"), "value": formats.money(asked.before)},
            {"label": _("Budget asked for"), "value": formats.money(asked.budget)},
            {"label": _("More by"), "value": formats.money(asked.more)},
            {"label": _("Spent"), "value": formats.money(queries.spent_on(project))},
            {"label": _("Asked by"), "value": asked.created_by.name if asked.created_by else formats.DASH},
        ],
        tabs=[
            Tab(
                key="request", label=_("Request"), template="presales/_budget_request.html",
                context=lambda: {"costs": list(project.costs.filter(withdrawn_at=None).select_related("by"))},
            )
        ],
    )  # fmt: skip


def _so_far(project: PresalesProject) -> dict[str, str]:
    text = _("Spent %(spent)s of %(budget)s yuan.")
    values = {"spent": formats.money(queries.spent_on(project)), "budget": formats.money(project.budget)}
    return {"tone": "info", "text": text % values}


urlpatterns = [
    path("presales/budget-requests/", listing, name="budget-requests"),
    path("presales/budget-requests/<int:pk>/", detail, name="budget-request"),
    path("presales/<int:pk>/budget/", less, name="budget"),
    path("presales/<int:pk>/budget/more/", ask, name="ask-budget"),
]
