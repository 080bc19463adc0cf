"""The journal as a tab on every record's page; it also says who changed a record meanwhile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.meanwhile import saved_since
from leadtocash.foundation.journal.models import Entry, Head
from leadtocash.foundation.journal.timeline import parts, slice_of
from leadtocash.foundation.kernel.models import tell_meanwhile
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.panels import Panel, panels


def _history(request: HttpRequest, record: Any) -> dict[str, Any]:
    what = request.GET.get("what", "")
    what = what if what in parts else ""
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 10 else None
    entries, earlier = slice_of(record, person_of(request), what=what, before=place)
    choices = [("", gettext("Everything")), *((key, part.label) for key, part in _ordered())]
    return {
        "entries": entries,
        "parts": [{"label": label, "url": _url(what=key), "current": key == what} for key, label in choices],
        "earlier_url": _url(what=what, before=str(earlier)) if earlier else "",
        "narrowed": bool(what),
    }


def _ordered() -> list[tuple[str, Any]]:
    return sorted(parts.items(), key=lambda pair: pair[1].order)


def _url(**params: str) -> str:
    return "?" + urlencode({"tab": "history", **{name: value for name, value in params.items() if value}})


tell_meanwhile(saved_since)
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
references.add("journal.entry", Reference(model=Entry, merged="stay"))
references.add("journal.head", Reference(model=Head, merged="stay"))
