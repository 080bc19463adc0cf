"""What the work desk shows one person: his to-dos, the clocks of his projects, the figures of his scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.contracts import permissions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.opportunities import permissions as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.projects import limits
from leadtocash.areas.projects import permissions as projects
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.areas.receivables.queries.listing import listed_receivables
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow import queries as work
from leadtocash.foundation.workflow.models import WorkItem

SHOWN = 8
CAP = 10_000


@dataclass(frozen=True)
class Figure:
    """One number of the desk; it opens the list it was counted from. kind: how it is printed."""

    label: str
    value: Decimal | int
    kind: str
    note: str
    url: str
    tone: str = ""


def todos(person: User) -> list[WorkItem]:
    """The person's open items, the most urgent first."""
    return list(work.to_do(person).order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN])


def clocks(person: User, today: date) -> list[dict[str, Any]]:
    """Projects that wait for the customer's signature, the most urgent first."""
    rows = Project.objects.visible_to(person).filter(state=Project.State.ARRIVED).select_related("customer", "owner")
    found = (
        (project, clock_of(project, today, number(limits.SIGNOFF)))
        for project in rows.order_by("signoff_due_on", "pk")[:SHOWN]
    )
    return [{"project": project, "clock": asdict(clock)} for project, clock in found if clock]


def open_virtual(person: User) -> list[Contract]:
    """Open virtual contracts, the oldest first."""
    rows = Contract.objects.visible_to(person).filter(kind=Contract.Kind.VIRTUAL, state=Contract.State.REGISTERED)
    return list(rows.select_related("customer", "answerable", "owner").order_by("registered_at", "pk")[:SHOWN])


def figures(person: User, today: date) -> list[Figure]:
    """The person's figures: only those whose lists he may open."""
    makers: list[tuple[str, Callable[[User, date], Figure]]] = [
        (opportunities.VIEW, _closing_soon),
        (contracts.VIEW, _in_review),
        (projects.VIEW, _signoffs),
        (contracts.VIEW, _money_due),
        (contracts.VIEW, _money_late),
    ]
    return [make(person, today) for permission, make in makers if allowed(person, permission)]


def _closing_soon(person: User, today: date) -> Figure:
    until = today + timedelta(days=90)
    rows = Opportunity.objects.visible_to(person).filter(
        state=Opportunity.State.OPEN, expected_close_on__gte=today, expected_close_on__lte=until
    )
    found = rows[:CAP].aggregate(n=Count("pk"), amount=Sum("amount"))
    url = f"{reverse('opportunities:list')}?state=open"
    note = _("%(count)s opportunities") % {"count": found["n"]}
    return Figure(_("To be signed in 90 days"), found["amount"] or Decimal(0), "wan", note, url)


def _in_review(person: User, today: date) -> Figure:
    rows = Contract.objects.visible_to(person).filter(state=Contract.State.IN_REVIEW)
    found = rows[:CAP].aggregate(n=Count("pk"), amount=Sum("amount"))
    note = _("%(count)s contracts") % {"count": found["n"]}
    return Figure(
        _("In review"), found["amount"] or Decimal(0), "wan", note, f"{reverse('contracts:list')}?state=in_review"
    )


def _signoffs(person: User, today: date) -> Figure:
    rows = Project.objects.visible_to(person).filter(state=Project.State.ARRIVED)
    found = rows[:CAP].aggregate(n=Count("pk"), late=Count("pk", filter=Q(signoff_due_on__lt=today)))
    note = _("%(count)s overdue") % {"count": found["late"]}
    tone = "late" if found["late"] else ""
    return Figure(
        _("Waiting for sign-off"), found["n"], "number", note, f"{reverse('projects:list')}?state=arrived", tone
    )


def _money_due(person: User, today: date) -> Figure:
    until = today + timedelta(days=30)
    rows = listed_receivables(person).filter(open_amount__gt=0, due_on__gte=today, due_on__lte=until)
    found = rows.order_by()[:CAP].aggregate(n=Count("pk"), amount=Sum("open_amount"))
    note = _("%(count)s receivables") % {"count": found["n"]}
    return Figure(_("Due in 30 days"), found["amount"] or Decimal(0), "wan", note, reverse("receivables:list"))


def _money_late(person: User, today: date) -> Figure:
    rows = listed_receivables(person).filter(open_amount__gt=0, due_on__lt=today)
    found = rows.order_by()[:CAP].aggregate(n=Count("pk"), amount=Sum("open_amount"))
    note = _("%(count)s receivables") % {"count": found["n"]}
    tone = "late" if found["n"] else ""
    return Figure(_("Overdue money"), found["amount"] or Decimal(0), "wan", note, reverse("receivables:list"), tone)
