"""What a manager goes through with his people each week: numbers, changes, visits, deals to look at, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import permissions as visits
from leadtocash.areas.visits.models import Commitment
from leadtocash.areas.visits.queries import team
from leadtocash.areas.visits.queries import visits as visited
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.insight.forecast import figures, watching, waterfall
from leadtocash.insight.forecast.scopes import Scope

WEEK = timedelta(days=7)
ASKED = ("opportunities.stagereview", "opportunities.waiverrequest")
SHOWN = 50


@dataclass(frozen=True)
class Review:
    """A week of a manager. whole: the period with its target; changes: of its open deals since `since`; lines: the week
    of each of his people; watched: open deals to look at, by reason; waiting: reviews and waivers he decides;
    promised: what his people promised until the end of the week and have not kept."""

    since: date
    monday: date
    whole: figures.Row
    changes: waterfall.Waterfall
    lines: Sequence[team.Line]
    watched: Mapping[str, int]
    waiting: Sequence[WorkItem]
    promised: Sequence[Commitment]

    @property
    def sunday(self) -> date:
        return self.monday + WEEK - timedelta(days=1)


def review(scope: Scope, *, today: date) -> Review:
    """As this day stands; deals and numbers of the scope, visits and promises of all his people."""
    monday = today - timedelta(days=today.weekday())
    person = scope.person
    return Review(
        since=today - WEEK, monday=monday, whole=figures.table(scope, figures.MONTH)[0],
        changes=waterfall.waterfall(scope, today - WEEK, today, today=today),
        lines=team.week(person, monday, today=today) if allowed(person, visits.TEAM) else [],
        watched=_watched(scope, today), waiting=list(waiting(person)[:SHOWN]),
        promised=list(_promised(person, monday + WEEK)[:SHOWN]) if allowed(person, visits.VIEW) else [],
    )  # fmt: skip


def waiting(person: User) -> QuerySet[WorkItem]:
    """Stage reviews and waivers this person is to decide, the longest waiting first."""
    rows = WorkItem.objects.filter(assignee=person, state=WorkItem.State.OPEN, instance__record_kind__in=ASKED)
    return rows.select_related("instance__definition").order_by("opened_at", "pk")


def _watched(scope: Scope, today: date) -> Mapping[str, int]:
    """How many open deals there are to look at for each reason."""
    rows = scope.narrow(Opportunity.objects.visible_to(scope.person)).filter(state=Opportunity.State.OPEN)
    told: dict[str, int] = rows.order_by().aggregate(
        **{key: Count("pk", filter=one.where(today)) for key, one in watching.REASONS.items()}
    )
    return told


def _promised(person: User, before: date) -> QuerySet[Commitment]:
    """What our people promised for a day before this one, and have not kept, the oldest first."""
    rows = visited.commitments(person).filter(due_on__lt=before, party=Commitment.Party.OURS, kept_on=None)
    return rows.order_by("due_on", "pk")
