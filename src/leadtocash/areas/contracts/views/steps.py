"""What moves a contract: submission, registration, replacement, cancellation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.areas.contracts import actions, permissions, queries, rules
from leadtocash.areas.contracts.forms import CancellationForm, RegistrationForm
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form, submit


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit for review; ?ask=all asks every department again."""
    contract = fetch(Contract, person_of(request), pk=pk)
    actions.submit_contract(contract, act=act_of(request), ask_all=request.GET.get("ask") == "all")
    flash(request, _("Submitted for review."))
    return redirect(contract)


@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a passed contract: number and project code are given on posting."""
    person = person_of(request)
    contract = fetch(Contract, person, queries.detailed(), pk=pk)
    require(person, permissions.REGISTER, contract)
    rules.check_registrable(contract, queries.holders(contract))
    initial = {"signed_on": contract.signed_on or (None if contract.is_virtual else timezone.localdate())}
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = submit(
            form,
            lambda: actions.register_contract(contract, act=act_of(request), signed_on=form.cleaned_data["signed_on"]),
        )
        if done is not None:
            codes = {"number": done.number, "code": done.project_code}
            flash(request, _("Registered as %(number)s, project code %(code)s.") % codes)
            return redirect(done)
    return _form(request, contract, form, "contracts/registration.html", submit_label=_("Register, give the number"))


@require_POST
def replacement(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the formal contract of a virtual one, everything taken over."""
    contract = fetch(Contract, person_of(request), pk=pk)
    formal = actions.draft_replacement(contract, act=act_of(request))
    flash(request, _("Drafted from %(number)s; complete it and submit it.") % {"number": contract.number})
    return redirect("contracts:edit", formal.pk)


@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a contract without a live project, with the reason."""
    person = person_of(request)
    contract = fetch(Contract, person, queries.detailed(), pk=pk)
    require(person, permissions.CANCEL, contract)
    refusals = [refusal for refusal in (ask(contract) for ask in rules.blockers.values()) if refusal]
    rules.check_cancellable(contract, reason="?", successor=queries.successor(contract), refusals=refusals)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = submit(
            form,
            lambda: actions.cancel_contract(contract, reason=form.cleaned_data["reason"], act=act_of(request)),
        )
        if done is not None:
            asked = done.cancellation_asked
            flash(request, _("Cancellation asked for.") if asked else _("Cancelled."))
            return redirect(done)
    drops = contract.state == Contract.State.DRAFT
    label = _("Drop the draft") if drops else _("Ask for cancellation")
    return _form(request, contract, form, "contracts/cancellation.html", submit_label=label, drops=drops)


def _form(request: HttpRequest, contract: Contract, form: Form, template: str, **context: Any) -> HttpResponse:
    page = {
        "form": form,
        "contract": contract,
        "title": contract.title,
        "code": context["submit_label"],
        "cancel_url": contract.get_absolute_url(),
        "crumbs": [
            {"label": _("Contracts"), "url": reverse("contracts:list")},
            {"label": contract.shown_number, "url": contract.get_absolute_url()},
        ],
        **context,
    }
    return render(request, template, page, status=422 if form.is_bound else 200)
