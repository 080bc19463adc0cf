"""The figures of the desk. Each is counted from a list with its parameters, and opens that list with the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists.places import places
from leadtocash.insight.home.scopes import Scope

CAP = 10_000


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number from a list (by its place's name). amount: the field summed (yuan), "" where rows are counted; bad: late
    when it is not zero."""

    key: str
    label: Promise
    place: str
    params: Mapping[str, str]
    amount: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Counted:
    """What a figure is for a person: rows, yuan where it sums, whether it is more because counting stopped."""

    figure: Figure
    count: int
    amount: Decimal | None
    capped: bool
    url: str

    @property
    def note(self) -> str:
        """How many rows there are, of which a sum is; a sum of more is of the first ones only, and says so."""
        if self.figure.amount == "":
            return ""
        template = say("of the first %(count)s") if self.capped else say("%(count)s in all")
        return template % {"count": f"{self.count:,}"}


FIGURES = [
    Figure(
        key="signing", label=_("To be signed in 30 days"), place="opportunities", amount="amount",
        params={"state": "open", "expected_close_on": "next_30_days"},
    ),
    Figure(
        key="slipped", label=_("Signing overdue"), place="opportunities", amount="amount", bad=True,
        params={"expected_close_on": "overdue"},
    ),
    Figure(key="in_review", label=_("In review"), place="contracts", amount="amount", params={"state": "in_review"}),
    Figure(key="signoffs", label=_("Waiting for sign-off"), place="projects", params={"state": "arrived"}),
    Figure(
        key="signoffs_late", label=_("Sign-off overdue"), place="projects", bad=True,
        params={"signoff_due_on": "overdue"},
    ),
    Figure(
        key="due", label=_("Due in 30 days"), place="receivables", amount="open_amount",
        params={"due_on": "next_30_days"},
    ),
    Figure(
        key="overdue", label=_("Overdue money"), place="receivables", amount="open_amount", bad=True,
        params={"due_on": "overdue"},
    ),
]  # fmt: skip


def counted(person: User, scope: Scope, today: date) -> list[Counted]:
    """All figures of one side of the desk whose lists this person may open."""
    return [_count(one, person, scope, today) for one in FIGURES if allowed(person, places.get(one.place).permission)]


def _count(figure: Figure, person: User, scope: Scope, today: date) -> Counted:
    place, params = places.get(figure.place), {**figure.params, **scope.params}
    sums = {"total": Sum(figure.amount)} if figure.amount else {}
    found = place.rows(params, person, today)[: CAP + 1].aggregate(n=Count("pk"), **sums)
    amount = found["total"] or Decimal(0) if sums else None
    return Counted(figure, min(found["n"], CAP), amount, found["n"] > CAP, place.address(params))
