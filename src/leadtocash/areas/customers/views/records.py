"""Pages of customers: read the request, call one action, answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.customers import actions, permissions, queries
from leadtocash.areas.customers.forms import CustomerForm
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tables import CUSTOMERS, STATES
from leadtocash.areas.customers.views.contacts import contacts_of
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.areas.customers.views.verbs import more_of, verbs_of
from leadtocash.foundation.access.gate import allowed, fetch, require, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.picking import answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CUSTOMERS)


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Customers for a picker: ?q= a part of name or number."""
    return answer(request, lambda words: queries.pickable(person_of(request), words), hint="number")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    customer = fetch(
        Customer, person_of(request), Customer.objects.select_related("owner", "department", "parent"), pk=pk
    )
    contacts = contacts_of(customer, person_of(request))
    may_edit = allowed(person_of(request), permissions.EDIT, customer)
    return render_detail(
        request,
        "customers/detail.html",
        customer,
        title=customer.name,
        code=customer.number,
        crumbs=[{"label": _("Customers"), "url": reverse("customers:list")}, {"label": customer.number}],
        tags=[{"state": STATES[customer.status], "label": customer.get_status_display()}],
        facts=[
            {"label": _("Account manager"), "value": customer.holder},
            {"label": _("Department"), "value": customer.department.name},
            {"label": _("Type"), "value": customer.get_kind_display()},
            {"label": _("Industry"), "value": customer.industry or "\u2014"},
            {"label": _("Credit"), "value": customer.get_credit_display()},
            {"label": _("Completeness"), "value": f"{customer.completeness}%"},
            {"label": _("Last worked on"), "value": formats.full_date(localdate(customer.touched_at))},
        ],
        verbs=verbs_of(customer, person_of(request)),
        more=more_of(customer, person_of(request)),
        tabs=[
            Tab(key="data", label=_("Data"), template="customers/_data.html"),
            Tab(
                key="contacts",
                label=_("Contacts"),
                template="customers/_contacts.html",
                context=lambda: {"contacts": contacts, "may_edit": may_edit},
                count=len(contacts),
            ),
        ],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.EDIT)
    form = CustomerForm(request.POST or None, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        customer = submit(form, lambda: actions.create_customer(form.cleaned_data, act=act_of(request)))
        if customer is not None:
            flash(request, _registered(customer, person_of(request)))
            return redirect(customer if sees(person_of(request), customer) else "customers:list")
    return form_page(request, form, title=_("New customer"), back=reverse("customers:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, customer)
    form = CustomerForm(request.POST or None, instance=customer, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        changed = submit(form, lambda: actions.change_customer(customer, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return form_page(request, form, title=customer.name, back=customer.get_absolute_url())


def _registered(customer: Customer, person: User) -> str:
    """Where a new customer went, for whoever registered it."""
    if customer.owner_id == person.pk:
        return _("Registered %(name)s.") % {"name": customer.name}
    return _("Registered %(name)s; by rule it went to %(holder)s.") % {
        "name": customer.name, "holder": customer.owner or customer.department,
    }  # fmt: skip
