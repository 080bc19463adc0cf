"""The form page of the area, with or without the sheet of lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.products import queries as products
from leadtocash.foundation.web.acting import person_of

PRODUCTS_NAMED = 300


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "", **context: Any
) -> HttpResponse:
    crumbs = [{"label": _("Opportunities"), "url": reverse("opportunities:list")}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    if "sheet" in context:
        page["products"] = products.on_sale(person_of(request))[:PRODUCTS_NAMED]
    usual = "opportunities/form.html" if "sheet" in context else "web/form.html"
    return render(request, template or usual, page, status=422 if form.is_bound else 200)
