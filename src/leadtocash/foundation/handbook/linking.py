"""What stands on the other end of a clause: steps, deadlines, rules of the program, forms, authority rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.handbook import citations
from leadtocash.foundation.handbook.citations import CodeRule, Step
from leadtocash.foundation.kernel.policy import Clause
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.workflow.papers import Paper, paper


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Something the company sets that follows a clause: its name, its value with the unit, its page."""

    label: str
    value: str
    href: str = ""


settings: Registry[Callable[[str], list[Setting]]] = Registry("source of settings")


@dataclass(frozen=True, kw_only=True)
class Links:
    """rules: those that refuse; checks: lines of what is missing; authority: [{row, document, roles}]; settings:
    limits and other values that apps above tell of (they register in `settings`: clause id -> what follows it)."""

    steps: list[Step]
    deadlines: list[Step]
    rules: list[CodeRule]
    checks: list[CodeRule]
    forms: list[Paper]
    authority: list[dict[str, Any]]
    settings: list[Setting]

    @property
    def count(self) -> int:
        parts = (self.steps, self.rules, self.checks, self.forms, self.authority, self.settings)
        return sum(len(some) for some in parts)


def links_of(clause: Clause, *, today: date) -> Links:
    """Everything that cites a clause."""
    steps = citations.steps_of(clause.id)
    rules = citations.rules_by_clause().get(clause.id, [])
    rows = citations.authority_rows(today).get(clause.id, [])
    names = {role.code: str(role) for role in Role.objects.all()} if rows else {}
    codes = list(dict.fromkeys([*clause.forms, *(code for step in steps for code in step.documents)]))
    return Links(
        steps=steps,
        deadlines=[step for step in steps if step.limit or step.timers],
        rules=[rule for rule in rules if rule.code],
        checks=[rule for rule in rules if not rule.code],
        forms=[paper(code) for code in codes],
        authority=[
            {
                "row": row,
                "document": matrix.label_of(row.document),
                "roles": [names.get(code, code) for code in row.roles],
            }
            for row in rows
        ],
        settings=[one for source in settings.values() for one in source(clause.id)],
    )
