"""Start a process of the company's own on a record."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.designer import actions, queries
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash


@require_POST
def instances(request: HttpRequest, key: str) -> HttpResponse:
    """POST with `record`: its number."""
    definition, given = queries.definition(key), request.POST.get("record", "")
    if not given.isdigit() or len(given) > 17:
        raise Http404
    model: Any = apps.get_model(definition.record_kind)
    record = fetch(model, person_of(request), pk=int(given))
    made = actions.start(key, record, act=act_of(request))
    flash(request, _("Started: %(process)s") % {"process": definition.label})
    return redirect(made.get_absolute_url())
