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
    stages, parts = rows_of("stages.csv"), {name: rows_of(f"{name}.csv") for name in ("criteria", "tasks", "papers")}
    found: dict[str, dict[str, Any]] = {}
    for row in rows_of("methods.csv"):
        own = [one for one in stages if one["method"] == row["code"]]
        found[row["code"]] = {
            "name": row["name"], "name_en": row["name_en"], "default": bool(row["is_default"]),
            "stages": [_stage(one, parts) for one in own],
        }  # fmt: skip
    return found


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    with files("leadtocash.areas.opportunities").joinpath("data", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _stage(row: dict[str, str], parts: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    values: dict[str, Any] = dict(row)
    here = values.pop("method"), values.pop("position")
    values |= {name: int(row[name]) for name in NUMBERS} | {name: bool(row[name]) for name in FLAGS}
    for name, read in (("criteria", _criterion), ("tasks", _task), ("papers", _paper)):
        values[name] = [read(one) for one in parts[name] if (one["method"], one["stage"]) == here]
    return values


def _criterion(row: dict[str, str]) -> dict[str, Any]:
    pairs = (pair.partition("=") for pair in row["params"].split())
    params = {name: int(value) if value.isdigit() else value for name, _sign, value in pairs}
    names = ("text", "text_en", "check_name", "evidence", "clause")
    return {**{name: row[name] for name in names}, "params": params}


def _task(row: dict[str, str]) -> dict[str, Any]:
    texts = {name: row[name] for name in ("text", "text_en", "role")}
    return {**texts, "days": int(row["days"]), "required": bool(row["required"])}


def _paper(row: dict[str, str]) -> dict[str, Any]:
    texts = {name: row[name] for name in ("text", "text_en", "use", "code", "category", "role")}
    return {**texts, "required": bool(row["required"])}
