"""Everything this app puts elsewhere: its menu entry, the company's own processes on records."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.designer import actions, queries
from leadtocash.foundation.designer.permissions import DESIGN, PUBLISH
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.registry import subjects

entries.add(
    "designer",
    Entry(
        group="policy",
        label=_("Process design"),
        icon="pencil",
        url_name="designer:processes",
        order=15,
        may=lambda person: allowed(person, DESIGN) or allowed(person, PUBLISH),
    ),
)


def _own(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """What the company has made itself for such records, for those who may start it."""
    kind = kind_of(record)
    if kind not in subjects:
        return None
    found = queries.own_processes(kind)
    return {"own": found} if found and actions.may_start(person_of(request), record) else None


panels.add(
    "designer.own",
    Panel(
        kind="*",
        place="side",
        label=_("Further processes"),
        template="designer/_own.html",
        context=_own,
        order=90,
        applies=lambda record: kind_of(record) in subjects,
    ),
)
