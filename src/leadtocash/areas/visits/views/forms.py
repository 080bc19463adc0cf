"""The form page of the area, with or without the sheet of commitments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "", **context: Any
) -> HttpResponse:
    """`sheet` in the context: the commitments below the form."""
    crumbs = context.pop("crumbs", [{"label": _("Visits"), "url": reverse("visits:list")}, {"label": title}])
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    usual = "visits/form.html" if "sheet" in context else "web/form.html"
    return render(request, template or usual, page, status=422 if form.is_bound else 200)
