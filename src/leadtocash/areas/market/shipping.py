"""The reasons won or lost every company gets, from the table in `data/`."""

from __future__ import annotations

import csv
from importlib.resources import files

from leadtocash.areas.market.models import CloseReason
from leadtocash.foundation.kernel.act import Act


def ship_reasons(*, act: Act) -> None:
    """Write shipped reasons that are not there yet; one there already stays as it is."""
    with files("leadtocash.areas.market").joinpath("data", "reasons.csv").open(encoding="utf-8") as file:
        rows = [
            CloseReason(**row, position=place * 10, created_at=act.at, updated_at=act.at)
            for place, row in enumerate(csv.DictReader(file), 1)
        ]
    CloseReason.objects.bulk_create(rows, ignore_conflicts=True)
