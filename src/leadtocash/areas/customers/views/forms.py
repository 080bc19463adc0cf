"""The form page of this area."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def form_page(
    request: HttpRequest, form: object, *, title: str, back: str, above: tuple[object, str] | None = None,
    template: str = "web/form.html", **context: object,
) -> HttpResponse:  # fmt: skip
    """The form with its errors (422 once it was sent); above: label and address of the list it belongs to."""
    bound = bool(getattr(form, "is_bound", False))
    label, url = above or (_("Customers"), reverse("customers:list"))
    crumbs = [{"label": label, "url": url}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, template, page, status=422 if bound else 200)
