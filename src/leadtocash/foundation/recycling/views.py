"""Delete with a reason; the recycle bin."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, fetch_kind
from leadtocash.foundation.recycling import actions, permissions, queries
from leadtocash.foundation.recycling.forms import RemovalForm
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.recycling.registry import disposables
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit

SHOWN = 50


@require_http_methods(["GET", "POST"])
def removal(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Delete a record: first the reason. What hangs on it refuses before anything is typed."""
    record = record_for(person_of(request), kind, record_id)
    actions.check(record, act=act_of(request))
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if submit(form, lambda: actions.remove(record, reason, act=act_of(request))) is not None:
            flash(request, _("%(title)s lies in the recycle bin. It can be restored for 90 days.") % {"title": record})
            return redirect(_whole_of(record))
    context = {
        "form": form,
        "title": _("Delete %(title)s") % {"title": record},
        "crumbs": [{"label": str(record), "url": record.get_absolute_url()}, {"label": _("Delete")}],
        "cancel_url": record.get_absolute_url(),
        "submit_label": _("Put into the recycle bin"),
        "note": {
            "tone": "",
            "text": _(
                "It disappears from lists, search and sums. For 90 days it can be restored; then it is deleted for "
                "good. Its number is never used again, its journal stays."
            ),
        },
    }
    return render(request, "web/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def bin_page(request: HttpRequest) -> HttpResponse:
    """What lies in the recycle bin: one's own, or all of it for whoever keeps it."""
    person, after = person_of(request), request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    found = list(queries.lying(person)[start : start + SHOWN + 1])
    context = {
        "rows": [shown(one) for one in found[:SHOWN]],
        "next_url": f"?after={start + SHOWN}" if len(found) > SHOWN else "",
        "all_of_it": allowed(person, permissions.MANAGE),
    }
    return render(request, "recycling/bin.html", context)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a record out of the bin."""
    record = actions.restore(removal_for(person_of(request), pk), act=act_of(request))
    flash(request, _("%(title)s is back.") % {"title": record})
    model: Any = type(record)
    seen = model.objects.visible_to(person_of(request)).filter(pk=record.pk).exists()
    return redirect(record.get_absolute_url() if seen else reverse("recycling:bin"))


def record_for(person: Any, kind: str, record_id: int) -> Any:
    """A record that can be deleted, if this person may see it, else 404."""
    if kind not in disposables:
        raise Http404
    return fetch_kind(kind, person, record_id)


def removal_for(person: Any, pk: int) -> Removal:
    """A line of the bin this person may see, else 404."""
    found = queries.lying(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shown(one: Removal) -> dict[str, Any]:
    """A line of the bin; days: until it is deleted for good."""
    days = (one.at + actions.KEPT - timezone.now()).days
    return {"removal": one, "kind": str(apps.get_model(one.kind)._meta.verbose_name), "days": max(days, 0)}


def _whole_of(record: Any) -> str:
    """Where one goes on when the record is gone: to what it was a part of, else to the bin."""
    if record.access.parent:
        return str(record.get_absolute_url())
    return reverse("recycling:bin")
