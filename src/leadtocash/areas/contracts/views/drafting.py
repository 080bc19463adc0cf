"""Draft and change a contract: header, line sheet, payment plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.contracts import actions, permissions, queries, rules
from leadtocash.areas.contracts.forms import ContractForm, Lines, Terms, by_model, line_values, term_values
from leadtocash.areas.contracts.models import Contract, ContractLine
from leadtocash.areas.contracts.views.deciders import deciders
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.money import cents
from leadtocash.foundation.web import refusals
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.workflow.actions import WARNING

EMPTY_ROWS = 3


@dataclass
class Sheets:
    """The three parts of the page."""

    form: ContractForm
    lines: Any
    terms: Any

    def valid(self) -> bool:
        """All three are looked at, so that every error shows at once."""
        return all([self.form.is_valid(), self.lines.is_valid(), self.terms.is_valid()])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new draft, from a won opportunity (?opportunity=), for a customer (?customer=), or from nothing."""
    person = person_of(request)
    require(person, permissions.EDIT)
    origin, initial, rows = _origin(request)
    sheets = _sheets(request, Contract(), initial=initial, rows=rows)
    if request.method == "POST" and sheets.valid():
        values = sheets.form.cleaned_data | ({"opportunity": origin} if origin else {})
        made = submit(
            sheets.form,
            lambda: actions.draft_contract(
                values, lines=sheets.lines.rows(), terms=sheets.terms.rows(), act=act_of(request)
            ),
        )
        if made is not None:
            return _after_saving(request, made)
    return _page(request, sheets, title=_("New contract"), cancel=_back(origin), origin=origin)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft. Refused while it is in review and after, with who has it now; or the review begins again."""
    person = person_of(request)
    contract = fetch(Contract, person, queries.detailed(), pk=pk)
    require(person, permissions.EDIT, contract)
    restarts = actions.check_change(contract, act=act_of(request))
    sheets = _sheets(request, contract)
    if request.method == "POST" and sheets.valid():
        changed = submit(
            sheets.form,
            lambda: actions.change_contract(
                contract,
                sheets.form.cleaned_data,
                lines=sheets.lines.rows(),
                terms=sheets.terms.rows(),
                act=act_of(request),
                revision=sheets.form.revision,
            ),
        )
        if changed is not None and restarts:
            flash(request, _("Saved; the approval has begun again."))
            return redirect(changed)
        if changed is not None:
            return _after_saving(request, changed)
    stored = fetch(Contract, person, queries.detailed(), pk=pk)
    return _page(
        request,
        sheets,
        title=stored.title,
        cancel=stored.get_absolute_url(),
        contract=stored,
        missing=queries.missing_for_review(stored, today=timezone.localdate()),
        approvers=deciders(stored),
        **(_restarting(stored) if restarts else _late_delivery(stored)),
    )


@require_GET
def products(request: HttpRequest) -> JsonResponse:
    """What a model of the catalogue brings to a line: ?model=, ?tax= (percent)."""
    model = request.GET.get("model", "")
    product = by_model([model]).get(model.strip().casefold())
    if product is None:
        return JsonResponse({"found": False})
    try:
        rate = min(max(Decimal(request.GET.get("tax") or 13), Decimal(0)), Decimal(30))
    except ArithmeticError:
        rate = Decimal(13)
    filled = {
        "found": True,
        "product": product.model,
        "description": product.name or product.model,
        "unit": product.unit,
        "unit_price": str(cents(product.list_price * (100 + rate) / 100)),
    }
    if sees(person_of(request), ContractLine, "unit_cost"):
        filled["unit_cost"] = str(product.cost)
    return JsonResponse(filled)


def _origin(request: HttpRequest) -> tuple[Opportunity | None, dict[str, Any], list[dict[str, Any]]]:
    person = person_of(request)
    if wanted := request.GET.get("opportunity", ""):
        opportunity = fetch(Opportunity, person, Opportunity.objects.select_related("customer"), pk=wanted)
        rules.check_won(opportunity)
        header, rows = actions.values_from_opportunity(opportunity)
        return opportunity, header, [{**row, "product": row["product"].model if row["product"] else ""} for row in rows]
    if wanted := request.GET.get("customer", ""):
        return None, {"customer": fetch(Customer, person, pk=wanted)}, []
    return None, {}, []


def _sheets(
    request: HttpRequest,
    contract: Contract,
    *,
    initial: dict[str, Any] | None = None,
    rows: list[dict[str, Any]] | None = None,
) -> Sheets:
    person = person_of(request)
    stored = contract.pk is not None
    lines = [line_values(line) for line in contract.lines.all()] if stored else (rows or [])
    terms = [term_values(term) for term in contract.terms.all()] if stored else []
    data = request.POST if request.method == "POST" else None
    sheets = Sheets(
        ContractForm(data, instance=contract, initial=initial, person=person),
        Lines(data, initial=lines, prefix="lines", form_kwargs={"sees_cost": sees(person, contract, "cost_amount")}),
        Terms(data, initial=terms, prefix="terms"),
    )
    sheets.lines.extra = 1 if lines else EMPTY_ROWS
    sheets.terms.extra = 0 if terms else 1
    return sheets


def _after_saving(request: HttpRequest, contract: Contract) -> HttpResponse:
    """Save keeps the draft; save and submit hands it on, or says on the draft what is still missing."""
    if request.POST.get("save") == "draft":
        flash(request, _("Saved as draft %(number)s.") % {"number": contract.draft_number})
        return redirect("contracts:edit", contract.pk)
    try:
        actions.submit_contract(contract, act=act_of(request))
    except RuleError as refusal:
        refusals.note(request, refusal)
        flash(request, _("Saved. %(why)s") % {"why": refusal.message}, tone="wait")
        return redirect("contracts:edit", contract.pk)
    flash(request, _("Submitted for review."))
    if late := _late_delivery(contract):
        flash(request, late["note"]["text"], tone="wait")
    return redirect(contract)


def _restarting(contract: Contract) -> dict[str, Any]:
    """The page says before that saving restarts the approval; there is no draft to keep meanwhile."""
    return {
        "tag": dict(zip(("state", "label"), queries.state_tag(contract), strict=True)),
        "note": {"tone": "wait", "text": WARNING},
        "save_label": "",
        "submit_label": _("Save, restart the approval"),
    }


def _late_delivery(contract: Contract) -> dict[str, Any]:
    """A delivery day in the past may be meant, and is more often forgotten."""
    if contract.delivery_on is None or contract.delivery_on >= timezone.localdate():
        return {}
    text = _("The delivery day %(day)s is past; correct it unless it is meant so.") % {"day": contract.delivery_on}
    return {"note": {"tone": "wait", "text": text}}


def _back(origin: Opportunity | None) -> str:
    return origin.get_absolute_url() if origin else reverse("contracts:list")


def _page(request: HttpRequest, sheets: Sheets, *, title: str, cancel: str, **context: Any) -> HttpResponse:
    contract: Contract | None = context.get("contract")
    code = contract.shown_number if contract else title
    page = {
        "form": sheets.form,
        "lines": sheets.lines,
        "terms": sheets.terms,
        "plans": rules.STANDARD_PLANS,
        "title": title,
        "code": code,
        "tag": {"state": "idle", "label": _("Draft")},
        "crumbs": [{"label": _("Contracts"), "url": reverse("contracts:list")}],
        "cancel_url": cancel,
        "save_label": _("Save the draft"),
        "submit_label": _("Save and submit for review"),
        "side": True,
        **context,
    }
    wrong = bool(sheets.form.errors or any(sheets.lines.errors) or any(sheets.terms.errors))
    status = 422 if request.method == "POST" or wrong else 200
    return render(request, "contracts/form.html", page, status=status)
