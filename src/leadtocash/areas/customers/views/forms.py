"""The form page of this area."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.web.forms import render_form


def form_page(
    request: HttpRequest, form: object, *, title: str, back: str, above: tuple[object, str] | None = None,
    template: str = "web/form.html", **context: object,
) -> HttpResponse:  # fmt: skip
    """The form with its errors (422 once it was sent); above: label and address of the list it belongs to."""
    under = [above or (_("Customers"), reverse("customers:list"))]
    return render_form(request, form, title=title, back=back, under=under, template=template, **context)
