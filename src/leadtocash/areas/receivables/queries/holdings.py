"""What of receivables lies with a person, and what a customer has of its credit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.projects.models import Project
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.access.scoping import ScopedQuerySet
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.money import ZERO


def owing_of(person: User) -> ScopedQuerySet:
    """His contracts on which money is still owed though the project is over (open projects take theirs along)."""
    over = [Project.State.CLOSED, Project.State.CANCELLED]
    owed = Receivable.objects.filter(contract=OuterRef("pk"), open_amount__gt=0)
    open_project = Project.objects.filter(contract=OuterRef("pk"), owner=person).exclude(state__in=over)
    rows = Contract.objects.filter(Exists(owed), ~Exists(open_project), owner=person)
    return rows.filter(state=Contract.State.REGISTERED).order_by("pk")


def owed_by(customer: Customer, today: date) -> Decimal:
    """What a customer owes of what has happened until that day, due or not: it uses the customer's credit."""
    rows = Receivable.objects.filter(contract__customer=customer, open_amount__gt=0, event_on__lte=today)
    total: Decimal = rows.aggregate(total=Sum("open_amount", default=ZERO))["total"]
    return total
