"""Real records as examples for "who approves?": seen as the engine sees them when it asks the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.authority.matrix import Example
from leadtocash.foundation.workflow.registry import subjects


def example_of(kind: str, *, search: Sequence[str], margin: str = "") -> Example:
    """Records of this kind, found by these lookups ("title__icontains"), the newest first, only those one may see.

    margin: the permission to see margins; without it the margin is left out, and the answer says it is missing.
    """
    subject = subjects.get(kind)

    def rows(person: User, words: str) -> Iterable[Any]:
        model = apps.get_model(kind)
        found = model._default_manager.filter(visible_q(model, person)).order_by("-pk")
        if words:
            found = found.filter(Q(*((lookup, words) for lookup in search), _connector=Q.OR))
        return list(found[:8])

    def facts(person: User, record: Any) -> Mapping[str, Any]:
        known = dict(subject.facts(record))
        if margin and not allowed(person, margin, record):
            known.pop("margin", None)
        return known

    return Example(rows=rows, title=subject.title, facts=facts, department=subject.department)
