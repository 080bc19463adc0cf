"""The payment plan: when a part of it falls due, how it stands, how it fits a changed contract (FIN-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from leadtocash.areas.contracts.models import PaymentTerm
from leadtocash.areas.receivables.models import Receivable

State = Receivable.State
Event = PaymentTerm.Event
#: the tone in which pages show a state
TONES = {
    State.WAITING: "idle",
    State.DUE: "doing",
    State.OVERDUE: "late",
    State.PART_PAID: "wait",
    State.PAID: "done",
    State.CLOSED: "void",
}
#: upper ends of the ageing buckets in days overdue; what is older falls into the last, open one
BUCKETS = (30, 60, 90)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What has happened to a contract and its projects; None: not yet (or not known).

    warranty_until: the last day of the longest warranty of what was signed for.
    """

    signed_on: date | None = None
    delivery_on: date | None = None
    arrived_on: date | None = None
    signed_off_on: date | None = None
    accepted_on: date | None = None
    acceptance_needed: bool = False
    warranty_until: date | None = None


def event_on(event: str, facts: Facts) -> date | None:
    """The day a term's event happened; None while it is waited for (S3 4.6, 4.10, 4.14).

    Before delivery: the planned delivery, replaced by the day the goods are really there. Acceptance: the sign-off
    where the contract asks for no acceptance.
    """
    if event == Event.SIGNING:
        return facts.signed_on
    if event == Event.BEFORE_DELIVERY:
        return facts.arrived_on or facts.delivery_on
    if event == Event.RECEIPT:
        return facts.signed_off_on
    if event == Event.ACCEPTANCE:
        return facts.accepted_on if facts.acceptance_needed else facts.signed_off_on
    return facts.warranty_until


def due_on(event_day: date | None, days_after: int) -> date | None:
    """The due date: so many calendar days after the event."""
    return event_day + timedelta(days=days_after) if event_day else None


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def warranty_end(signed_on: date | None, years: Iterable[int | None]) -> date | None:
    """The end of the longest warranty from the sign-off; None without sign-off or where no line says its years."""
    known = [year for year in years if year is not None]
    return add_years(signed_on, max(known)) if signed_on and known else None


def state_of(receivable: Receivable, today: date) -> State:
    """How a receivable stands on that day. Overdue goes before partly received: what is late shows as late."""
    if receivable.received == receivable.amount:
        return State.PAID
    if receivable.closed_on:
        return State.CLOSED
    if receivable.due_on and receivable.due_on < today:
        return State.OVERDUE
    if receivable.received:
        return State.PART_PAID
    return State.DUE if receivable.due_on else State.WAITING


def age_bucket(due: date | None, today: date) -> str:
    """The ageing bucket: "waiting", "not_due", then by days overdue "1-30", "31-60", "61-90", "91-"."""
    if due is None:
        return "waiting"
    late = (today - due).days
    if late <= 0:
        return "not_due"
    low = 1
    for high in BUCKETS:
        if late <= high:
            return f"{low}-{high}"
        low = high + 1
    return f"{low}-"


class Placed(Protocol):
    """A part of a plan: which event, at which place, how much."""

    event: str
    position: int
    amount: Decimal


E = TypeVar("E", bound=Placed)
T = TypeVar("T", bound=Placed)


def fit(existing: Sequence[E], terms: Sequence[T]) -> tuple[list[tuple[E, T]], list[E], list[T]]:
    """Which receivable becomes which term of the plan in force: pairs, receivables left over, terms still without one.

    Same event and place first, then the same event in order. Another event is never taken for this one: money
    promised for signing is not money promised for acceptance.
    """
    pairs: list[tuple[E, T]] = []
    left, wanted = list(existing), list(terms)
    for by_place in (True, False):
        for term in list(wanted):
            found = next(
                (r for r in left if r.event == term.event and (not by_place or r.position == term.position)), None
            )
            if found is not None:
                pairs.append((found, term))
                left.remove(found)
                wanted.remove(term)
    return pairs, left, wanted
