"""Pages of the demand channel log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.market import actions, permissions, queries, rules
from leadtocash.areas.market.forms import AnswerForm, DemandForm
from leadtocash.areas.market.models import Demand
from leadtocash.areas.market.tables import DEMAND_STATES, DEMANDS
from leadtocash.areas.market.views.pages import entered
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.formats import full_date
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, DEMANDS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    demand = fetch(Demand, person, queries.demands(person), pk=pk)
    verbs = []
    if demand.state not in rules.CLOSED:
        edit = Verb(label=_("Edit"), url=reverse("market:edit-demand", args=[pk]), icon="pencil")
        answer = Verb(label=_("Reply"), url=reverse("market:answer-demand", args=[pk]), primary=True)
        verbs += [edit] if allowed(person, permissions.EDIT_DEMANDS, demand) else []
        verbs += [answer] if allowed(person, permissions.ANSWER_DEMANDS, demand) else []
    answered = f"{demand.answered_by.name} {full_date(demand.answered_on)}" if demand.answered_by else ""
    return render_detail(
        request,
        "web/detail.html",
        demand,
        title=demand.title,
        code=demand.number,
        crumbs=[{"label": _("Market demands"), "url": reverse("market:demands")}, {"label": demand.number}],
        tags=[{"state": DEMAND_STATES[Demand.State(demand.state)], "label": demand.get_state_display()}],
        facts=[
            {"label": _("Asked on"), "value": full_date(demand.asked_on)},
            {"label": _("Channel"), "value": demand.get_channel_display()},
            {"label": _("Customer"), "value": demand.customer.name if demand.customer else "\u2014"},
            {"label": _("Asked by"), "value": demand.asked_by or "\u2014"},
            {"label": _("Product"), "value": demand.product.model if demand.product else "\u2014"},
            {"label": _("Recorded by"), "value": demand.owner.name},
        ],
        verbs=verbs,
        tabs=[
            Tab(
                key="data", label=_("Data"), template="market/_texts.html",
                context=lambda: {
                    "facts_below": [(_("Answered by"), answered)],
                    "texts": [(_("Details"), demand.details), (_("Reply"), demand.answer)],
                },
            )
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    require(person, permissions.EDIT_DEMANDS)
    first = {"asked_on": act.today, "customer": request.GET.get("customer")}
    form = DemandForm(request.POST or None, initial=first, person=person)
    return _form(
        request, form, lambda: actions.record_demand(form.cleaned_data, act=act), title=_("Record a demand"),
        back=reverse("market:demands"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    demand = fetch(Demand, person, pk=pk)
    require(person, permissions.EDIT_DEMANDS, demand)
    rules.check_demand(state=demand.state)
    form = DemandForm(request.POST or None, instance=demand, person=person)

    def save() -> Demand:
        return actions.change_demand(demand, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=demand.title, back=demand.get_absolute_url())


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a demand."""
    person = person_of(request)
    demand = fetch(Demand, person, pk=pk)
    require(person, permissions.ANSWER_DEMANDS, demand)
    rules.check_demand(state=demand.state)
    form = AnswerForm(request.POST or None, initial={"state": demand.state, "answer": demand.answer})
    return _form(
        request, form, lambda: actions.answer_demand(demand, act=act_of(request), **form.cleaned_data),
        title=_("Reply"), back=demand.get_absolute_url(), subtitle=str(demand),
    )  # fmt: skip


def _form(request: HttpRequest, form: Any, save: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    return entered(
        request, form, save, title=title, back=back, noun=_("Market demands"), list_url="market:demands", **context
    )
