"""The administrator's page of the file storage: what is used, by which records, the limits, the scanner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.documents import actions, permissions, queries, quota, scanning
from leadtocash.foundation.documents.models import StorageLimits
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form, NumberField, submit


class LimitsForm(Form):
    """Empty: no limit."""

    per_record_mb = NumberField(
        label=gettext_lazy("at most on one record (MB)"), required=False, min_value=1, max_value=1_000_000
    )
    per_person_mb = NumberField(
        label=gettext_lazy("at most by one person (MB)"), required=False, min_value=1, max_value=1_000_000
    )

    def values(self) -> dict[str, int | None]:
        return {name: int(value) if value else None for name, value in self.cleaned_data.items()}


@require_http_methods(["GET", "POST"])
def storage(request: HttpRequest) -> HttpResponse:
    """What is stored, and the limits."""
    require(person_of(request), permissions.MANAGE)
    limits = StorageLimits.now()
    given = {"per_record_mb": limits.per_record_mb, "per_person_mb": limits.per_person_mb}
    form = LimitsForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        changed = submit(form, lambda: actions.set_limits(form.values(), act=act_of(request)))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect("documents:storage")
    biggest = queries.biggest_records(person_of(request))
    context = {**summary(), "form": form, "biggest": biggest, "kinds": queries.bytes_by_kind()}
    return render(request, "documents/storage.html", context, status=422 if form.errors else 200)


def summary() -> dict[str, Any]:
    """Bytes used and allowed, the scanner, what it found."""
    used, whole = quota.used(), settings.STORAGE_QUOTA_BYTES
    return {
        "used": used,
        "quota": whole or None,
        "share": used / whole if whole else None,
        "scanner": scanning.in_use(),
        "scans": queries.scan_counts(),
        "most_mb": settings.MAX_ATTACHMENT_BYTES // 1024 // 1024,
    }
