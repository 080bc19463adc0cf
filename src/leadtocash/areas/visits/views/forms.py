"""The form page of the area, with or without the sheet of commitments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.web.forms import render_form


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, under: tuple[str, str] | None = None,
    template: str = "", **context: Any,
) -> HttpResponse:  # fmt: skip
    """`sheet` in the context: the commitments below the form; under: label and address of the list it belongs to."""
    usual = "visits/form.html" if "sheet" in context else "web/form.html"
    above = [under or (_("Visits"), reverse("visits:list"))]
    return render_form(request, form, title=title, back=back, under=above, template=template or usual, **context)
