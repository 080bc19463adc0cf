"""Pages of key-account plans: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.actions import plans as actions
from leadtocash.areas.visits.forms.plans import ActivitySheet, PlanForm
from leadtocash.areas.visits.models import AccountPlan, Visit
from leadtocash.areas.visits.queries import plans as queries
from leadtocash.areas.visits.tables.plans import PLANS
from leadtocash.areas.visits.views.forms import form_page
from leadtocash.areas.visits.views.showing import linked
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

FIRST = [{"quarter": n, "kind": Visit.Kind.VISIT, "times": 3, "what": ""} for n in range(1, 5)]
TEMPLATE = "visits/plan_form.html"


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.PLANS)
    return render_list(request, PLANS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    plan = fetch(AccountPlan, person, queries.with_everything(), pk=pk)
    quarters = queries.compared(plan)
    verbs = [Verb(label=_("Edit"), url=reverse("visits:plan-edit", args=[pk]), icon="pencil")]
    kinds = dict(Visit.Kind.choices)
    return render_detail(
        request,
        "visits/detail.html",
        plan,
        title=str(plan),
        crumbs=[{"label": _("Key-account plans"), "url": reverse("visits:plans")}, {"label": str(plan)}],
        facts=[
            {"label": _("Customer"), "value": linked(plan.customer, person)},
            {"label": _("Sales hoped for"), "value": formats.wan(plan.target)},
            {"label": _("Contacts planned"), "value": sum(one.planned for one in quarters)},
            {"label": _("took place"), "value": sum(one.done for one in quarters)},
            {"label": _("Account manager"), "value": plan.owner.name},
        ],
        verbs=verbs if allowed(person, permissions.EDIT_PLAN, plan) else [],
        tabs=[Tab(
            key="plan", label=_("Plan"), template="visits/_plan.html",
            context=lambda: {"quarters": [
                {"number": one.number, "rows": [{"step": step, "kind": kinds[step.kind]} for step in one.steps]}
                for one in quarters
            ]},
        )],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a plan; ?customer= fills it in."""
    person, act = person_of(request), act_of(request)
    require(person, permissions.EDIT_PLAN)
    first = {"customer": request.GET.get("customer"), "year": act.today.year}
    form = PlanForm(request.POST or None, initial=first, person=person)
    sheet = ActivitySheet(request.POST or None, prefix="activities", initial=None if request.POST else FIRST)
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        made = submit(form, lambda: actions.write_plan(form.cleaned_data, sheet.values(), act=act))
        if made is not None:
            flash(request, _("Saved."))
            return redirect(made)
    return _form(request, form, sheet, title=_("New plan"), back=reverse("visits:plans"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = fetch(AccountPlan, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.EDIT_PLAN, plan)
    form = PlanForm(request.POST or None, instance=plan, person=person_of(request))
    rows = None if request.POST else list(plan.activities.values("quarter", "kind", "times", "what"))
    sheet = ActivitySheet(request.POST or None, prefix="activities", initial=rows)
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        act = act_of(request)
        changed = submit(
            form, lambda: actions.change_plan(plan, form.cleaned_data, sheet.values(), act=act, revision=form.revision)
        )
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return _form(request, form, sheet, title=str(plan), back=plan.get_absolute_url())


def _form(request: HttpRequest, form: Any, sheet: Any, *, title: str, back: str) -> HttpResponse:
    under = (_("Key-account plans"), reverse("visits:plans"))
    return form_page(request, form, title=title, back=back, under=under, sheet=sheet, template=TEMPLATE)


urlpatterns = [
    path("account-plans/", listing, name="plans"),
    path("account-plans/new/", new, name="new-plan"),
    path("account-plans/<int:pk>/", detail, name="plan"),
    path("account-plans/<int:pk>/edit/", edit, name="plan-edit"),
]
