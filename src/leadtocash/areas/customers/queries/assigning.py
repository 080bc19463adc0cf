"""To whom a new customer or lead goes by the rules of the company (CRM-6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.models import AssignmentRule, Customer
from leadtocash.areas.customers.rules.assignment import first_fit
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, Position, User


@dataclass(frozen=True)
class Assignee:
    """Where a customer goes: to this person, or with `owner` None into the public pool of the department."""

    owner: User | None
    department: Department


class Assigner:
    """The rules in use, read once; for one customer or for all rows of a file."""

    def __init__(self) -> None:
        self._rules = list(in_use())
        self._sellers: dict[int, list[User]] = {}
        self._held: Counter[int] = Counter()

    def of(self, *, region: str, industry: str) -> Assignee | None:
        """Who gets a customer of this place and industry; None where no rule fits or nobody is there to take it."""
        rule = first_fit(self._rules, region=region, industry=industry)
        if rule is None:
            return None
        if rule.to == AssignmentRule.To.POOL:
            return Assignee(None, rule.department)
        if rule.to == AssignmentRule.To.PERSON:
            owner = rule.owner
            return Assignee(owner, rule.department) if owner and owner.is_active else None
        return self._in_turn(rule.department)

    def _in_turn(self, department: Department) -> Assignee | None:
        if department.pk not in self._sellers:
            people = self._sellers[department.pk] = sellers(department)
            counted = Customer.objects.filter(owner__in=people).values("owner").annotate(n=Count("pk"))
            self._held.update({row["owner"]: row["n"] for row in counted})
        people = self._sellers[department.pk]
        if not people:
            return None
        person = min(people, key=lambda one: (self._held[one.pk], one.pk))
        self._held[person.pk] += 1
        return Assignee(person, department)


def assignee_for(*, region: str = "", industry: str = "") -> Assignee | None:
    """Who gets a customer or lead of this place and industry by the first rule that fits; None where none does."""
    return Assigner().of(region=region, industry=industry)


def all_rules() -> models.QuerySet[Any]:
    """The assignment rules in their order."""
    return AssignmentRule.objects.select_related("department", "owner").order_by("position", "pk")


def in_use() -> models.QuerySet[Any]:
    """Those of them that count."""
    return all_rules().filter(is_active=True)


def sellers(department: Department) -> list[User]:
    """Active people of a department and below who may keep customers of their own, in order of their names."""
    held = Position.objects.filter(
        department__path__startswith=department.path, person__is_active=True, role__code="account_manager"
    )
    people = User.objects.filter(pk__in=held.values("person")).order_by("username")
    return [person for person in people if allowed(person, permissions.EDIT)]
