"""The administrator's menu, further templates in the menu of every record's page, what people can be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.notices.topics import groups
from leadtocash.foundation.printing import frozen, permissions
from leadtocash.foundation.printing.models import FrozenPaper, PrintTemplate
from leadtocash.foundation.printing.registry import forms
from leadtocash.foundation.printing.running import PRINTS
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Verb, more_verbs
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels


def _decided(request: HttpRequest, record: models.Model) -> dict[str, Any]:
    """The decided papers of a record, each with whether its file is still what was kept."""
    found = [
        (form, row)
        for code, form in forms.items()
        if form.kind == kind_of(record) and form.decided and (row := frozen.seen(form, record, person_of(request)))
    ]
    return {
        "rows": [
            {
                "row": row, "label": form.label, "is_whole": _is_whole(row),
                "url": reverse("printing:final", args=[form.code, record.pk]),
            }
            for form, row in found
        ]
    }  # fmt: skip


def _is_whole(row: FrozenPaper) -> bool:
    try:
        return bool(frozen.checked(row))
    except RuleError:
        return False


def _has_decided(record: Any) -> bool:
    return any(form.decided and form.kind == kind_of(record) for form in forms.values())


def _verbs(request: HttpRequest, record: models.Model) -> Sequence[Verb]:
    """Every published template of the record's forms beside the one in use; the page itself offers that."""
    codes = {code for code, form in forms.items() if form.kind == kind_of(record)}
    if not codes:
        return ()
    rows = PrintTemplate.objects.filter(
        form__in=codes, published__isnull=False, withdrawn_at=None, is_default=False
    ).only("pk", "name", "form")
    return [
        Verb(
            label=gettext("Print: %(template)s") % {"template": row.name}, icon="printer",
            url=f"{reverse('printing:paper', args=[row.form, record.pk])}?template={row.pk}",
        )
        for row in rows
    ]  # fmt: skip


more_verbs.add("printing", _verbs)
runs.add(PRINTS)
listen(Journalled, frozen.heard)
references.add("printing.frozen", Reference(model=FrozenPaper, merged="stay"))
panels.add(
    "decided-papers",
    Panel(
        kind="*", place="tab", label=_("Decided papers"), template="printing/_decided.html", context=_decided, order=80,
        applies=_has_decided,
    ),
)  # fmt: skip
groups.add("printing", _("Printing"))
entries.add(
    "print-templates",
    Entry(
        group="administration", label=_("Print templates"), icon="printer", url_name="printing:forms", order=66,
        may=lambda person: allowed(person, permissions.TEMPLATES),
    ),
)  # fmt: skip
