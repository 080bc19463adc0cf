"""Rows of the lists, with the joins their columns need."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.receivables import permissions
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable, RevenueEntry
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User


def listed_receivables(user: User) -> models.QuerySet[Any]:
    """Receivables of the contracts this person may see; none without the permission."""
    rows = Receivable.objects.visible_to(user).select_related(
        "contract__customer", "contract__owner", "contract__department"
    )
    return rows if allowed(user, permissions.VIEW) else rows.none()


def listed_receipts(user: User) -> models.QuerySet[Any]:
    """Receipts of the customers in this person's reach."""
    return Receipt.objects.visible_to(user).select_related("customer__owner", "created_by")


def listed_revenue(user: User) -> models.QuerySet[Any]:
    """Revenue of the projects this person may see."""
    rows = RevenueEntry.objects.visible_to(user).select_related("project__customer", "project__owner", "recognised_by")
    return rows if allowed(user, permissions.VIEW_REVENUE) else rows.none()


def of_contract(contract: Contract) -> models.QuerySet[Any]:
    """A contract's receivables in the order of its plan, closed ones at the end."""
    return contract.receivables.order_by(F("closed_on").asc(nulls_first=True), "position", "pk")


def candidates(receipt: Receipt) -> models.QuerySet[Any]:
    """The open receivables of the customer who paid, oldest due first, those that wait for their event at the end."""
    rows = Receivable.objects.filter(contract__customer=receipt.customer_id, open_amount__gt=0)
    return rows.select_related("contract").order_by(
        F("due_on").asc(nulls_last=True), "contract__registered_at", "contract_id", "position"
    )


def allocations_of(contract: Contract, user: User) -> list[Any]:
    """What was matched to a contract's receivables, newest first; `may_open` says whether the receipt may be seen."""
    rows = Allocation.objects.filter(receivable__contract=contract)
    return with_receipts(rows, user)


def with_receipts(rows: models.QuerySet[Any], user: User) -> list[Any]:
    """These matches, newest first, with what took them back and whether this person may open their receipt."""
    found = list(rows.select_related("receipt", "receivable", "reversed_by", "created_by").order_by("-pk"))
    seen = Receipt.objects.visible_to(user).filter(pk__in={row.receipt_id for row in found})
    open_ones = set(seen.values_list("pk", flat=True))
    for row in found:
        row.may_open = row.receipt_id in open_ones
    return found


def visible_allocations(user: User) -> models.QuerySet[Any]:
    """Matches on receivables this person may see: a receipt may also pay contracts that are not his business."""
    rows = Allocation.objects.visible_to(user)
    return rows if allowed(user, permissions.VIEW) else rows.none()


def listed_allocations(user: User) -> models.QuerySet[Any]:
    """Matches, and what took them back, on the receivables this person may see."""
    return visible_allocations(user).select_related("receipt")
