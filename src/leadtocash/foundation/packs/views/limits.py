"""Limits: everybody may read what holds, administrators change it with a reason."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.packs import limits, permissions, setting
from leadtocash.foundation.packs.forms import LimitForm
from leadtocash.foundation.packs.models import Limit
from leadtocash.foundation.packs.queries import area_name
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """All limits by area: value, default, clause, who changed it when."""
    own = {row.key: row for row in Limit.objects.select_related("changed_by")}
    rows: list[dict[str, Any]] = [
        {"limit": limit, "value": limits.value(key), "row": own.get(key), "changed": limits.value(key) != limit.default}
        for key, limit in limits.declared.items()
    ]
    groups = [{"label": area_name(area), "rows": list(found)} for area, found in groupby(rows, key=_area)]
    context = {"groups": groups, "may_edit": allowed(person_of(request), permissions.LIMITS)}
    return render(request, "packs/limits.html", context)


@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, key: str) -> HttpResponse:
    """Change one limit; below it who changed it before."""
    require(person_of(request), permissions.LIMITS)
    if key not in limits.declared:
        raise Http404
    found = limits.declared.get(key)
    form = LimitForm(request.POST or None, initial={"value": limits.printed(limits.value(key))})
    if request.method == "POST" and form.is_valid():
        before = len(form.errors)
        values = form.cleaned_data
        row = submit(form, lambda: setting.change_limit(key, values["value"], act=act_of(request),
                                                        reason=values["reason"]))  # fmt: skip
        if len(form.errors) == before:
            flash(request, _("Saved.") if row else _("No changes: it is so already."))
            return redirect("packs:limits")
    row = Limit.objects.filter(key=key).first()
    context = {
        "form": form,
        "limit": found,
        "title": found.label,
        "default": limits.printed(found.default),
        "minimum": limits.printed(found.minimum),
        "maximum": limits.printed(found.maximum),
        "entries": timeline(row, person_of(request), 50) if row else [],
        "side": row is not None,
        "crumbs": [{"label": _("Limits"), "url": reverse("packs:limits")}],
        "cancel_url": reverse("packs:limits"),
    }
    return render(request, "packs/limit.html", context, status=422 if form.errors else 200)


def _area(row: dict[str, Any]) -> str:
    return str(row["limit"].key).split(".")[0]
