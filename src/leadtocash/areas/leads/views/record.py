"""Pages of leads: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.leads import actions, permissions, queries, rules
from leadtocash.areas.leads.forms import CardForm, LeadForm
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tables import LEADS, POOL
from leadtocash.areas.leads.views import showing
from leadtocash.areas.leads.views.forms import form_page
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.access.gate import allowed, fetch, require, sees
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, LEADS)


@require_GET
def pool(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What nobody works on, for those who may take it."""
    require(person_of(request), permissions.TAKE)
    return render_list(request, POOL)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead; of one that lies in a pool, to whoever may only take it, what one needs to decide on that."""
    person, act = person_of(request), act_of(request)
    waiting = queries.pool(person).filter(pk=pk).first()
    if waiting is not None and not sees(person, waiting):
        return render(request, "leads/waiting.html", {"lead": waiting, "title": waiting.company})
    lead = fetch(Lead, person, queries.with_everything(), pk=pk)
    missing = actions.missing_to_qualify(lead)
    verbs, more = showing.verbs(lead, person, missing=missing)
    may_edit = allowed(person, permissions.EDIT, lead)
    return render_detail(
        request,
        "leads/detail.html",
        lead,
        title=lead.company,
        code=lead.number,
        crumbs=[{"label": _("Leads"), "url": reverse("leads:list")}, {"label": lead.number}],
        tags=showing.tags(lead),
        facts=showing.facts(lead),
        steps=showing.steps(lead),
        note=showing.note(lead, today=act.today),
        gate=showing.gate(lead, missing),
        verbs=verbs,
        more=more,
        side=showing.side(lead),
        became=showing.became(lead, person),
        tabs=[
            Tab(
                key="data", label=_("Data"), template="leads/_data.html",
                context=lambda: {
                    "asked": showing.asked(lead), "may_judge": may_edit and lead.state in rules.WORKED_ON,
                    "may_edit": may_edit and lead.state not in queries.CLOSED,
                },
            )
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.EDIT)
    form = LeadForm(request.POST or None, person=person_of(request), alike="alike" in request.POST)
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values, act = dict(form.cleaned_data), act_of(request)
        to, sure = values.pop("to"), values.pop("sure", False)
        try:
            made = submit(form, lambda: actions.create_lead(values, act=act, to=to, sure=sure))
        except RuleError as error:
            if error.code != "lead_alike":
                raise
            alike = list(error.missing)
        else:
            if made is not None:
                flash(request, _("Entered %(number)s.") % {"number": made.number})
                return redirect(made)
    if alike:
        form = LeadForm(request.POST, person=person_of(request), alike=True)
    return _new_page(request, form, alike=alike)


@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """The form of a new lead, filled in from a pasted business card or message."""
    person = person_of(request)
    require(person, permissions.EDIT)
    return _new_page(request, LeadForm(initial=rules.read_card(request.POST.get("card", "")[:2000]), person=person))


def _new_page(request: HttpRequest, form: LeadForm, *, alike: list[Any] | None = None) -> HttpResponse:
    return form_page(
        request, form, title=_("New lead"), back=reverse("leads:list"), template="leads/new.html",
        action=reverse("leads:new"), card=CardForm(), alike=alike, draft_key="leads-new",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    lead = fetch(Lead, person, queries.with_everything(), pk=pk)
    require(person, permissions.EDIT, lead)
    rules.check_open(lead)
    form = LeadForm(request.POST or None, instance=lead, person=person)
    drop_hidden(form, person, lead)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        changed = submit(form, lambda: actions.change_lead(lead, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return form_page(request, form, title=lead.company, back=lead.get_absolute_url(), code=lead.number)
