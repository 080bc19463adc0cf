"""Orders, arrivals, and the step to 'arrived' (S0 2.4.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import purchasing as actions
from leadtocash.areas.projects.forms.purchasing import ArrivalForm, PurchaseForm
from leadtocash.areas.projects.models import Arrival, Project, Purchase
from leadtocash.areas.projects.rules import purchasing as rules
from leadtocash.areas.projects.rules import states
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    """A new order; ?line= chooses the line, with what is left of it."""
    project = fetch(Project, person_of(request), Project.objects.select_related("owner"), pk=pk)
    require(person_of(request), permissions.BUY, project)
    states.check_is_set_up(project)
    form = PurchaseForm(
        request.POST or None, lines=project.lines.filter(is_service=False), initial=_initial(request, project)
    )
    form.drop_hidden(person_of(request), project)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        line = values.pop("line")
        made = submit(form, lambda: actions.order(line, values, act=act_of(request)))
        if made is not None:
            flash(request, _("Order %(number)s recorded.") % {"number": made.po_number})
            return redirect(made.get_absolute_url())
    return _form(request, form, project, title=_("Order"), save=_("Record the order"))


def _initial(request: HttpRequest, project: Project) -> dict[str, Any]:
    wanted = request.GET.get("line", "")
    line = project.lines.filter(pk=int(wanted)).first() if wanted.isdigit() and len(wanted) < 15 else None
    if line is None:
        line = next((one for one in project.lines.filter(is_service=False) if one.ordered < one.quantity), None)
    initial: dict[str, Any] = {"ordered_on": timezone.localdate(), "expected_on": project.delivery_on}
    if line is not None:
        initial |= {"line": line, "quantity": max(line.quantity - line.ordered, 0) or None, "unit_cost": line.unit_cost}
    return initial


@require_http_methods(["GET", "POST"])
def edit_purchase(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an order: date, quantity, cost."""
    order = _order(request, pk)
    states.check_is_set_up(order.project)
    rules.check_order_change(order, order.quantity)
    form = PurchaseForm(request.POST or None, instance=order)
    form.drop_hidden(person_of(request), order.project)
    if request.method == "POST" and form.is_valid():
        changed = submit(
            form, lambda: actions.change_order(order, form.cleaned_data, act=act_of(request), revision=form.revision)
        )
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(order.get_absolute_url())
    title = _("Order %(number)s") % {"number": order.po_number}
    return _form(request, form, order.project, title=title, subtitle=str(order.line))


@require_POST
def cancel_purchase(request: HttpRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    actions.cancel_order(order, act=act_of(request))
    flash(request, _("Order %(number)s cancelled.") % {"number": order.po_number})
    return redirect(order.get_absolute_url())


@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """A delivery against an order."""
    order = _order(request, pk)
    states.check_is_set_up(order.project)
    initial = {"quantity": order.outstanding, "arrived_on": timezone.localdate()}
    form = ArrivalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.record_arrival(order, act=act_of(request), **form.cleaned_data))
        if made is not None:
            flash(request, _("Arrival of %(n)s recorded.") % {"n": made.quantity})
            return redirect(order.get_absolute_url())
    subtitle = _("%(what)s \u00b7 order %(number)s \u00b7 %(open)s to come") % {
        "what": order.line, "number": order.po_number, "open": order.outstanding,
    }  # fmt: skip
    return _form(request, form, order.project, title=_("Record arrival"), subtitle=subtitle)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """An arrival entered by mistake."""
    rows = Arrival.objects.select_related("purchase__project__owner", "purchase__line")
    record = fetch(Arrival, person_of(request), rows, pk=pk)
    actions.take_back_arrival(record, act=act_of(request))
    flash(request, _("Arrival taken back."))
    return redirect(record.purchase.get_absolute_url())


@require_POST
def set_arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """All equipment is there."""
    project = fetch(Project, person_of(request), Project.objects.select_related("owner"), pk=pk)
    done = actions.set_arrived(project, act=act_of(request))
    flash(request, _("Arrived. The signed sheet is due by %(day)s.") % {"day": done.signoff_due_on})
    return redirect(done)


def _order(request: HttpRequest, pk: int) -> Purchase:
    order = fetch(Purchase, person_of(request), Purchase.objects.select_related("project__owner", "line"), pk=pk)
    require(person_of(request), permissions.BUY, order.project)
    return order


def _form(
    request: HttpRequest, form: Any, project: Project, *, title: str, save: str = "", subtitle: str = ""
) -> HttpResponse:
    back = f"{project.get_absolute_url()}?tab=purchasing"
    crumbs = [
        {"label": _("Sales projects"), "url": reverse("projects:list")},
        {"label": project.code, "url": back},
        {"label": title},
    ]
    page = {
        "form": form, "title": title, "subtitle": subtitle or project.title, "cancel_url": back, "crumbs": crumbs,
        "submit_label": save or None,
    }  # fmt: skip
    return render(request, "web/form.html", page, status=422 if form.errors else 200)


urlpatterns = [
    path("projects/<int:pk>/purchases/new/", purchase, name="purchase"),
    path("projects/<int:pk>/arrival/", set_arrived, name="arrival"),
    path("purchases/<int:pk>/edit/", edit_purchase, name="edit-purchase"),
    path("purchases/<int:pk>/cancellation/", cancel_purchase, name="cancel-purchase"),
    path("purchases/<int:pk>/arrivals/new/", arrival, name="record-arrival"),
    path("arrivals/<int:pk>/withdrawal/", take_back, name="take-back-arrival"),
]
