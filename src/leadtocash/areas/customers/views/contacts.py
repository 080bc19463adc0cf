"""Pages of people at customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.forms import ContactForm, LeftForm, TieForm
from leadtocash.areas.customers.models import BuyingRole, Contact, ContactTie, Customer
from leadtocash.areas.customers.queries import people as queries
from leadtocash.areas.customers.tables import CONTACTS
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.seeing import shown_of
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.picking import answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CONTACTS)


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Contacts for a picker: ?q= a part of a name."""
    return answer(request, lambda words: queries.pickable(person_of(request), words), hint="customer")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    contact: Contact = fetch(Contact, person, queries.shown(), pk=pk)
    customer, may_edit = contact.customer, allowed(person, permissions.EDIT, contact)
    ties = queries.ties_of(contact, person)
    return render_detail(
        request,
        "customers/contact.html",
        contact,
        title=contact.name,
        subtitle=contact.position,
        crumbs=[
            {"label": _("Customers"), "url": reverse("customers:list")},
            {"label": customer.name, "url": f"{customer.get_absolute_url()}?tab=contacts"},
            {"label": contact.name},
        ],
        tags=[*([{"state": "plain", "label": _("Main")}] if contact.is_main else []),
              *([{"state": "void", "label": _("Has left")}] if contact.left_on else [])],
        facts=[
            {"label": _("Customer"), "value": customer.name},
            {"label": _("roles in buying"), "value": roles_of(contact) or "\u2014"},
            {"label": _("reports to"), "value": contact.reports_to or "\u2014"},
            *([{"label": _("left the company on"), "value": f"{contact.left_on} {contact.left_for}"}]
              if contact.left_on else []),
        ],
        verbs=_verbs(contact) if may_edit else [],
        tabs=[Tab(key="data", label=_("Data"), template="customers/_contact.html", context=lambda: {
            "ties": ties, "may_edit": may_edit, "positions": list(contact.former_positions.all()),
            "reporting": [one for one in contact.reporting.all() if one.removed_at is None],
        })],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, pk: int) -> HttpResponse:
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, customer)
    form = ContactForm(request.POST or None, person=person_of(request), customer=customer)
    if request.method == "POST" and form.is_valid():
        contact = submit(form, lambda: actions.add_contact(customer, form.cleaned_data, act=act_of(request)))
        if contact is not None:
            flash(request, _("Added %(name)s.") % {"name": contact.name})
            return redirect(f"{customer.get_absolute_url()}?tab=contacts")
    return form_page(request, form, title=_("New contact"), back=customer.get_absolute_url(), subtitle=customer.name)


@require_http_methods(["GET", "POST"])
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _editable(request, pk)
    form = ContactForm(request.POST or None, instance=contact, person=person_of(request), customer=contact.customer)
    drop_hidden(form, person_of(request), contact)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        changed = submit(form, lambda: actions.change_contact(contact, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed.get_absolute_url())
    return form_page(request, form, title=contact.name, back=contact.get_absolute_url())


@require_http_methods(["GET", "POST"])
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """He no longer works there."""
    contact = _editable(request, pk)
    form = LeftForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        if submit(form, lambda: actions.mark_left(contact, given["on"], act=act, went_to=given["went_to"])) is not None:
            flash(request, _("Noted: %(name)s has left.") % {"name": contact.name})
            return redirect(contact)
    return form_page(
        request, form, title=_("Has left the company"), back=contact.get_absolute_url(), subtitle=contact.name
    )


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """He is still there."""
    contact = actions.mark_back(_editable(request, pk), act=act_of(request))
    flash(request, _("Saved."))
    return redirect(contact)


@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what he is to somebody else."""
    contact = _editable(request, pk)
    form = TieForm(request.POST or None, person=person_of(request), contact=contact)
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        made = submit(form, lambda: actions.tie(contact, given["other"], given["kind"], act=act, note=given["note"]))
        if made is not None:
            flash(request, _("Saved."))
            return redirect(contact)
    return form_page(request, form, title=_("New relation"), back=contact.get_absolute_url(), subtitle=contact.name)


@require_POST
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a relation away."""
    one: ContactTie = fetch(ContactTie, person_of(request), ContactTie.objects.select_related("contact"), pk=pk)
    actions.untie(one, act=act_of(request))
    flash(request, _("Taken away."))
    return redirect(one.contact)


def contacts_of(customer: Customer, person: User) -> list[Any]:
    """The contacts, each with what this person reads of its custom fields."""
    contacts: list[Any] = list(queries.of_customer(customer))
    shown = shown_of(person, contacts)
    for contact in contacts:
        contact.custom = shown[contact.pk]
        contact.roles_told = roles_of(contact)
    return contacts


def roles_of(contact: Contact) -> str:
    """What he is when his company buys, in words."""
    return joined(BuyingRole(role).label for role in contact.roles)


def _editable(request: HttpRequest, pk: int) -> Contact:
    contact: Contact = fetch(Contact, person_of(request), Contact.objects.select_related("customer"), pk=pk)
    require(person_of(request), permissions.EDIT, contact)
    return contact


def _verbs(contact: Contact) -> list[Verb]:
    def url(name: str) -> str:
        return reverse(f"customers:{name}", args=[contact.pk])

    gone = contact.left_on is not None
    return [
        Verb(label=_("Edit"), url=url("edit-contact"), icon="pencil"),
        Verb(label=_("New relation"), url=url("tie"), icon="link"),
        Verb(label=_("Is still there"), url=url("contact-back"), icon="rotate", post=True)
        if gone else Verb(label=_("Has left the company"), url=url("contact-left"), icon="logout"),
    ]  # fmt: skip
