"""What every page of the area is built from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


def entered(
    request: HttpRequest, form: Any, save: Callable[[], Any], *, title: str, back: str, noun: str,
    list_url: str, then: str = "", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form: its page, or, when it was sent and is right, the page of what was saved, or `then`."""
    if request.method == "POST" and form.is_valid():
        saved = submit(form, save)
        if saved is not None:
            flash(request, _("Saved."))
            return redirect(then or saved)
    crumbs = [{"label": noun, "url": reverse(list_url)}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, "web/form.html", page, status=422 if form.is_bound else 200)
