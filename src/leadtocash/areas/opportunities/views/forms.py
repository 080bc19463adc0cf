"""The form page of the area, with or without the sheet of lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.products import queries as products
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.forms import render_form

PRODUCTS_NAMED = 300


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "", **context: Any
) -> HttpResponse:
    if "sheet" in context:
        context["products"] = products.on_sale(person_of(request))[:PRODUCTS_NAMED]
    usual = "opportunities/form.html" if "sheet" in context else "web/form.html"
    under = [(_("Opportunities"), reverse("opportunities:list"))]
    return render_form(request, form, title=title, back=back, under=under, template=template or usual, **context)
