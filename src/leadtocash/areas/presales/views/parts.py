"""Planned actions, risks, communication and costs: their lists, forms and short verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.presales import actions, permissions, queries, rules
from leadtocash.areas.presales.forms import ActionForm, CommunicationForm, CostForm, ReasonForm, RiskForm
from leadtocash.areas.presales.models import Communication, Cost, ElementAction, Risk
from leadtocash.areas.presales.tables import ACTIONS, COSTS, RISKS, TALKS
from leadtocash.areas.presales.views.forms import at_tab, form_page, mine, sent
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.lists import ListPage, render_list


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of part: its form, what its pages are called."""

    model: Any
    form: Any
    adding: Promise
    changing: Promise


KINDS = {
    "actions": Kind(
        model=ElementAction, form=ActionForm, adding=gettext_lazy("Plan an action"),
        changing=gettext_lazy("Planned action"),
    ),
    "risks": Kind(model=Risk, form=RiskForm, adding=gettext_lazy("Add a risk"), changing=gettext_lazy("Risk")),
    "talks": Kind(
        model=Communication, form=CommunicationForm, adding=gettext_lazy("Plan a communication"),
        changing=gettext_lazy("Communication"),
    ),
}  # fmt: skip


def _list(page: ListPage) -> Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]:
    @require_GET
    def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        require(person_of(request), permissions.VIEW)
        return render_list(request, page)

    return listing


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add one to a project; ?element= fills in which of the four it is for."""
    project, act, one = mine(request, pk, permissions.EDIT), act_of(request), KINDS[kind]
    rules.check_working(queries.facts_of(project))
    form = one.form(request.POST or None, initial={"owner": act.person, "kind": request.GET.get("element", "")})
    if sent(request, form, lambda: actions.add_part(project, one.model(**form.cleaned_data), act=act)) is not None:
        flash(request, _("Added."))
        return redirect(at_tab(project, "plan"))
    return form_page(request, form, title=str(one.adding), project=project, tab="plan")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    part, one = _part(request, pk, kind), KINDS[kind]
    rules.check_working(queries.facts_of(part.project))
    form, act = one.form(request.POST or None, instance=part), act_of(request)
    if sent(request, form, lambda: actions.change_part(part, form.cleaned_data, act=act, revision=form.revision)):
        flash(request, _("Saved."))
        return redirect(at_tab(part.project, "plan"))
    return form_page(request, form, title=str(one.changing), project=part.project, tab="plan")


@require_POST
def removal(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    part = _part(request, pk, kind)
    actions.remove_part(part, act=act_of(request))
    flash(request, _("Removed."))
    return redirect(at_tab(part.project, "plan"))


@require_POST
def completion(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Done today; of a communication: held, the next one follows by its rhythm."""
    part = actions.complete_part(_part(request, pk, kind), act=act_of(request))
    flash(request, _("Noted."))
    return redirect(at_tab(part.project, "plan"))


@require_http_methods(["GET", "POST"])
def new_cost(request: HttpRequest, pk: int) -> HttpResponse:
    project, act = mine(request, pk, permissions.EDIT), act_of(request)
    rules.check_gone(queries.facts_of(project), clause=rules.MONEY)
    form = CostForm(request.POST or None, initial={"by": act.person, "spent_on": act.today})
    if sent(request, form, lambda: actions.record_cost(project, form.cleaned_data, act=act)) is not None:
        flash(request, _("Recorded."))
        return redirect(at_tab(project, "cost"))
    return form_page(request, form, title=_("Record a cost"), project=project, tab="cost")


@require_http_methods(["GET", "POST"])
def cost_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Cost.objects.select_related("project__opportunity__owner")
    cost: Cost = fetch(Cost, person_of(request), rows, pk=pk)
    require(person_of(request), permissions.EDIT, cost)
    form = ReasonForm(request.POST or None)
    if sent(request, form, lambda: actions.withdraw_cost(cost, act=act_of(request), **form.cleaned_data)) is not None:
        flash(request, _("Taken back."))
        return redirect(at_tab(cost.project, "cost"))
    return form_page(request, form, title=_("Take the cost back"), project=cost.project, tab="cost")


def _part(request: HttpRequest, pk: int, kind: str) -> Any:
    model = KINDS[kind].model
    part = fetch(model, person_of(request), model.objects.select_related("project__opportunity__owner"), pk=pk)
    require(person_of(request), permissions.EDIT, part)
    return part


urlpatterns = [
    path("presales/actions/", _list(ACTIONS), name="actions"),
    path("presales/risks/", _list(RISKS), name="risks"),
    path("presales/communication/", _list(TALKS), name="talks"),
    path("presales/costs/", _list(COSTS), name="costs"),
    path("presales/<int:pk>/costs/new/", new_cost, name="new-cost"),
    path("presales/costs/<int:pk>/withdrawal/", cost_withdrawal, name="cost-withdrawal"),
]
for _kind in KINDS:
    urlpatterns += [
        path(f"presales/<int:pk>/{_kind}/new/", new, {"kind": _kind}, name=f"new-{_kind}"),
        path(f"presales/{_kind}/<int:pk>/", edit, {"kind": _kind}, name=f"edit-{_kind}"),
        path(f"presales/{_kind}/<int:pk>/removal/", removal, {"kind": _kind}, name=f"remove-{_kind}"),
        path(f"presales/{_kind}/<int:pk>/completion/", completion, {"kind": _kind}, name=f"complete-{_kind}"),
    ]
