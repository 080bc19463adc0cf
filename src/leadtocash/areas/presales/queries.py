"""Which pre-sales projects; joins for pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import DecimalField, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import limits, rules
from leadtocash.areas.presales.models import (
    BudgetRequest,
    Communication,
    Cost,
    ElementAction,
    PresalesProject,
    Risk,
    TeamMember,
)
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.packs.limits import value
from leadtocash.foundation.workflow.models import Activity, ProcessInstance

PROCESS = "presales_initiation"
Rows = models.QuerySet[Any]
State = PresalesProject.State
RELATED = ("opportunity__owner", "opportunity__department", "opportunity__customer")
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=2)
_COSTS = Cost.objects.filter(project=OuterRef("pk"), withdrawn_at=None).order_by().values("project")
_DIRECTOR = TeamMember.objects.filter(project=OuterRef("pk"), role=TeamMember.Role.DIRECTOR, released_on=None)
#: of each row: yuan spent so far, the name of the project director
COMPUTED = {
    "spent": Coalesce(Subquery(_COSTS.annotate(sum=Sum("amount")).values("sum")), ZERO, output_field=MONEY),
    "director": Coalesce(Subquery(_DIRECTOR.values("person__name")[:1]), models.Value("")),
}


def seen(user: User) -> Rows:
    """Those this person may see, with what a list shows beside them."""
    return PresalesProject.objects.visible_to(user).select_related(*RELATED)


def with_everything() -> Rows:
    """For one project's page, papers and API."""
    rows = PresalesProject.objects.select_related(*RELATED, "opportunity__stage", "handed_to")
    requests = BudgetRequest.objects.select_related("created_by").order_by("-pk")
    return rows.prefetch_related(
        "members__person", "elements", "actions__owner", "risks__owner", "communications__owner", "costs__by",
        Prefetch("budget_requests", requests),
    )  # fmt: skip


def of_deal(deal: Opportunity, user: User) -> Rows:
    """A deal's projects as far as this person may see them, newest first."""
    return seen(user).filter(opportunity=deal).order_by("-pk")


def alive_of_deals(deals: Collection[int]) -> Rows:
    """The projects of these deals that are not over yet."""
    return PresalesProject.objects.filter(opportunity__in=deals).exclude(state__in=PresalesProject.OVER)


def alive_of_deal(deal: Opportunity) -> PresalesProject | None:
    """The project that is not over yet."""
    found: PresalesProject | None = alive_of_deals([deal.pk]).first()
    return found


def gone_for(deal: Opportunity) -> PresalesProject | None:
    """The latest project of a deal the company has gone for, closed or not."""
    rows = PresalesProject.objects.filter(opportunity=deal, state__in=[*PresalesProject.GONE, State.CLOSED])
    found: PresalesProject | None = rows.order_by("-pk").first()
    return found


def latest_of(deal: Opportunity) -> PresalesProject | None:
    found: PresalesProject | None = PresalesProject.objects.filter(opportunity=deal).order_by("-pk").first()
    return found


def facts_of(project: PresalesProject) -> rules.Facts:
    """The project as rules see it."""
    return rules.Facts(
        number=project.number, state=project.state, owner=project.opportunity.owner.name,
        since=project.created_at.date(), href=project.get_absolute_url(),
    )  # fmt: skip


def report_labels() -> list[str]:
    """What the parts of the feasibility report are called, in the order of rules.REPORT."""
    fields: list[Any] = [PresalesProject._meta.get_field(name) for name in rules.REPORT]
    return [str(one.verbose_name) for one in fields]


def least_grade(amount: Decimal) -> str:
    """The grade the company's limits ask for."""
    return rules.grade_of(amount, from_a=value(limits.GRADE_A), from_b=value(limits.GRADE_B))


def team_of(project: PresalesProject) -> dict[str, TeamMember]:
    """Who is in the team now, by role."""
    return {one.role: one for one in project.members.all() if one.released_on is None}


def in_role(project: PresalesProject, role: str) -> User | None:
    found = TeamMember.objects.filter(project=project, role=role, released_on=None).select_related("person").first()
    return found.person if found else None


def spent_on(project: PresalesProject) -> Decimal:
    """Yuan spent so far; what was taken back does not count."""
    found = Cost.objects.filter(project=project, withdrawn_at=None).aggregate(sum=Sum("amount"))
    return Decimal(found["sum"] or 0)


def open_steps(project: PresalesProject) -> list[str]:
    """The steps that are open in its running process."""
    rows = Activity.objects.filter(
        is_open=True, instance__process=PROCESS, instance__record_kind=kind_of(project),
        instance__record_id=project.pk, instance__state=ProcessInstance.State.RUNNING,
    )  # fmt: skip
    return list(rows.order_by("pk").values_list("node", flat=True))


def deal(pk: str, user: User) -> Opportunity | None:
    """The deal an address names, if this person may see it."""
    if not pk.isdigit():
        return None
    found: Opportunity | None = Opportunity.objects.visible_to(user).filter(pk=pk).first()
    return found


def deals_without(user: User) -> Rows:
    """Open deals this person sees for which nothing runs."""
    alive = PresalesProject.objects.exclude(state__in=PresalesProject.OVER).values("opportunity")
    rows = Opportunity.objects.visible_to(user).filter(state=Opportunity.State.OPEN).exclude(pk__in=alive)
    return rows.select_related("customer").order_by("-updated_at", "-pk")


# ---------------------------------------------------------------- parts
def actions_seen(user: User) -> Rows:
    return ElementAction.objects.visible_to(user).select_related("project__opportunity", "owner")


def risks_seen(user: User) -> Rows:
    return Risk.objects.visible_to(user).select_related("project__opportunity", "owner")


def talks_seen(user: User) -> Rows:
    return Communication.objects.visible_to(user).select_related("project__opportunity", "owner")


def costs_seen(user: User) -> Rows:
    return Cost.objects.visible_to(user).select_related("project__opportunity__owner", "by")


def roles_of(person: User) -> models.QuerySet[TeamMember]:
    """The roles a person has in teams that work."""
    rows = TeamMember.objects.filter(person=person, released_on=None, project__removed_at=None)
    return rows.select_related("project__opportunity").order_by("pk")


def in_team(person: User) -> Q:
    """The condition on projects in whose team this person is."""
    mine = TeamMember.objects.filter(person=person, released_on=None).values("project")
    return Q(pk__in=mine)


def due(rows: Rows, today: date, field: str = "due_on") -> Rows:
    """Whose day has passed."""
    return rows.filter(**{f"{field}__lt": today})


# ---------------------------------------------------------------- more budget
def budgets_seen(user: User) -> Rows:
    return BudgetRequest.objects.visible_to(user).select_related("project__opportunity__owner", "created_by")


def budget_asked(project: PresalesProject) -> BudgetRequest | None:
    """The request nobody has decided on."""
    found: BudgetRequest | None = BudgetRequest.objects.filter(project=project, state=BudgetRequest.State.ASKED).first()
    return found


# ---------------------------------------------------------------- reminders
def open_actions() -> Rows:
    """Not done, in projects whose team works; for reminders."""
    return _of_working(ElementAction.objects.filter(done_on=None))


def open_risks() -> Rows:
    return _of_working(Risk.objects.filter(state=Risk.State.OPEN))


def open_talks() -> Rows:
    return _of_working(Communication.objects.all())


def _of_working(rows: Rows) -> Rows:
    found = rows.filter(project__state__in=PresalesProject.WORKING, project__removed_at=None)
    directors = TeamMember.objects.filter(role=TeamMember.Role.DIRECTOR, released_on=None).select_related("person")
    return found.select_related("owner", "project__opportunity").prefetch_related(
        Prefetch("project__members", directors, to_attr="directors")
    )


def watched_until(today: date) -> Rows:
    """Refused ones that are to be looked at again on this day or were since the last working day."""
    rows = PresalesProject.objects.filter(state=State.NO_GO, watch_on__range=(today - timedelta(days=7), today))
    return rows.select_related("opportunity__owner")
