"""Managers' numbers, targets, the deals to look at, and keeping the forecast by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.insight.forecast import actions, figures, permissions
from leadtocash.insight.forecast.forms import CallForm, TargetForm
from leadtocash.insight.forecast.tables import CALLS, TARGETS, WATCH
from leadtocash.insight.forecast.views.parts import tabs


@require_GET
def watch(request: HttpRequest) -> Any:
    """Open deals there is a reason to look at."""
    require(person_of(request), permissions.VIEW)
    return render_list(request, WATCH, template="forecast/list.html", tabs=tabs(request))


@require_GET
def calls(request: HttpRequest) -> Any:
    """What managers put beside the forecast, with all they said before."""
    require(person_of(request), permissions.VIEW)
    return render_list(request, CALLS, template="forecast/list.html", tabs=tabs(request))


@require_GET
def targets(request: HttpRequest) -> Any:
    """What people and departments are to sign, month by month."""
    require(person_of(request), permissions.VIEW)
    return render_list(request, TARGETS, template="forecast/list.html", tabs=tabs(request))


@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """Put a number beside the forecast."""
    require(person_of(request), permissions.CALL)
    form = CallForm(request.POST or None, initial=_given(request, "month"))
    return _entered(request, form, actions.call, "month", title=_("Enter a number"), back=reverse("forecast:calls"))


@require_http_methods(["GET", "POST"])
def new_target(request: HttpRequest) -> HttpResponse:
    """Set the target of a person or a department."""
    require(person_of(request), permissions.TARGET)
    form = TargetForm(request.POST or None, initial=_given(request, "period"))
    return _entered(
        request, form, actions.set_target, "period", title=_("Set a target"), back=reverse("forecast:targets")
    )


def _given(request: HttpRequest, when: str) -> dict[str, str]:
    """What the address says already."""
    return {name: request.GET.get(name, "") for name in (when, "person", "department")}


def _entered(
    request: HttpRequest, form: Any, action: Callable[..., Any], when: str, *, title: str, back: str
) -> HttpResponse:  # fmt: skip
    """The form, and once it is saved the forecast it belongs to."""
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: action(**form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Saved."))
            by = figures.OWNER if form.cleaned_data["person"] else figures.DEPARTMENT
            asked = form.cleaned_data[when]
            key = f"{asked:%Y-%m}" if isinstance(asked, date) else asked.key
            return redirect(f"{reverse('forecast:page')}?period={key}&by={by}")
    return render_form(request, form, title=title, back=back, under=[(_("Forecast"), reverse("forecast:page"))])


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the forecast of this day."""
    kept = actions.take_snapshot(act=act_of(request))
    flash(request, _("The forecast of %(day)s is kept.") % {"day": f"{kept.day:%Y-%m-%d}"})
    return redirect("forecast:quality")
