"""Which projects; joins for pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localdate

from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists.searching import containing

State = Project.State
RELATED = ("contract", "customer", "owner", "department", "follows")


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the project list."""
    return Project.objects.visible_to(user).select_related("contract", "customer", "owner", "department")


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Projects this person may see, by words; latest changed first."""
    rows = Project.objects.visible_to(user).order_by("-updated_at", "-pk")
    return rows.filter(containing(Project, ("code__zh", "title__zh"), words)) if words else rows


def awaiting_signoff(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Arrived and not signed for."""
    return rows.filter(state=State.ARRIVED)


def signoff_overdue(rows: models.QuerySet[Any], today: date) -> models.QuerySet[Any]:
    """Arrived, and the ten working days have passed (S0 2.4.3)."""
    return rows.filter(state=State.ARRIVED, signoff_due_on__lt=today)


def on_virtual_contract(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Running on a virtual contract."""
    return rows.filter(is_virtual=True).exclude(state=State.CANCELLED)


def awaiting_acceptance(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Signed for, acceptance asked by the contract, no report yet (S0 2.5.4)."""
    signed = rows.filter(state__in=[State.SIGNED_OFF, State.CLOSED], contract__acceptance_needed=True)
    return signed.filter(acceptance=None)


def lines_of(project: Project) -> list[EquipmentLine]:
    """The equipment list in force with its catalogue entries and how many serial numbers each line has."""
    rows = project.lines.select_related("product", "series__category").annotate(entered=Count("serials"))
    return list(rows.order_by("position"))


def purchases_of(project: Project) -> list[Purchase]:
    """The project's orders with their arrivals."""
    return list(project.purchases.select_related("line", "created_by").prefetch_related("arrivals"))


def line_totals(line: EquipmentLine) -> dict[str, Any]:
    """Ordered, arrived, last arrival and next expected day of a line, added up from its orders and arrivals."""
    live = Purchase.objects.filter(line=line, cancelled_on=None)
    sums = live.aggregate(ordered=Sum("quantity"), arrived=Sum("arrived"))
    came = live.filter(arrivals__taken_back_at=None).aggregate(last=models.Max("arrivals__arrived_on"))
    coming = live.filter(arrived__lt=F("quantity")).aggregate(next=models.Max("expected_on"))
    return {
        "ordered": sums["ordered"] or 0,
        "arrived": sums["arrived"] or 0,
        "arrived_on": came["last"],
        "expected_on": coming["next"],
    }


def cost_now(lines: Iterable[EquipmentLine], purchases: Iterable[Purchase]) -> Decimal:
    """Cost by the orders placed, what is not ordered yet by the set-up's unit cost; yuan without tax."""
    cost, ordered = Decimal(0), dict[int, int]()
    for purchase in purchases:
        if purchase.cancelled_on is None:
            cost += purchase.unit_cost * purchase.quantity
            ordered[purchase.line_id] = ordered.get(purchase.line_id, 0) + purchase.quantity
    return cost + sum((line.unit_cost * max(line.quantity - ordered.get(line.pk, 0), 0) for line in lines), Decimal(0))


def waiting_for_signature(user: User) -> tuple[int, bool]:
    """How many of the person's own projects wait for the customer's signature, and whether one is overdue."""
    own = Project.objects.filter(owner=user, state=State.ARRIVED)
    found = own.aggregate(n=Count("pk"), over=Count("pk", filter=Q(signoff_due_on__lt=localdate())))
    return found["n"], bool(found["over"])
