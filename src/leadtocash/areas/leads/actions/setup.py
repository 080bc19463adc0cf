"""Sources of leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leadtocash.areas.leads import events, jobs, permissions
from leadtocash.areas.leads.models import LeadSource
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def save_source(
    source: LeadSource | None, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> LeadSource:
    """Add or change a source. Deals count for it by its name: with another one the funnel is counted anew."""
    require(act.person, permissions.SET_UP)
    source = LeadSource() if source is None else lock(source, revision=revision)
    before = source.name
    for name, value in values.items():
        setattr(source, name, value)
    source.name, source.name_en = clean_line(source.name), clean_line(source.name_en)
    recording.save(source, events.SOURCE_SAVED, act=act)
    if source.name != before:
        jobs.rebuild.defer()
    return source
