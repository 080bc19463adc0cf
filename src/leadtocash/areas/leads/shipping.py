"""The sources of leads every company gets, from the table in `data/` (OPP-1)."""

from __future__ import annotations

import csv
from importlib.resources import files

from django.db import transaction

from leadtocash.areas.leads import funnel
from leadtocash.areas.leads.models import LeadSource
from leadtocash.foundation.kernel.act import Act


@transaction.atomic
def ship_sources(*, act: Act) -> None:
    """Write the shipped sources where there is none yet."""
    if LeadSource.objects.exists():
        return
    with files("leadtocash.areas.leads").joinpath("data/sources.csv").open(encoding="utf-8") as file:
        for place, row in enumerate(csv.DictReader(file), start=1):
            LeadSource.objects.create(**row, position=place * 10, created_at=act.at, updated_at=act.at)
    funnel.rebuild()
