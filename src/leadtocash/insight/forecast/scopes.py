"""What a forecast is asked for: a period, and certain owners and departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists import Person, Relation
from leadtocash.insight.forecast.rules import Period

#: what the forecast can be narrowed to, as in the list of opportunities
FILTERS = [
    Person(name="owner", label=gettext_lazy("Account manager"), field="owner_id"),
    Relation(name="department", label=gettext_lazy("Department"), field="department_id", picks="accounts.department"),
]


@dataclass(frozen=True)
class Scope:
    """What is looked at: a period, and the parameters of FILTERS. Raises ValidationError when they are used."""

    period: Period
    person: User
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def owners(self) -> bool:
        """Whether certain owners are asked for."""
        return "owner" in self.params

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Opportunities or figures of these owners and departments."""
        for one in (one for one in FILTERS if one.name in self.params):
            rows = one.narrow(rows, self.params, self.person)
        return rows
