"""Pages of status changes: ask, look, print; and the status confirmed as it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.actions.status import check
from leadtocash.areas.customers.forms import StatusForm
from leadtocash.areas.customers.knowledge import known_of
from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.areas.customers.queries import status as queries
from leadtocash.areas.customers.rules import status as rules
from leadtocash.areas.customers.tables import STATUS_CHANGES
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, STATUS_CHANGES)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another status; what a refused application said stands in the form already."""
    person = person_of(request)
    customer = fetch(Customer, person, Customer.objects.select_related("owner"), pk=pk)
    require(person, permissions.EDIT, customer)
    check(customer, rules.choices(customer.status)[0])
    form = StatusForm(request.POST or None, customer=customer, before=queries.of_customer(customer).first())
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.ask_status(customer, form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Submitted: %(number)s.") % {"number": made.number})
            return redirect(made)
    entries = [{"title": _("Sales manager"), "text": _("Decides on it"), "limit": formats.working_days(2)}]
    return form_page(
        request, form, title=_("Change status"), back=customer.get_absolute_url(), subtitle=customer.name,
        tag={"state": "idle", "label": customer.get_status_display()}, submit_label=_("Submit for approval"),
        approvers={"clause": rules.CLAUSE, "entries": entries}, side=True, known=known_of(customer, person),
        template="customers/status_form.html",
    )  # fmt: skip


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    change: StatusChange = fetch(StatusChange, person, queries.shown(), pk=pk)
    customer = change.customer
    return render_detail(
        request,
        "customers/status_change.html",
        change,
        title=_("%(customer)s: %(before)s to %(after)s") % {
            "customer": customer.name, "before": change.get_before_display(), "after": change.get_after_display(),
        },
        code=change.number,
        crumbs=[
            {"label": _("Customers"), "url": reverse("customers:list")},
            {"label": customer.name, "url": customer.get_absolute_url()},
            {"label": change.number},
        ],
        tags=[{"state": rules.STATES[StatusChange.State(change.state)], "label": change.get_state_display()}],
        facts=_facts(change),
        more=[Verb(label=_("Print"), url=reverse("customers:status-print", args=[pk]), icon="printer")],
        tabs=[
            Tab(
                key="form", label=_("Form"), template="customers/_status_change.html",
                context=lambda: {
                    "shown": rules.shown(change, rules.conditions(change.before, change.after)),
                    "known": known_of(customer, person),
                },
            ),
        ],
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The status is still right."""
    customer = actions.confirm_status(fetch(Customer, person_of(request), pk=pk), act=act_of(request))
    flash(request, _("Noted: looked at again by %(day)s.") % {"day": formats.full_date(customer.review_due_on)})
    return redirect(customer)


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "customers.status_change", pk)


def _facts(change: StatusChange) -> list[dict[str, Any]]:
    asked_by = change.created_by.name if change.created_by else ""
    found = [
        {"label": _("Customer"), "value": change.customer.name},
        {"label": _("Account manager"), "value": change.customer.holder},
        {"label": _("Status before"), "value": change.get_before_display()},
        {"label": _("New status"), "value": change.get_after_display()},
        {"label": _("Asked by"), "value": f"{asked_by} {formats.full_date(change.created_at)}"},
        {"label": _("Completeness"), "value": f"{change.customer.completeness}%"},
    ]
    if change.decided_by:
        decided = f"{change.decided_by.name} {formats.full_date(change.decided_at)}"
        found.append({"label": _("Decided by"), "value": decided})
    return found
