"""Pages of disputes: raise, answer, look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.forms import AnswerForm, DisputeForm
from leadtocash.areas.customers.models import Dispute
from leadtocash.areas.customers.queries import disputes as queries
from leadtocash.areas.customers.rules import disputes as rules
from leadtocash.areas.customers.tables import DISPUTES
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, DISPUTES)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Say that a customer somebody else has registered is one's own."""
    require(person_of(request), permissions.EDIT)
    form = DisputeForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        made = submit(form, lambda: actions.raise_dispute(given["name"], given["claim"], act=act))
        if made is not None:
            flash(request, _("Submitted: %(number)s.") % {"number": made.number})
            return redirect(made)
    entries = [
        {"title": _("Account manager of the customer"), "text": _("Answers"), "limit": formats.working_days(2)},
        {"title": _("Who leads both"), "text": _("Decides on it"), "limit": formats.working_days(3)},
    ]
    back = reverse("customers:disputes")
    return form_page(
        request, form, title=_("Raise a dispute"), back=back, above=(_("Attribution disputes"), back),
        submit_label=_("Submit"), approvers={"clause": "S1 3.3.2", "entries": entries},
    )  # fmt: skip


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    dispute: Dispute = fetch(Dispute, person, queries.shown(), pk=pk)
    waits = dispute.state == Dispute.State.OPEN and dispute.answered_at is None
    url = reverse("customers:dispute-answer", args=[pk])
    verbs = [Verb(label=_("Answer the claim"), url=url, icon="message", primary=True)]
    facts: list[dict[str, Any]] = [
        {"label": _("Customer"), "value": dispute.customer.name},
        {"label": _("Claimed by"), "value": dispute.claimant.name},
        {"label": _("Account manager"), "value": dispute.holder.name},
        {"label": _("Raised at"), "value": formats.full_date(dispute.created_at)},
    ]
    if dispute.decided_by:
        decided = f"{dispute.decided_by.name} {formats.full_date(dispute.decided_at)}"
        facts.append({"label": _("Decided by"), "value": decided})
    return render_detail(
        request,
        "customers/dispute.html",
        dispute,
        title=_("Whose is %(customer)s?") % {"customer": dispute.customer.name},
        code=dispute.number,
        crumbs=[
            {"label": _("Attribution disputes"), "url": reverse("customers:disputes")},
            {"label": dispute.number},
        ],
        tags=[{"state": rules.STATES[Dispute.State(dispute.state)], "label": dispute.get_state_display()}],
        facts=facts,
        verbs=verbs if waits and dispute.holder_id == person.pk else [],
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The account manager says what speaks for him."""
    dispute: Dispute = fetch(Dispute, person_of(request), queries.shown(), pk=pk)
    rules.check_open(dispute)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data["answer"], act_of(request)
        if submit(form, lambda: actions.answer_dispute(dispute, given, act=act)) is not None:
            flash(request, _("Sent."))
            return redirect(dispute)
    note = {"tone": "info", "text": dispute.claim}
    back = reverse("customers:disputes")
    return form_page(
        request, form, title=_("Answer the claim"), back=dispute.get_absolute_url(), subtitle=dispute.customer.name,
        note=note, above=(_("Attribution disputes"), back), submit_label=_("Send"),
    )  # fmt: skip
