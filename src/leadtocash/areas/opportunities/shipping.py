"""The sales methods every company gets, from the tables in `data/` (OPP-3)."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

from django.db import transaction

from leadtocash.areas.opportunities.actions.methods import write_stages
from leadtocash.areas.opportunities.models import SalesMethod
from leadtocash.foundation.kernel.act import Act

FLAGS = ("review", "quote_required", "may_skip")
NUMBERS = ("probability", "max_probability", "expected_days")


@transaction.atomic
def ship_methods(*, act: Act) -> None:
    """Write shipped methods that are not there yet; one there already stays as it is."""
    known = set(SalesMethod.objects.values_list("code", flat=True))
    has_default = SalesMethod.objects.filter(is_default=True).exists()
    for code, values in shipped_methods().items():
        if code in known:
            continue
        method = SalesMethod.objects.create(
            code=code, name=values["name"], name_en=values["name_en"], is_default=values["default"] and not has_default,
            created_at=act.at, updated_at=act.at,
        )  # fmt: skip
        write_stages(method, values["stages"])


def shipped_methods() -> dict[str, dict[str, Any]]:
    """Code -> {name, name_en, default, stages}, as `save_method` takes it."""
    stages, criteria, tasks = rows_of("stages.csv"), rows_of("criteria.csv"), rows_of("tasks.csv")
    found: dict[str, dict[str, Any]] = {}
    for row in rows_of("methods.csv"):
        own = [one for one in stages if one["method"] == row["code"]]
        found[row["code"]] = {
            "name": row["name"], "name_en": row["name_en"], "default": bool(row["is_default"]),
            "stages": [_stage(one, criteria, tasks) for one in own],
        }  # fmt: skip
    return found


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    with files("leadtocash.areas.opportunities").joinpath("data", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _stage(row: dict[str, str], criteria: list[dict[str, str]], tasks: list[dict[str, str]]) -> dict[str, Any]:
    values: dict[str, Any] = dict(row)
    here = values.pop("method"), values.pop("position")
    values |= {name: int(row[name]) for name in NUMBERS} | {name: bool(row[name]) for name in FLAGS}
    return {
        **values,
        "criteria": [_criterion(one) for one in criteria if (one["method"], one["stage"]) == here],
        "tasks": [_task(one) for one in tasks if (one["method"], one["stage"]) == here],
    }


def _criterion(row: dict[str, str]) -> dict[str, Any]:
    pairs = (pair.partition("=") for pair in row["params"].split())
    params = {name: int(value) if value.isdigit() else value for name, _sign, value in pairs}
    names = ("text", "text_en", "check_name", "evidence", "clause")
    return {**{name: row[name] for name in names}, "params": params}


def _task(row: dict[str, str]) -> dict[str, Any]:
    return {"text": row["text"], "text_en": row["text_en"], "days": int(row["days"]), "required": bool(row["required"])}
