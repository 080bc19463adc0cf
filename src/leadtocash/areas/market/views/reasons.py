"""Pages where the reasons won or lost are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.market import actions, permissions
from leadtocash.areas.market.forms import ReasonForm
from leadtocash.areas.market.models import CloseReason
from leadtocash.areas.market.tables import REASONS
from leadtocash.areas.market.views.pages import entered
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, REASONS)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.REASONS)
    form = ReasonForm(request.POST or None)
    return _form(
        request, form, lambda: actions.create_reason(form.cleaned_data, act=act_of(request)), title=_("New reason")
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    reason = fetch(CloseReason, person, pk=pk)
    require(person, permissions.REASONS, reason)
    form = ReasonForm(request.POST or None, instance=reason)

    def save() -> CloseReason:
        return actions.change_reason(reason, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=str(reason))


def _form(request: HttpRequest, form: Any, save: Callable[[], CloseReason], *, title: str) -> HttpResponse:
    back = reverse("market:reasons")
    return entered(
        request, form, save, title=title, back=back, then=back, noun=_("Reasons won or lost"),
        list_url="market:reasons",
    )  # fmt: skip
