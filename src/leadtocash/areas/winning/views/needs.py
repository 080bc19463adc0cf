"""Pages of needs and value statements: read the request, call one action, answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.winning import actions
from leadtocash.areas.winning.forms import NeedForm, ValueForm
from leadtocash.areas.winning.models import Need, Value
from leadtocash.areas.winning.tables import NEEDS, VALUES
from leadtocash.areas.winning.views.forms import answer_form, check_editable, editable_deal
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import render_list

DEAL = ("owner", "customer", "department")


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, NEEDS)


@require_GET
def values(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, VALUES)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    deal = editable_deal(request, pk)
    form = NeedForm(request.POST or None, deal=deal)
    return answer_form(
        request, form, lambda: actions.add_need(deal, form.cleaned_data, act=act_of(request)), deal=deal,
        title=_("New need"), back=f"{deal.get_absolute_url()}?tab=needs",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = _need(request, pk)
    form = NeedForm(request.POST or None, instance=need, deal=need.opportunity)
    return answer_form(
        request, form,
        lambda: actions.change_need(need, form.cleaned_data, act=act_of(request), revision=form.revision),
        deal=need.opportunity, title=need.title, back=need.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_value(request: HttpRequest, pk: int) -> HttpResponse:
    need, act = _need(request, pk), act_of(request)
    form = ValueForm(request.POST or None, person=act.person, today=act.today)
    return answer_form(
        request, form, lambda: actions.add_value(need, form.cleaned_data, act=act), deal=need.opportunity,
        title=_("Value for: %(need)s") % {"need": need}, back=need.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_value(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Value.objects.select_related(*(f"need__opportunity__{name}" for name in DEAL))
    value, act = fetch(Value, person_of(request), rows, pk=pk), act_of(request)
    deal = value.need.opportunity
    check_editable(request, deal)
    form = ValueForm(request.POST or None, instance=value, person=act.person, today=act.today)
    return answer_form(
        request, form, lambda: actions.change_value(value, form.cleaned_data, act=act, revision=form.revision),
        deal=deal, title=_("Value for: %(need)s") % {"need": value.need}, back=value.get_absolute_url(),
    )  # fmt: skip


def _need(request: HttpRequest, pk: int) -> Need:
    rows = Need.objects.select_related(*(f"opportunity__{name}" for name in DEAL))
    need = fetch(Need, person_of(request), rows, pk=pk)
    check_editable(request, need.opportunity)
    return need
