"""What of receivables lies with a person."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.models import Project
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.access.scoping import ScopedQuerySet
from leadtocash.foundation.accounts.models import User


def owing_of(person: User) -> ScopedQuerySet:
    """His contracts on which money is still owed though the project is over (open projects take theirs along)."""
    over = [Project.State.CLOSED, Project.State.CANCELLED]
    owed = Receivable.objects.filter(contract=OuterRef("pk"), open_amount__gt=0)
    open_project = Project.objects.filter(contract=OuterRef("pk"), owner=person).exclude(state__in=over)
    rows = Contract.objects.filter(Exists(owed), ~Exists(open_project), owner=person)
    return rows.filter(state=Contract.State.REGISTERED).order_by("pk")
