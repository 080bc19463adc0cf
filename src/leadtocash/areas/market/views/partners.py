"""Pages of partners and the people there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.market import actions, permissions, queries
from leadtocash.areas.market.forms import PartnerForm, PersonForm
from leadtocash.areas.market.models import Partner, PartnerContact
from leadtocash.areas.market.tables import LEVELS, PARTNERS
from leadtocash.areas.market.views.pages import entered
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.formats import full_date
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, PARTNERS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    partner = fetch(Partner, person, queries.partners(person), pk=pk)
    contacts = list(partner.contacts.all())
    may_edit = allowed(person, permissions.EDIT_PARTNERS, partner)
    edit = Verb(label=_("Edit"), url=reverse("market:edit-partner", args=[pk]), icon="pencil")
    return render_detail(
        request,
        "web/detail.html",
        partner,
        title=partner.name,
        crumbs=[{"label": _("Partners"), "url": reverse("market:partners")}, {"label": partner.name}],
        tags=[{"state": LEVELS[Partner.Level(partner.level)], "label": partner.get_level_display()}],
        facts=[
            {"label": _("Kind of partner"), "value": partner.get_kind_display()},
            {"label": _("Sales area"), "value": partner.region or "\u2014"},
            {"label": _("Agreement from"), "value": full_date(partner.agreed_from)},
            {"label": _("Agreement until"), "value": full_date(partner.agreed_until)},
            {"label": _("Account manager"), "value": partner.owner.name},
        ],
        note=_note(partner, act_of(request).today),
        verbs=[edit] if may_edit else [],
        tabs=[
            Tab(
                key="data", label=_("Data"), template="market/_texts.html",
                context=lambda: {
                    "facts_below": [(_("Address"), partner.address), (_("Department"), partner.department.name)],
                    "texts": [(_("What was agreed"), partner.scope)],
                },
            ),
            Tab(
                key="contacts", label=_("Contacts"), template="market/_people.html", count=len(contacts),
                context=lambda: {"people": contacts, "may_edit": may_edit},
            ),
        ],
    )  # fmt: skip


def _note(partner: Partner, today: Any) -> dict[str, Any] | None:
    if partner.agreed_until is None or partner.agreed_until >= today:
        return None
    text = _("The agreement ended on %(day)s.") % {"day": partner.agreed_until.isoformat()}
    return {"tone": "late", "text": text}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.EDIT_PARTNERS)
    form = PartnerForm(request.POST or None, person=person)
    return _form(
        request, form, lambda: actions.create_partner(form.cleaned_data, act=act_of(request)),
        title=_("New partner"), back=reverse("market:partners"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    partner = fetch(Partner, person, pk=pk)
    require(person, permissions.EDIT_PARTNERS, partner)
    form = PartnerForm(request.POST or None, instance=partner, person=person)

    def save() -> Partner:
        return actions.change_partner(partner, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=partner.name, back=partner.get_absolute_url())


@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    partner = fetch(Partner, person, pk=pk)
    require(person, permissions.EDIT_PARTNERS, partner)
    form = PersonForm(request.POST or None, person=person)
    return _form(
        request, form, lambda: actions.add_person(partner, form.cleaned_data, act=act_of(request)),
        title=_("New contact"), back=f"{partner.get_absolute_url()}?tab=contacts", subtitle=partner.name,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    contact = fetch(PartnerContact, person, PartnerContact.objects.select_related("partner"), pk=pk)
    require(person, permissions.EDIT_PARTNERS, contact.partner)
    form = PersonForm(request.POST or None, instance=contact, person=person)

    def save() -> PartnerContact:
        return actions.change_person(contact, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=contact.name, back=contact.get_absolute_url())


def _form(request: HttpRequest, form: Any, save: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    return entered(
        request, form, save, title=title, back=back, noun=_("Partners"), list_url="market:partners", **context
    )
