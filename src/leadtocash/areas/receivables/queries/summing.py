"""Sums of money: ageing, collection rate, how a contract stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.receivables import limits, rules
from leadtocash.areas.receivables.models import Receivable
from leadtocash.areas.receivables.queries.listing import listed_receipts, listed_receivables, of_contract
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web import formats

State = Receivable.State


@dataclass(frozen=True)
class Ageing:
    """One bucket: its key ("waiting", "not_due", "1-30"…), the open amount in yuan, how many receivables."""

    key: str
    amount: Decimal
    count: int


def ageing(user: User, today: date) -> list[Ageing]:
    """What is still owed by age, over everything this person may see; the last one is advance on account."""
    conditions = bucket_conditions(today)
    sums: dict[str, Any] = {}
    for place, condition in enumerate(conditions.values()):
        sums[f"sum_{place}"] = Sum("open_amount", filter=condition, default=ZERO)
        sums[f"count_{place}"] = Count("pk", filter=condition)
    found = listed_receivables(user).filter(open_amount__gt=0).order_by().aggregate(**sums)
    buckets = [Ageing(key, found[f"sum_{n}"], found[f"count_{n}"]) for n, key in enumerate(conditions)]
    kept = listed_receipts(user).filter(advance__gt=0).order_by().aggregate(sum=Sum("advance"), count=Count("pk"))
    return [*buckets, Ageing("advance", kept["sum"] or ZERO, kept["count"])]


def bucket_conditions(today: date) -> dict[str, Q]:
    """The ageing buckets as conditions on open receivables; the same borders as `rules.age_bucket`."""
    conditions = {"waiting": Q(due_on=None), "not_due": Q(due_on__gte=today)}
    low = 1
    for high in rules.plan.BUCKETS:
        newest, oldest = today - timedelta(days=low), today - timedelta(days=high)
        conditions[f"{low}-{high}"] = Q(due_on__lte=newest, due_on__gte=oldest)
        low = high + 1
    conditions[f"{low}-"] = Q(due_on__lt=today - timedelta(days=low - 1))
    return conditions


@dataclass(frozen=True, kw_only=True)
class Collection:
    """How well one account manager's money comes in; yuan with tax, as of one day.

    contracted: all that is or was owed; due: what fell due up to the day; received_due: received of that; received:
    everything received, paid early included.
    """

    owner_id: int
    name: str
    department: str
    contracted: Decimal
    due: Decimal
    received_due: Decimal
    received: Decimal

    @property
    def overdue(self) -> Decimal:
        return self.due - self.received_due

    @property
    def rate(self) -> Decimal | None:
        """The collection rate as a ratio: received of what fell due; None while nothing is due."""
        return (self.received_due / self.due).quantize(Decimal("0.0001")) if self.due else None


def collection(user: User, today: date) -> list[Collection]:
    """The collection rate per account manager over the contracts this person may see (FIN-5)."""
    fell_due = Q(due_on__lte=today)
    rows = (
        listed_receivables(user)
        .filter(closed_on=None)
        .order_by()
        .values("contract__owner", "contract__owner__name", "contract__department__name")
        .annotate(
            contracted=Sum("amount"),
            due=Sum("amount", filter=fell_due, default=ZERO),
            received_due=Sum("received", filter=fell_due, default=ZERO),
            money=Sum("received"),
        )
        .order_by("contract__department__name", "contract__owner__name", "contract__owner")
    )
    return [
        Collection(
            owner_id=row["contract__owner"],
            name=row["contract__owner__name"],
            department=row["contract__department__name"],
            contracted=row["contracted"],
            due=row["due"],
            received_due=row["received_due"],
            received=row["money"],
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class MoneyState:
    """How a contract's money stands: for its tab and the cancellation form (S0 2.7). Yuan with tax."""

    amount: Decimal
    received: Decimal
    open_amount: Decimal


def state_of_money(contract_id: int) -> MoneyState:
    """The state of a contract's money; `amount` without what was closed. A contract without receivables gives zeros."""
    sums = Receivable.objects.filter(contract=contract_id).aggregate(
        amount=Sum("amount", filter=Q(closed_on=None), default=ZERO),
        received=Sum("received", default=ZERO),
        open_amount=Sum("open_amount", default=ZERO),
    )
    return MoneyState(**sums)


def money_bar(contract: Contract, today: date) -> dict[str, Any] | None:
    """The bar of a contract's payment plan: paid, due, later, in the order of the plan; None without receivables.

    Amounts in ten thousands of yuan; due: the day is fixed and near.
    """
    rows = [r for r in of_contract(contract) if not r.closed_on]
    total = sum((r.amount for r in rows), ZERO)
    if not total:
        return None
    near = days.add(today, number(limits.NEAR))
    received = sum((r.received for r in rows), ZERO)
    return {
        "title": _("Contract %(sum)s") % {"sum": formats.wan(total)},
        "note": _("received %(sum)s, %(share)s")
        % {"sum": formats.wan(received), "share": formats.pct(received / total, 0)},
        "parts": list(_parts(rows, total, today, near)),
    }


def _parts(rows: Iterable[Receivable], total: Decimal, today: date, near: date) -> Iterable[dict[str, Any]]:
    for row in rows:
        label = SHORT[row.event]()
        if row.received:
            yield _part(label, row.received, total, "paid")
            label = _("rest")
        if row.open_amount:
            late, soon = row.due_on and row.due_on < today, row.due_on and row.due_on <= near
            yield _part(label, row.open_amount, total, "over" if late else "due" if soon else "later")


def _part(label: str, amount: Decimal, total: Decimal, state: str) -> dict[str, Any]:
    return {"label": label, "amount": formats.in_wan(amount), "ratio": amount / total, "state": state}


SHORT: dict[str, Callable[[], str]] = {
    Receivable.Event.SIGNING: lambda: _("advance"),
    Receivable.Event.BEFORE_DELIVERY: lambda: _("before delivery"),
    Receivable.Event.RECEIPT: lambda: _("on receipt"),
    Receivable.Event.ACCEPTANCE: lambda: _("on acceptance"),
    Receivable.Event.WARRANTY_END: lambda: _("retention"),
}
