"""The checklist template every company begins with, from the table in `data/`."""

from __future__ import annotations

import csv
from importlib.resources import files

from leadtocash.areas.bids.models import ChecklistEntry
from leadtocash.foundation.kernel.act import Act


def ship_checklist(*, act: Act) -> None:
    """Write the shipped template into a company that has none; one there already stays as it is."""
    if ChecklistEntry.objects.exists():
        return
    with files("leadtocash.areas.bids").joinpath("data", "checklist.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    ChecklistEntry.objects.bulk_create(
        ChecklistEntry(
            part=row["part"], text=row["text"], mandatory=bool(row["mandatory"]), days=int(row["days"]),
            position=place * 10, created_at=act.at, updated_at=act.at,
        )
        for place, row in enumerate(rows, 1)
    )  # fmt: skip
