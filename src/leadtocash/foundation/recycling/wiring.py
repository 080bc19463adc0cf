"""The verb "Delete" in every page's menu, the bin's entry in the menu."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.recycling.registry import disposables
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Verb, more_verbs
from leadtocash.foundation.web.navigation import Entry, entries


def _verbs(request: HttpRequest, record: models.Model) -> Sequence[Verb]:
    """What hangs on the record is looked for when it is pressed, not for every page."""
    kind = disposables.find(kind_of(record))
    if kind is None or not allowed(person_of(request), kind.permission, record):
        return ()
    url = reverse("recycling:removal", args=[kind_of(record), record.pk])
    return (Verb(label=gettext("Delete"), url=url, icon="trash", danger=True),)


more_verbs.add("recycling", _verbs)
entries.add("recycle-bin", Entry(group="top", label=_("Recycle bin"), icon="trash", url_name="recycling:bin", order=70))
references.add("recycling.removal", Reference(model=Removal, merged="stay"))
