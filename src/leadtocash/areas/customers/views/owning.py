"""Whose customer it is: given away, by rule, from and to the pool, on the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import pool as queries
from leadtocash.areas.customers.tables import CUSTOMERS, POOL
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.assigning import AssignForm, assign_deed
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form, LineField
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.lists.bulk import Deed, bulk_view


class ReasonForm(Form):
    reason = LineField(label=gettext_lazy("reason"), max_length=200, required=False)


def _simple(label: Any, do: Any, permission: str, note: Any) -> Deed:
    """A deed that asks for nothing but a yes."""
    return Deed(
        label=label,
        form=lambda data, person: Form(data),
        do=lambda row, given, act: do(row, act=act),
        may=lambda person: allowed(person, permission),
        note=note,
    )


ASSIGN = assign_deed(actions.assign_customer, permissions.ASSIGN)
BY_RULE = _simple(
    gettext_lazy("Assign by rule"), actions.assign_by_rule, permissions.ASSIGN,
    gettext_lazy("Each goes where the assignment rules send its place and industry."),
)  # fmt: skip
CLAIM = _simple(
    gettext_lazy("Claim"), actions.claim, permissions.CLAIM, gettext_lazy("You become their account manager.")
)
CONFIRM = _simple(
    gettext_lazy("Status still right"), actions.confirm_status, permissions.EDIT,
    gettext_lazy("You have looked at each: its status is as it should be."),
)  # fmt: skip
bulk = bulk_view(CUSTOMERS, {"assign": ASSIGN, "by_rule": BY_RULE, "confirm": CONFIRM})
pool_bulk = bulk_view(POOL, {"claim": CLAIM, "assign": ASSIGN, "by_rule": BY_RULE})


@require_GET
def pool(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The public pool."""
    return render_list(request, POOL)


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the customer to another account manager."""
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.ASSIGN, customer)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        actions.assign_customer(customer, given["owner"], act=act, reason=given["reason"])
        flash(request, _("Given to %(name)s.") % {"name": given["owner"].name})
        return redirect("customers:list")
    return form_page(request, form, title=_("Assign"), back=customer.get_absolute_url(), subtitle=customer.name)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the customer from the public pool."""
    customer = actions.claim(get_object_or_404(queries.claimable(person_of(request)), pk=pk), act=act_of(request))
    flash(request, _("%(name)s is yours.") % {"name": customer.name})
    return redirect(customer)


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the customer back to the public pool."""
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, customer)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.release(customer, act=act_of(request), reason=form.cleaned_data["reason"])
        flash(request, _("Back in the public pool."))
        return redirect("customers:list")
    note = {"tone": "wait", "text": _("Others of your region may claim it then.")}
    return form_page(
        request, form, title=_("Give back to the pool"), back=customer.get_absolute_url(), subtitle=customer.name,
        submit_label=_("Give back"), note=note,
    )  # fmt: skip
