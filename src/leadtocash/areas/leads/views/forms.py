"""The form page of the area."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.web.forms import render_form


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "web/form.html", **context: Any
) -> HttpResponse:
    under = [(_("Leads"), reverse("leads:list"))]
    return render_form(request, form, title=title, back=back, under=under, template=template, **context)
