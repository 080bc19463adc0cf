"""What was to be signed in a period: of people, and of departments by their own target or by what those below have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F

from leadtocash.foundation.accounts.organisation import organisation
from leadtocash.insight.forecast.models import Target
from leadtocash.insight.forecast.scopes import Scope


class Targets:
    """The targets that count in a scope, as far as its person may see them; yuan with tax, None where there is none."""

    def __init__(self, scope: Scope) -> None:
        self._people: dict[date, dict[int, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        self._own: dict[date, dict[int, Decimal]] = defaultdict(dict)
        self._scope = scope
        seen = Target.objects.visible_to(scope.person).annotate(owner_id=F("person_id"))
        told = scope.narrow(seen).filter(is_latest=True, amount__isnull=False, month__in=scope.period.months)
        for month, department, person, yuan in told.values_list("month", "department_id", "person_id", "amount"):
            if person is None:
                self._own[month][department] = yuan
            else:
                self._people[month][department][person] = yuan

    @cached_property
    def of_people(self) -> Mapping[Any, Decimal]:
        """By person, of the whole period."""
        found: dict[Any, Decimal] = defaultdict(Decimal)
        for departments in self._people.values():
            for people in departments.values():
                for person, yuan in people.items():
                    found[person] += yuan
        return found

    @cached_property
    def of_departments(self) -> Mapping[Any, Decimal]:
        """By department, of the whole period; those above one that has a target have it, too."""
        found: dict[Any, Decimal] = defaultdict(Decimal)
        for tree in self._trees.values():
            for department, yuan in tree.items():
                found[department] += yuan
        return found

    @cached_property
    def of_months(self) -> Mapping[Any, Decimal]:
        """By month, of the whole scope."""
        roots = [pk for pk, parent in self._parents.items() if parent is None]
        found = {}
        for month, tree in self._trees.items():
            parts = [tree[pk] for pk in roots if pk in tree]
            if parts:
                found[month] = sum(parts, Decimal(0))
        return found

    @property
    def whole(self) -> Decimal | None:
        """Of the whole scope."""
        return sum(self.of_months.values(), Decimal(0)) if self.of_months else None

    def by(self, dimension: str) -> Mapping[Any, Decimal]:
        """By the keys of a dimension of the forecast; nothing for those without targets."""
        known = {"owner": "of_people", "department": "of_departments", "month": "of_months"}
        return getattr(self, known[dimension]) if dimension in known else {}

    @cached_property
    def _parents(self) -> Mapping[int, int | None]:
        """Each department with the one above it; the deepest first."""
        known = organisation().departments
        paths = {pk: [int(one) for one in department.path.strip("/").split("/")] for pk, department in known.items()}
        deepest = sorted(paths, key=lambda pk: (-len(paths[pk]), pk))
        return {pk: paths[pk][-2] if len(paths[pk]) > 1 else None for pk in deepest}

    @cached_property
    def _trees(self) -> Mapping[date, Mapping[int, Decimal]]:
        return {month: self._tree(month) for month in self._scope.period.months}

    def _tree(self, month: date) -> Mapping[int, Decimal]:
        """The target of each department in a month: its own, else of its people and of those below it together."""
        below: dict[int, Decimal] = {}
        own, people = self._own[month], self._people[month]
        for pk, parent in self._parents.items():
            if pk in people:
                below[pk] = below.get(pk, Decimal(0)) + sum(people[pk].values(), Decimal(0))
            if pk in own:
                below[pk] = own[pk]
            if pk in below and parent is not None:
                below[parent] = below.get(parent, Decimal(0)) + below[pk]
        return below
