"""The form page of what hangs on a deal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import queries
from leadtocash.areas.opportunities import rules as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import permissions
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit


def editable_deal(request: HttpRequest, pk: int) -> Opportunity:
    """An open deal whose people and needs this person may keep: else 404, NotAllowed or RuleError."""
    deal = fetch(Opportunity, person_of(request), queries.with_everything(), pk=pk)
    check_editable(request, deal)
    return deal


def check_editable(request: HttpRequest, deal: Opportunity) -> None:
    require(person_of(request), permissions.EDIT, deal)
    deals.check_open(state=deal.state, number=deal.number)


def answer_form(
    request: HttpRequest, form: Any, do: Callable[[], Any], *, deal: Opportunity, title: str, back: str, **page: Any
) -> HttpResponse:
    """Show the form; when it is posted and right, do it and go back. What the action refuses is shown at the field."""
    if request.method == "POST" and form.is_valid() and submit(form, do) is not None:
        flash(request, _("Saved."))
        return redirect(back)
    under = [(_("Opportunities"), reverse("opportunities:list")), (deal.number, deal.get_absolute_url())]
    return render_form(request, form, title=title, back=back, under=under, **{"subtitle": deal.name, **page})
