"""The lists of visits and of commitments, for page, export and API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.words import hours_of, tag_of
from leadtocash.foundation.access.gate import allowed, allowed_of
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Person, Relation, Text, View
from leadtocash.foundation.web.lists.modes import Calendar, Day
from leadtocash.foundation.web.lists.page import Beside, Empty, Primary

State = Visit.State


def _moves(rows: Sequence[Any], person: Any) -> dict[int, str]:
    planned = [row for row in rows if row.state == State.PLANNED]
    return {row.pk: reverse("visits:day", args=[row.pk]) for row in allowed_of(person, permissions.EDIT, planned)}


def _this_week(rows: Any, person: Any, today: date) -> Any:
    monday = today - timedelta(days=today.weekday())
    return rows.filter(queries.led_or_joined(person), day__range=(monday, monday + timedelta(days=6)))


VISITS = ListPage(
    name="visits",
    title=_("Visits"),
    rows=queries.seen,
    order="-day",
    calendar=Calendar(
        days=[Day(field="day", label=_("Day"), tone=lambda row, today: tag_of(row, today)[0], move=_moves)],
        title="customer", sub=("hours", "purpose"),
    ),
    besides=[
        Beside(key="route", label=_("Route of the day"), icon="map-pin", url_name="visits:route"),
        Beside(key="commitments", label=_("Commitments"), icon="checklist", url_name="visits:commitments"),
    ],
    search=("purpose__zh", "number__zh", "customer__name__zh"),
    search_hint=_("Purpose, number or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="purpose", label=_("Purpose"), kind="link", order="purpose", slot="c"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="a"),
        Column(key="kind", label=_("Kind"), value="get_kind_display", order="kind", slot="e"),
        Column(key="state", label=_("State"), order="state", slot="b",
               tag=lambda v: tag_of(v, localdate())),
        Column(key="day", label=_("Day"), kind="date", order="day", slot="d"),
        Column(key="hours", label=_("Time"), value=hours_of),
        Column(key="owner", label=_("Led by"), value="owner.name", kind="person", order="owner__name", slot="f"),
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name"),
        Column(key="next_step", label=_("Next step")),
        Column(key="next_step_on", label=_("Next step on"), kind="date", order="next_step_on", extra=True),
        Column(key="place", label=_("Meeting place"), extra=True),
        Column(key="said", label=_("What was said"), extra=True),
        Column(key="minutes_due_on", label=_("Minutes due on"), kind="date", order="minutes_due_on", extra=True),
        Column(key="minutes_at", label=_("Minutes written at"), kind="datetime", order="minutes_at", extra=True),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
        Column(key="cancel_reason", label=_("Why cancelled"), extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="kind", label=_("Kind"), options=Visit.Kind.choices),
        DateRange(name="day", label=_("Day"), ahead=True, pending=Q(state=State.PLANNED)),
        Person(name="owner", label=_("Led by"), field="owner_id"),
        Person(name="along", label=_("Goes along"), field="people", many=True),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Relation(
            name="opportunity", label=_("Opportunity"), field="opportunity_id", picks="opportunities.opportunity",
            nullable=True,
        ),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Flag(name="without_minutes", label=_("Without minutes"), condition=queries.OWED),
        DateRange(name="minutes_due_on", label=_("Minutes due on"), ahead=True, pending=queries.OWED),
        DateRange(name="next_step_on", label=_("Next step on"), ahead=True),
        Text(name="purpose", label=_("Purpose")),
        Text(name="place", label=_("Meeting place")),
    ],
    views=[
        View(
            key="mine", label=_("Mine ahead"),
            narrow=lambda rows, person, today: queries.ahead(rows, today).filter(queries.led_or_joined(person)),
        ),
        View(key="week", label=_("Mine this week"), narrow=_this_week),
        View(
            key="unrecorded", label=_("To be recorded"),
            narrow=lambda rows, person, today: queries.unrecorded(rows, today),
        ),
        View(
            key="owed", label=_("Minutes missing"), narrow=lambda rows, person, today: queries.owed(rows),
        ),
        View(key="ahead", label=_("All ahead"), narrow=lambda rows, person, today: queries.ahead(rows, today)),
    ],
    primary=Primary(label=_("Log"), url_name="visits:log", may=lambda person: allowed(person, permissions.EDIT)),
    empty=Empty(
        title=_("No visit yet"),
        text=_("Plan the next visit, or log the call you have just made: what was said is found again with the deal."),
    ),
)  # fmt: skip


def _commitment_tag(one: Commitment) -> tuple[str, str]:
    if one.kept_on is not None:
        return "done", gettext("Kept")
    if one.due_on is not None and one.due_on < localdate():
        return "late", gettext("Overdue")
    return "wait", gettext("Still open")


OPEN = Q(kept_on=None)
COMMITMENTS = ListPage(
    name="commitments",
    title=_("Commitments"),
    rows=queries.commitments,
    order="-due_on",
    search=("what__icontains", "who__icontains", "visit__customer__name__zh"),
    search_hint=_("What is promised, by whom or customer"),
    columns=[
        Column(key="what", label=_("What is promised"), kind="link", slot="a"),
        Column(key="party", label=_("Party"), value="get_party_display", order="party", slot="c"),
        Column(key="who", label=_("Who"), slot="e"),
        Column(key="due_on", label=_("Until"), kind="date", order="due_on", slot="d"),
        Column(key="state", label=_("State"), tag=_commitment_tag, slot="b"),
        Column(key="customer", label=_("Customer"), value="visit.customer.name", order="visit__customer__name"),
        Column(key="visit", label=_("visit number"), value="visit.number", kind="code"),
        Column(key="opportunity", label=_("Opportunity"), value="visit.opportunity.name", extra=True),
        Column(key="owner", label=_("Led by"), value="visit.owner.name", kind="person", order="visit__owner__name",
               slot="f"),
        Column(key="kept_on", label=_("Kept on"), kind="date", order="kept_on", extra=True),
    ],
    filters=[
        Choice(name="party", label=_("Party"), options=Commitment.Party.choices),
        Flag(name="open", label=_("Still open"), condition=OPEN),
        DateRange(name="due_on", label=_("Until"), ahead=True, pending=OPEN),
        Relation(name="customer", label=_("Customer"), field="visit__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Led by"), field="visit__owner_id"),
    ],
    views=[
        View(
            key="ours", label=_("Ours, open"),
            narrow=lambda rows, person, today: rows.filter(OPEN, party=Commitment.Party.OURS),
        ),
        View(
            key="theirs", label=_("The customer's, open"),
            narrow=lambda rows, person, today: rows.filter(OPEN, party=Commitment.Party.THEIRS),
        ),
        View(
            key="late", label=_("Overdue"),
            narrow=lambda rows, person, today: rows.filter(OPEN, due_on__lt=today),
        ),
    ],
    empty=Empty(
        title=_("No commitment yet"),
        text=_("What somebody promises at a visit is written into its minutes, with who and until when."),
    ),
)  # fmt: skip
