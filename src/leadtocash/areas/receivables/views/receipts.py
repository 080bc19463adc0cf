"""Pages of money received: record, match, undo, void."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.receivables import actions, permissions, queries, rules
from leadtocash.areas.receivables.forms import AllocationForm, ReasonForm, ReceiptForm
from leadtocash.areas.receivables.models import Allocation, Receipt
from leadtocash.areas.receivables.tables import RECEIPTS, receipt_tag
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list

#: receivables offered for matching at once
OFFERED = 100


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.VIEW)
    return render_list(request, RECEIPTS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    receipt = fetch(Receipt, person, Receipt.objects.select_related("customer__owner", "created_by"), pk=pk)
    rows = queries.visible_allocations(person).filter(receipt=receipt)
    allocations = list(rows.select_related("receivable__contract", "reversed_by", "created_by").order_by("-pk"))
    elsewhere = receipt.allocated - sum((row.amount for row in allocations), ZERO)
    state, label = receipt_tag(receipt)
    may = allowed(person, permissions.MANAGE, receipt)
    matched = {"allocations": allocations, "may_undo": may, "of_receipt": True, "elsewhere": elsewhere}
    return render_detail(
        request,
        "receivables/detail.html",
        receipt,
        title=f"{receipt.customer.name} {formats.money(receipt.amount)}",
        code=receipt.number,
        crumbs=[{"label": _("Receipts"), "url": reverse("receivables:receipts")}, {"label": receipt.number}],
        tags=[{"state": state, "label": label}],
        facts=[
            {"label": _("Received on"), "value": formats.full_date(receipt.received_on)},
            {"label": _("Bank reference"), "value": receipt.bank_reference},
            {"label": _("Matched"), "value": formats.money(receipt.allocated)},
            {"label": _("Advance on account"), "value": formats.money(receipt.advance)},
            {"label": _("Remark"), "value": receipt.remark or formats.DASH},
            {"label": _("Recorded by"), "value": receipt.created_by.name if receipt.created_by else _("System")},
        ],
        note={"tone": "late", "text": receipt.void_reason} if receipt.voided_on else None,
        verbs=_verbs(receipt) if may else [],
        tabs=[
            Tab(
                key="allocations",
                label=_("Matched to"),
                template="receivables/_matched.html",
                context=lambda: matched,
                count=len(allocations),
            )
        ],
    )


def _verbs(receipt: Receipt) -> list[Verb]:
    """Voiding is held while something is matched; pressing it explains. A receipt matched in full needs no matching."""
    if receipt.voided_on:
        return []
    match, void = (reverse(f"receivables:{name}", args=[receipt.pk]) for name in ("match", "void"))
    verbs = [Verb(label=_("Match"), url=match, icon="link", primary=True)] if receipt.advance else []
    return [*verbs, Verb(label=_("Void"), url=void, icon="x", danger=True, missing=1 if receipt.allocated else 0)]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.MANAGE)
    initial = {"customer": request.GET.get("customer", ""), "received_on": act_of(request).today}
    form = ReceiptForm(request.POST or None, person=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        receipt = submit(form, lambda: actions.record_receipt(form.cleaned_data, act=act_of(request)))
        if receipt is not None:
            flash(request, _("Recorded %(number)s.") % {"number": receipt.number})
            matchable = queries.candidates(receipt).exists()
            return redirect("receivables:match", receipt.pk) if matchable else redirect(receipt)
    back = reverse("receivables:receipts")
    hint = _("Next: match it to what is owed, oldest due first.")
    return _form(request, form, title=_("Record a receipt"), back=back, submit_label=_("Record"), hint=hint)


@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match what is left of a receipt; offers the oldest due first."""
    person = person_of(request)
    receipt = fetch(Receipt, person, Receipt.objects.select_related("customer"), pk=pk)
    require(person, permissions.MANAGE, receipt)
    rules.check_has_advance(receipt)
    owed = list(queries.candidates(receipt)[:OFFERED])
    offered = rules.suggest(receipt.advance, [row.open_amount for row in owed])
    form = AllocationForm(request.POST or None, owed=owed, offered=offered)
    if request.method == "POST" and form.is_valid():
        done = submit(form, lambda: actions.allocate(receipt, form.lines(), act=act_of(request)))
        if done is not None:
            flash(request, _("Matched. %(left)s yuan stay as advance.") % {"left": formats.money(done.advance)})
            return redirect(done)
    return _form(
        request, form, title=_("Match %(number)s") % {"number": receipt.number}, back=receipt.get_absolute_url(),
        subtitle=receipt.customer.name, submit_label=_("Match"), receipt=receipt, today=act_of(request).today,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    receipt = fetch(Receipt, person_of(request), pk=pk)
    require(person_of(request), permissions.MANAGE, receipt)
    live = receipt.allocations.filter(reverses=None, reversed_by=None)
    matched = [str(row.receivable) for row in live.select_related("receivable__contract")]
    rules.check_void(receipt, matched=matched, reason="-")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = submit(form, lambda: actions.void_receipt(receipt, form.cleaned_data["reason"], act=act_of(request)))
        if done is not None:
            flash(request, _("Voided %(number)s.") % {"number": receipt.number})
            return redirect(done)
    title = _("Void %(number)s") % {"number": receipt.number}
    return _form(request, form, title=title, back=receipt.get_absolute_url(), submit_label=_("Void"))


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Allocation.objects.select_related("receipt", "receivable__contract")
    allocation = fetch(Allocation, person_of(request), rows, pk=pk)
    require(person_of(request), permissions.MANAGE, allocation.receipt)
    undone = hasattr(allocation, "reversed_by")
    rules.check_undo(allocation, undone=undone, reason="-")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = submit(
            form, lambda: actions.undo_allocation(allocation, form.cleaned_data["reason"], act=act_of(request))
        )
        if done is not None:
            flash(request, _("The match is undone; the money is advance on account again."))
            return redirect(allocation.receipt)
    words = {"amount": formats.money(allocation.amount), "what": allocation.receivable}
    return _form(
        request, form, title=_("Undo the match"), back=allocation.receipt.get_absolute_url(),
        subtitle=_("%(amount)s yuan for %(what)s") % words, submit_label=_("Undo the match"),
    )  # fmt: skip


def _form(request: HttpRequest, form: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    under = [(_("Receipts"), reverse("receivables:receipts"))]
    return render_form(request, form, title=title, back=back, under=under, **context)
