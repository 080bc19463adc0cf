"""Where clauses are cited: rules in the program, pages, processes, the authority table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from leadtocash.foundation.handbook.citations.code import CodeRule, by_the_program, rules_by_clause, sentence_of
from leadtocash.foundation.handbook.citations.definitions import (
    Limit,
    Step,
    authority_rows,
    nodes_by_clause,
    steps_by_clause,
    steps_of,
)

__all__ = [
    "CodeRule", "Limit", "Step", "authority_rows", "by_the_program", "everywhere", "nodes_by_clause",
    "rules_by_clause", "sentence_of", "steps_by_clause",
    "steps_of",
]  # fmt: skip


def everywhere(today: date) -> dict[str, Sequence[str]]:
    """Every cited clause with the places that cite it, told in the reader's language."""
    found: dict[str, list[str]] = {ref: [_("A rule or page of the program")] for ref in by_the_program()}
    for ref, steps in steps_by_clause().items():
        found.setdefault(ref, []).extend(f"{step.process}: {step.name}" for step in steps)
    for ref, rows in authority_rows(today).items():
        found.setdefault(ref, []).extend(_("Authority table, row %(code)s") % {"code": row.code} for row in rows)
    return dict(found)
