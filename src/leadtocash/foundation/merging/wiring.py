"""Hearing what is changed, the check, "possible duplicates" on every record's page."""

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
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.merging import finding, queries
from leadtocash.foundation.merging.checks import dangling
from leadtocash.foundation.merging.registry import mergeables
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Verb, more_verbs
from leadtocash.foundation.web.panels import Panel, panels


def _like(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    kind = kind_of(record)
    if kind not in mergeables or not allowed(person_of(request), mergeables.get(kind).permission, record):
        return None
    pairs = queries.like(record, person_of(request))
    others = [
        {
            "other": other,
            "why": pair.why,
            "url": f"{reverse('merging:merge', args=[kind])}?pk={record.pk}&pk={other.pk}",
        }
        for pair in pairs
        for other in pair.records
        if other.pk != record.pk
    ]
    return {"others": others} if others else None


def _verbs(request: HttpRequest, record: models.Model) -> Sequence[Verb]:
    kind = kind_of(record)
    if kind not in mergeables or not allowed(person_of(request), mergeables.get(kind).permission, record):
        return ()
    url = f"{reverse('merging:choose', args=[kind])}?pk={record.pk}"
    return (Verb(label=gettext("Merge with another"), url=url, icon="git-merge"),)


listen(Journalled, finding.heard)
checks.add("merging", dangling)
more_verbs.add("merging", _verbs)
panels.add(
    "merging",
    Panel(
        kind="*", place="side", label=_("Possible duplicates"), template="merging/_like.html", context=_like, order=5
    ),
)
