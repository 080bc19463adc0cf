"""The roles the product ships (glossary): code, Chinese name, English name. A company may rename and add."""

from __future__ import annotations

import csv
from importlib.resources import files


def _read() -> list[tuple[str, str, str]]:
    with files("leadtocash.foundation.accounts").joinpath("data/roles.csv").open(encoding="utf-8") as file:
        return [(row["code"], row["name"], row["name_en"]) for row in csv.DictReader(file)]


SHIPPED = _read()
