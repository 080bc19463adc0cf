"""The form page of the area."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "web/form.html", **context: Any
) -> HttpResponse:
    crumbs = [{"label": _("Leads"), "url": reverse("leads:list")}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, template, page, status=422 if form.is_bound else 200)
