"""What custom fields put elsewhere: lists, imports, search, history, record pages, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.custom_fields import entering, finding, importing, listing, permissions, seeing, telling
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.exchange import importable
from leadtocash.foundation.journal import timeline
from leadtocash.foundation.kernel import extra
from leadtocash.foundation.search import keeping
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.page import readers
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

extra.checks.append(entering.check)
readers.append(listing.with_custom_fields)
timeline.speakers[extra.NAME] = telling.sayings
importable.additions.append(importing.columns)
importable.looks.append(importing.look)
keeping.more_names.append(finding.names)


def _shown(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """The record's custom fields under their headings; nothing where there are none."""
    groups: dict[str, list[seeing.Shown]] = {}
    for one in seeing.shown(person_of(request), record):
        groups.setdefault(one.field.group or str(_("Custom fields")), []).append(one)
    long = CustomField.Type.LONG
    return {"groups": list(groups.items()), "long": long} if groups else None


panels.add(
    "custom-fields",
    Panel(
        kind="*", place="data", label=_("Custom fields"), template="custom_fields/_shown.html", context=_shown,
        applies=lambda record: isinstance(record, extra.Extensible),
    ),
)  # fmt: skip
entries.add(
    "custom-fields",
    Entry(
        group="administration", label=_("Custom fields"), icon="forms", url_name="custom_fields:list", order=60,
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
)  # fmt: skip
