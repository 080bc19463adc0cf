"""What every page of the area is built from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit


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
    return render_form(request, form, title=title, back=back, under=[(noun, reverse(list_url))], **context)
