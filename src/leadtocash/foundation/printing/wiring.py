"""The administrator's menu, further templates in the menu of every record's page, what people can be told."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.notices.topics import groups
from leadtocash.foundation.printing import permissions
from leadtocash.foundation.printing.models import PrintTemplate
from leadtocash.foundation.printing.registry import forms
from leadtocash.foundation.printing.running import PRINTS
from leadtocash.foundation.web.details import Verb, more_verbs
from leadtocash.foundation.web.navigation import Entry, entries


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
groups.add("printing", _("Printing"))
entries.add(
    "print-templates",
    Entry(
        group="administration", label=_("Print templates"), icon="printer", url_name="printing:forms", order=66,
        may=lambda person: allowed(person, permissions.TEMPLATES),
    ),
)  # fmt: skip
