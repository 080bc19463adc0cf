"""The comparison with the rivals: one sheet, all of it saved at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.areas.winning import actions, queries
from leadtocash.areas.winning.forms import ComparisonForm, comparison_sheet
from leadtocash.areas.winning.views.forms import editable_deal
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    deal, act = editable_deal(request, pk), act_of(request)
    rivals = queries.rivals_of(deal)
    initial = None if request.POST else [_row(one) for one in queries.yardsticks_of(deal)]
    sheet = comparison_sheet(rivals)(request.POST or None, prefix="rows", initial=initial)
    form, back = ComparisonForm(request.POST or None), f"{deal.get_absolute_url()}?tab=competition"
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        rows = sheet.values(rivals)
        if submit(form, lambda: actions.compare(deal, rows, act=act) or True):
            flash(request, _("Saved."))
            return redirect(back)
    crumbs = [
        {"label": _("Opportunities"), "url": reverse("opportunities:list")},
        {"label": deal.number, "url": deal.get_absolute_url()},
        {"label": _("Comparison")},
    ]
    page = {
        "form": form, "sheet": sheet, "rivals": rivals, "title": _("Comparison"), "subtitle": deal.name,
        "cancel_url": back, "crumbs": crumbs,
    }  # fmt: skip
    return render(request, "winning/comparison.html", page, status=422 if request.POST else 200)


def _row(one: Any) -> dict[str, Any]:
    theirs = {f"rival_{score.rival_id}": score.points for score in one.scores.all()}
    return {"text": one.text, "weight": one.weight, "ours": one.ours, **theirs}
