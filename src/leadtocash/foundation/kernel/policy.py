"""Clauses of the company's policies by id ("S0 2.4.3"): what a refusal cites and where its text stands.

The texts are data (`data/clauses.csv`: id, policy, title_en, title_zh, text_en, text_zh), in our own words.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Clause:
    """One clause: `short` is what a page prints beside the paragraph sign."""

    id: str
    title: str
    text: str
    short: str

    @property
    def slug(self) -> str:
        return self.id.replace(" ", "-")


@cache
def _rows() -> dict[str, dict[str, str]]:
    with files("leadtocash.foundation.kernel").joinpath("data/clauses.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def known(clause_id: str) -> bool:
    return clause_id in _rows()


def clause(clause_id: str) -> Clause:
    """Give a clause in the reader's language. Raises LookupError for an id the handbook does not hold."""
    row = _rows().get(clause_id)
    if row is None:
        raise LookupError(f"no clause {clause_id!r} in the handbook")
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    short = _("Policy %(number)s") % {"number": clause_id}
    return Clause(id=clause_id, title=row[f"title_{language}"], text=row[f"text_{language}"], short=short)


def by_slug(slug: str) -> Clause:
    """Give a clause by its address form ("S0-2.4.3")."""
    return clause(slug.replace("-", " ", 1))


def handbook() -> list[Clause]:
    """All clauses in the order of the handbook."""
    return [clause(clause_id) for clause_id in _rows()]
