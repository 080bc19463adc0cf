"""The sales methods every company gets, from `data/methods.csv` and `data/stages.csv` (OPP-3)."""

from __future__ import annotations

import csv
from importlib.resources import files

from django.db import transaction

from leadtocash.areas.opportunities.models import SalesMethod, Stage


@transaction.atomic
def ship_methods() -> None:
    """Write shipped methods that are not there yet, with their stages; one there already stays as it is."""
    known = set(SalesMethod.objects.values_list("code", flat=True))
    has_default = SalesMethod.objects.filter(is_default=True).exists()
    stages = rows_of("stages.csv")
    for row in rows_of("methods.csv"):
        if row["code"] in known:
            continue
        method = SalesMethod.objects.create(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            is_default=bool(row["is_default"]) and not has_default,
        )
        own = [stage for stage in stages if stage["method"] == method.code]
        Stage.objects.bulk_create([_stage(method, stage) for stage in own])


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    with files("leadtocash.areas.opportunities").joinpath("data", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _stage(method: SalesMethod, row: dict[str, str]) -> Stage:
    return Stage(
        method=method,
        position=int(row["position"]),
        name=row["name"],
        name_en=row["name_en"],
        buyer_step=row["buyer_step"],
        probability=int(row["probability"]),
        expected_days=int(row["expected_days"]),
    )
