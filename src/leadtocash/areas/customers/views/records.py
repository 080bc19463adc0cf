"""Pages of customers: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.customers import actions, permissions, queries
from leadtocash.areas.customers.forms import ContactForm, CustomerForm
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tables import CONTACTS, CUSTOMERS, STATES
from leadtocash.foundation.access.assigning import AssignForm, assign_deed
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.seeing import shown_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.lists.bulk import bulk_view
from leadtocash.foundation.web.picking import answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CUSTOMERS)


@require_GET
def contacts(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CONTACTS)


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Customers for a picker: ?q= a part of name or number."""
    return answer(request, lambda words: queries.pickable(person_of(request), words), hint="number")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    customer = fetch(
        Customer, person_of(request), Customer.objects.select_related("owner", "department", "parent"), pk=pk
    )
    contacts = _contacts_of(customer, person_of(request))
    may_edit = allowed(person_of(request), permissions.EDIT, customer)
    verbs = [Verb(label=_("Edit"), url=reverse("customers:edit", args=[pk]), icon="pencil")] if may_edit else []
    if allowed(person_of(request), permissions.ASSIGN, customer):
        verbs.append(Verb(label=_("Assign"), url=reverse("customers:assignment", args=[pk]), icon="user-share"))
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
        ],
        verbs=verbs,
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


def _contacts_of(customer: Customer, person: User) -> list[Any]:
    """The contacts, each with what this person reads of its custom fields."""
    contacts: list[Any] = list(customer.contacts.order_by("-is_main", "pk"))
    shown = shown_of(person, contacts)
    for contact in contacts:
        contact.custom = shown[contact.pk]
    return contacts


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.EDIT)
    form = CustomerForm(request.POST or None, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        customer = submit(form, lambda: actions.create_customer(form.cleaned_data, act=act_of(request)))
        if customer is not None:
            flash(request, _("Registered %(name)s.") % {"name": customer.name})
            return redirect(customer)
    return _form(request, form, title=_("New customer"), back=reverse("customers:list"))


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
    return _form(request, form, title=customer.name, back=customer.get_absolute_url())


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
    return _form(request, form, title=_("Assign"), back=customer.get_absolute_url(), subtitle=customer.name)


bulk = bulk_view(
    CUSTOMERS,
    {
        "assign": assign_deed(actions.assign_customer, permissions.ASSIGN),
    },
)


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, pk: int) -> HttpResponse:
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, customer)
    form = ContactForm(request.POST or None, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        contact = submit(form, lambda: actions.add_contact(customer, form.cleaned_data, act=act_of(request)))
        if contact is not None:
            flash(request, _("Added %(name)s.") % {"name": contact.name})
            return redirect(contact.get_absolute_url())
    return _form(request, form, title=_("New contact"), back=customer.get_absolute_url(), subtitle=customer.name)


@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    contact = fetch(Contact, person_of(request), Contact.objects.select_related("customer"), pk=pk)
    require(person_of(request), permissions.EDIT, contact)
    form = ContactForm(request.POST or None, instance=contact, person=person_of(request))
    drop_hidden(form, person_of(request), contact)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        changed = submit(form, lambda: actions.change_contact(contact, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed.get_absolute_url())
    return _form(request, form, title=contact.name, back=contact.get_absolute_url())


def _form(request: HttpRequest, form: object, *, title: str, back: str, **context: object) -> HttpResponse:
    bound = bool(getattr(form, "is_bound", False))
    crumbs = [{"label": _("Customers"), "url": reverse("customers:list")}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, "web/form.html", page, status=422 if bound else 200)
