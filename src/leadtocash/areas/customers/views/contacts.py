"""Pages of people at customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.forms import ContactForm
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tables import CONTACTS
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.seeing import shown_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CONTACTS)


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
    return form_page(request, form, title=_("New contact"), back=customer.get_absolute_url(), subtitle=customer.name)


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
    return form_page(request, form, title=contact.name, back=contact.get_absolute_url())


def contacts_of(customer: Customer, person: User) -> list[Any]:
    """The contacts, each with what this person reads of its custom fields."""
    contacts: list[Any] = list(customer.contacts.order_by("-is_main", "pk"))
    shown = shown_of(person, contacts)
    for contact in contacts:
        contact.custom = shown[contact.pk]
    return contacts
