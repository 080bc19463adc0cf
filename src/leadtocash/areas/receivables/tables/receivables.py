"""The list of receivables: what waits, what is due, what is late, by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.areas.receivables import limits, queries, rules
from leadtocash.areas.receivables.models import Receivable
from leadtocash.areas.receivables.queries import bucket_conditions
from leadtocash.foundation.calendar import days
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Money, Person, Relation, View
from leadtocash.foundation.web.lists.filters import Params
from leadtocash.foundation.web.lists.modes import Board, Calendar, Day, Lane
from leadtocash.foundation.web.lists.page import Empty

State = Receivable.State
BUCKET_WORDS = {
    "waiting": gettext_lazy("Waiting for their event"),
    "not_due": gettext_lazy("Not yet due"),
    "1-30": gettext_lazy("1 to 30 days overdue"),
    "31-60": gettext_lazy("31 to 60 days overdue"),
    "61-90": gettext_lazy("61 to 90 days overdue"),
    "91-": gettext_lazy("More than 90 days overdue"),
    "advance": gettext_lazy("Advance on account"),
}


@dataclass(frozen=True, kw_only=True)
class Age(Choice):
    """Open receivables of one ageing bucket or several."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        conditions = bucket_conditions(timezone.localdate())
        chosen = [conditions[key] for key in self.chosen(params, person)]
        if not chosen:
            return rows
        wanted = models.Q()
        for condition in chosen:
            wanted |= condition
        return rows.filter(wanted, open_amount__gt=0)


def _age(row: Receivable) -> str:
    """Days overdue, or working days left when the day is near; an age in plain days, a limit in working days."""
    today = timezone.localdate()
    if not row.open_amount or row.due_on is None:
        return ""
    late = (today - row.due_on).days
    if late > 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", late) % {"n": late}
    near = number(limits.NEAR)
    left = days.between(today, row.due_on) if -late <= 2 * near + 10 else near + 1
    if left > near:
        return ""
    return _("%(days)s left") % {"days": formats.working_days(left)}


def _tag(row: Receivable) -> tuple[str, Any]:
    state = rules.state_of(row, timezone.localdate())
    return rules.TONES[state], state.label


def _open(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(open_amount__gt=0)


def _near(rows: models.QuerySet[Any], person: Any, today: date) -> models.QuerySet[Any]:
    return _open(rows).filter(due_on__gte=today, due_on__lte=days.add(today, number(limits.NEAR)))


def _lanes(_person: Any, _value: str) -> list[Lane]:
    """The states of what is still owed; the same borders as `rules.state_of`."""
    today = timezone.localdate()
    not_late = models.Q(due_on=None) | models.Q(due_on__gte=today)
    wheres = {
        State.WAITING: models.Q(due_on=None, received=0),
        State.DUE: models.Q(due_on__gte=today, received=0),
        State.PART_PAID: not_late & models.Q(received__gt=0),
        State.OVERDUE: models.Q(due_on__lt=today),
    }
    return [Lane(key=str(state), label=state.label, where=where) for state, where in wheres.items()]


BOARD = Board(
    lanes=_lanes, title="customer", sub="contract", money="open_amount", day="due_on", foot=("age", "owner"),
    order="due_on", late=lambda row, today: row.due_on is not None and row.due_on < today,
    only=lambda rows, person, today: _open(rows),
    note=gettext_lazy("Events and money received move a receivable on; open it to see what it waits for."),
)  # fmt: skip
CALENDAR = Calendar(
    days=[
        Day(field="due_on", label=gettext_lazy("Due date"),
            tone=lambda row, today: rules.TONES[rules.state_of(row, today)]),
    ],
    title="customer", sub=("open_amount", "contract"),
)  # fmt: skip
RECEIVABLES = ListPage(
    name="receivables",
    title=gettext_lazy("Receivables"),
    rows=queries.listed_receivables,
    board=BOARD,
    calendar=CALENDAR,
    order="due_on",
    search=(
        "contract__customer__name__icontains",
        "contract__number__istartswith",
        "contract__project_code__istartswith",
    ),
    search_hint=gettext_lazy("Customer, contract or project code"),
    columns=[
        Column(
            key="contract", label=gettext_lazy("Contract"), value="contract.shown_number", kind="code",
            order="contract__number", slot="c",
        ),
        Column(
            key="customer", label=gettext_lazy("Customer"), value="contract.customer.name", kind="link",
            order="contract__customer__name", slot="a",
        ),
        Column(key="event", label=gettext_lazy("Falls due"), value="get_event_display", order="event"),
        Column(key="due_on", label=gettext_lazy("Due date"), kind="date", order="due_on", slot="e"),
        Column(key="age", label=gettext_lazy("Clock"), value=_age, slot="f"),
        Column(key="amount", label=gettext_lazy("Owed"), kind="money", order="amount", total=True),
        Column(key="received", label=gettext_lazy("Received"), kind="money", order="received", total=True),
        Column(
            key="open_amount", label=gettext_lazy("Still owed"), kind="money", order="open_amount", total=True,
            slot="d",
        ),
        Column(key="state", label=gettext_lazy("State"), tag=_tag, slot="b"),
        Column(key="owner", label=gettext_lazy("Account manager"), value="contract.owner.name", kind="person"),
        Column(
            key="department", label=gettext_lazy("Department"), value="contract.department.name", extra=True
        ),
        Column(key="event_on", label=gettext_lazy("Event on"), kind="date", order="event_on", extra=True),
        Column(key="percent", label=gettext_lazy("Share %"), kind="number", order="percent", extra=True),
        Column(key="closed_on", label=gettext_lazy("Settled on"), kind="date", order="closed_on", extra=True),
    ],
    filters=[
        Age(name="age", label=gettext_lazy("Age"), options=list(BUCKET_WORDS.items())[:-1]),
        Choice(name="event", label=gettext_lazy("Falls due"), options=Receivable.Event.choices),
        Relation(
            name="customer", label=gettext_lazy("Customer"), field="contract__customer_id", picks="customers.customer"
        ),
        Relation(
            name="contract", label=gettext_lazy("Contract"), field="contract_id", picks="contracts.contract"
        ),
        Person(name="owner", label=gettext_lazy("Account manager"), field="contract__owner_id"),
        Relation(
            name="department", label=gettext_lazy("Department"), field="contract__department_id",
            picks="accounts.department",
        ),
        DateRange(
            name="due_on", label=gettext_lazy("Due date"), ahead=True, pending=models.Q(open_amount__gt=0)
        ),
        Money(name="open_amount", label=gettext_lazy("Still owed")),
        DateRange(name="closed_on", label=gettext_lazy("Settled on")),
    ],
    views=[
        View(
            key="waiting", label=gettext_lazy("Event to come"),
            narrow=lambda rows, person, today: _open(rows).filter(due_on=None),
        ),
        View(key="near", label=gettext_lazy("Due soon"), narrow=_near),
        View(
            key="due", label=gettext_lazy("Due, not received"),
            narrow=lambda rows, person, today: _open(rows).filter(due_on__lte=today),
        ),
        View(
            key="overdue", label=gettext_lazy("Past due"),
            narrow=lambda rows, person, today: _open(rows).filter(due_on__lt=today),
        ),
        View(
            key="paid", label=gettext_lazy("Received in full"),
            narrow=lambda rows, person, today: rows.filter(received=models.F("amount")),
        ),
    ],
    empty=Empty(
        title=gettext_lazy("Nothing to collect yet"),
        text=gettext_lazy("Receivables come from the payment plan when a contract is registered."),
    ),
)  # fmt: skip
