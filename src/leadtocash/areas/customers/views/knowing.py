"""Pages of what is known of a customer and what it is trusted with: dossier and credit."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.forms import CreditForm, DossierForm, ProductSheet, ShareholderSheet
from leadtocash.areas.customers.forms.dossier import SECTIONS
from leadtocash.areas.customers.models import Customer, Dossier, ProductInUse
from leadtocash.areas.customers.queries import knowing as queries
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit

_TONES = {
    ProductInUse.Source.OURS: "done",
    ProductInUse.Source.RIVAL: "late",
    ProductInUse.Source.IMPORTED: "wait",
}


@require_GET
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier of a customer; without one the form to begin it."""
    person = person_of(request)
    customer = fetch(Customer, person, Customer.objects.select_related("owner"), pk=pk)
    found = queries.dossier_of(customer)
    if found is None:
        if not allowed(person, permissions.EDIT, customer):
            raise Http404
        return redirect("customers:edit-dossier", pk)
    edit = Verb(label=_("Edit"), url=reverse("customers:edit-dossier", args=[pk]), icon="pencil")
    return render_detail(
        request,
        "customers/dossier.html",
        found,
        title=_("Dossier of %(customer)s") % {"customer": customer.name},
        code=customer.number,
        crumbs=[
            {"label": _("Customers"), "url": reverse("customers:list")},
            {"label": customer.name, "url": customer.get_absolute_url()},
            {"label": _("Dossier")},
        ],
        facts=[
            {"label": _("Customer"), "value": customer.name},
            {"label": _("Account manager"), "value": customer.holder},
            {"label": _("Last written"), "value": formats.full_date(found.updated_at)},
        ],
        verbs=[edit] if allowed(person, permissions.EDIT, customer) else [],
        more=[Verb(label=_("Print"), url=reverse("customers:dossier-print", args=[found.pk]), icon="printer")],
        tabs=[Tab(key="data", label=_("Dossier"), template="customers/_dossier.html", context=lambda: {
            "sections": [(label, [(Dossier.label_of(name), getattr(found, name))
                                  for name in names if getattr(found, name)]) for label, names in SECTIONS],
            "shareholders": list(found.shareholders.all()),
            "products": [{"product": one, "tone": _TONES[ProductInUse.Source(one.source)]}
                         for one in found.products.all()],
        })],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the dossier."""
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, customer)
    stored = queries.dossier_of(customer)
    form = DossierForm(request.POST or None, instance=stored)
    shareholders = ShareholderSheet(
        request.POST or None, prefix="shareholders", initial=_rows(request, stored, "shareholders")
    )
    products = ProductSheet(request.POST or None, prefix="products", initial=_rows(request, stored, "products"))
    if request.method == "POST" and all([form.is_valid(), shareholders.is_valid(), products.is_valid()]):
        values, act = form.cleaned_data, act_of(request)
        done = submit(
            form,
            lambda: actions.save_dossier(
                customer, values, act=act, shareholders=shareholders.values(), products=products.values(),
                revision=form.revision,
            ),
        )  # fmt: skip
        if done is not None:
            flash(request, _("Saved."))
            return redirect("customers:dossier", pk)
    back = stored.get_absolute_url() if stored else customer.get_absolute_url()
    return form_page(
        request, form, title=_("Dossier"), back=back, subtitle=customer.name, shareholders=shareholders,
        products=products, template="customers/dossier_form.html",
    )  # fmt: skip


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "customers.dossier", pk)


@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Finance sets rating and limit."""
    customer = fetch(Customer, person_of(request), pk=pk)
    require(person_of(request), permissions.SET_CREDIT, customer)
    stands = {"rating": customer.credit, "limit": customer.credit_limit, "valid_until": customer.credit_until}
    form = CreditForm(request.POST or None, initial=stands)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        if submit(form, lambda: actions.set_credit(customer, values, act=act)) is not None:
            flash(request, _("Saved."))
            return redirect(customer)
    return form_page(request, form, title=_("Set credit"), back=customer.get_absolute_url(), subtitle=customer.name)


def _rows(request: HttpRequest, stored: Dossier | None, name: str) -> list[dict[str, object]] | None:
    """What stands in a sheet; what is sent is the whole sheet, and measured against nothing."""
    if request.method == "POST" or stored is None:
        return None
    return list(getattr(stored, name).values())
