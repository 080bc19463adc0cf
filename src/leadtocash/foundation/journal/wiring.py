"""The journal as a tab on every record's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.panels import Panel, panels


def _history(request: HttpRequest, record: Any) -> dict[str, Any]:
    return {"entries": timeline(record, person_of(request))}


panels.add(
    "history",
    Panel(
        kind="*",
        place="tab",
        label=_("History"),
        template="journal/_history.html",
        context=_history,
        order=99,
    ),
)
