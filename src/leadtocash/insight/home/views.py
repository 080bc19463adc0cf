"""The work desk: the first page after signing in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.foundation.packs import next_steps
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.insight.home import actions, figures, queries
from leadtocash.insight.home.scopes import scope_of, scopes_of
from leadtocash.insight.home.widgets import offered


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One side of the desk: the figures at once, each widget as it is ready."""
    person, today = person_of(request), timezone.localdate()
    sides = scopes_of(person)
    scope = scope_of(person, request.GET.get("side", ""))
    shown, _away = queries.arranged(person, scope.key)
    found = offered(person, scope.key)
    context: dict[str, Any] = {
        "sides": [
            {"label": side.label, "url": f"?side={side.key}", "current": side.key == scope.key} for side in sides
        ],
        "side": scope.key,
        "figures": [_figure(one) for one in figures.counted(person, scope, today)],
        "widgets": [{"key": key, "widget": found[key]} for key in shown],
        "charts": any(found[key].template == "home/_chart.html" for key in shown),
        "today": today,
        "next_steps": next_steps.of(person),
    }
    return render(request, "home/home.html", context)


def _figure(one: figures.Counted) -> dict[str, Any]:
    in_money = one.amount is not None
    text = formats.in_wan(one.amount) if one.amount is not None else f"{one.count:,}{'+' if one.capped else ''}"
    late = one.figure.bad and one.count
    return {
        "label": one.figure.label,
        "text": text,
        "in_money": in_money,
        "note": one.note,
        "url": one.url,
        "late": late,
    }


@require_GET
def widget(request: HttpRequest, key: str) -> HttpResponse:
    """The body of one widget for one side of the desk."""
    person, now = person_of(request), timezone.now()
    scope = scope_of(person, request.GET.get("side", ""))
    found = offered(person, scope.key).get(key)
    if found is None:
        raise Http404
    return render(request, found.template, {**found.give(person, scope, now, timezone.localdate(now)), "key": key})


@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest) -> HttpResponse:
    """Which widgets stand on a side, and in which order."""
    person = person_of(request)
    scope = scope_of(person, request.POST.get("side", "") or request.GET.get("side", ""))
    if request.method == "POST":
        actions.arrange(person, scope.key, None if "reset" in request.POST else request.POST.getlist("widgets"))
        flash(request, _("The desk is arranged"))
        return redirect(f"{reverse('home:home')}?side={scope.key}")
    shown, away = queries.arranged(person, scope.key)
    found = offered(person, scope.key)
    choices = [{"key": key, "label": found[key].label, "shown": key in shown} for key in [*shown, *away]]
    template = "home/_layout.html" if request.headers.get("HX-Request") else "home/layout.html"
    return render(request, template, {"choices": choices, "side": scope})
