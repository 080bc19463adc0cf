"""The papers of the policies by their code (HTPS): what a step needs or makes, by its name."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from leadtocash.foundation.kernel.language import own_language


class Paper(NamedTuple):
    """A form of the policies; `code` is also the prefix of its numbers."""

    code: str
    name: str
    name_en: str

    @property
    def label(self) -> str:
        return own_language(self.name, self.name_en)


@cache
def _papers() -> dict[str, Paper]:
    with files("leadtocash.foundation.workflow").joinpath("data/papers.csv").open(encoding="utf-8") as file:
        return {row["code"]: Paper(row["code"], row["zh"], row["en"]) for row in csv.DictReader(file)}


def paper(code: str) -> Paper:
    """The paper of a code; an unknown code is its own name."""
    return _papers().get(code) or Paper(code, code, code)


def known() -> list[Paper]:
    """All papers, in the order of the list."""
    return list(_papers().values())
