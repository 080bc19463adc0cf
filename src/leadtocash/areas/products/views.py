"""Pages of the catalogue: read the request, call one action, answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.products import actions, permissions, queries
from leadtocash.areas.products.forms import CategoryForm, ProductForm, SeriesForm
from leadtocash.areas.products.models import Product
from leadtocash.areas.products.tables import PRODUCTS
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.formats import money
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.picking import answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    may = allowed(person_of(request), permissions.MANAGE)
    return render_list(request, PRODUCTS, template="products/list.html", may_manage=may)


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Products for a picker: ?q= a part of model or name."""
    return answer(request, lambda words: queries.on_sale(person_of(request), words), hint="name")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    product = fetch(Product, person, Product.objects.select_related("series__category"), pk=pk)
    verbs = []
    if allowed(person, permissions.MANAGE):
        verbs.append(Verb(label=_("Edit"), url=reverse("products:edit", args=[pk]), icon="pencil"))
    facts = [
        {"label": _("Category"), "value": product.series.category},
        {"label": _("Series"), "value": product.series},
        {"label": _("Class"), "value": product.get_grade_display()},
        {"label": _("List price"), "value": money(product.list_price)},
        *(
            {"label": label, "value": money(getattr(product, name))}
            for name, label in (("floor_price", _("Floor price")), ("cost", _("Cost")))
            if sees(person, product, name)
        ),
        {"label": _("Warranty years"), "value": product.warranty_years},
    ]
    active = product.is_active
    return render_detail(
        request,
        "products/detail.html",
        product,
        title=product.model,
        subtitle=product.name,
        crumbs=[{"label": _("Products"), "url": reverse("products:list")}, {"label": product.model}],
        tags=[
            {
                "state": "done" if active else "void",
                "label": _("On sale") if active else _("Not sold any more"),
            }
        ],
        facts=facts,
        verbs=verbs,
        tabs=[Tab(key="data", label=_("Data"), template="products/_data.html")],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.MANAGE)
    form = ProductForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        product = submit(form, lambda: actions.create_product(form.cleaned_data, act=act_of(request)))
        if product is not None:
            flash(request, _("Added %(name)s.") % {"name": product.model})
            return redirect(product)
    return _form(request, form, title=_("New product"), back=reverse("products:list"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    product = fetch(Product, person, pk=pk)
    require(person, permissions.MANAGE)
    form = ProductForm(request.POST or None, instance=product, person=person)
    if request.method == "POST" and form.is_valid():
        changed = submit(
            form,
            lambda: actions.change_product(product, form.cleaned_data, act=act_of(request), revision=form.revision),
        )
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return _form(request, form, title=product.model, back=product.get_absolute_url())


# ---------------------------------------------------------------- categories and series
@require_GET
def shelves(request: HttpRequest) -> HttpResponse:
    """All categories and series on one small page."""
    person = person_of(request)
    require(person, permissions.VIEW)
    page = {
        "title": _("Categories and series"),
        "categories": queries.shelves(),
        "may_manage": allowed(person, permissions.MANAGE),
        "crumbs": [
            {"label": _("Products"), "url": reverse("products:list")},
            {"label": _("Categories and series")},
        ],
    }
    return render(request, "products/shelves.html", page)


@require_http_methods(["GET", "POST"])
def category(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new category, or change one."""
    require(person_of(request), permissions.MANAGE)
    stored = queries.category(pk) if pk else None
    form = CategoryForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        if submit(form, lambda: actions.save_category(values, act=act, category=stored)) is not None:
            flash(request, _("Saved."))
            return redirect("products:shelves")
    title = str(stored) if stored else _("New category")
    return _form(request, form, title=title, back=reverse("products:shelves"))


@require_http_methods(["GET", "POST"])
def series(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new series, or change one."""
    require(person_of(request), permissions.MANAGE)
    stored = queries.series(pk) if pk else None
    form = SeriesForm(request.POST or None, instance=stored, initial={"category": request.GET.get("category")})
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        if submit(form, lambda: actions.save_series(values, act=act, series=stored)) is not None:
            flash(request, _("Saved."))
            return redirect("products:shelves")
    title = str(stored) if stored else _("New series")
    return _form(request, form, title=title, back=reverse("products:shelves"))


def _form(request: HttpRequest, form: object, *, title: str, back: str) -> HttpResponse:
    return render_form(request, form, title=title, back=back, under=[(_("Products"), reverse("products:list"))])
