"""Lists: deals to look at, managers' numbers, targets."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.queries import COMPUTED
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Money, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty, Primary
from leadtocash.insight.forecast import permissions, watching
from leadtocash.insight.forecast.models import Call, Target
from leadtocash.insight.forecast.scopes import FILTERS


def _narrow(key: str, rows: Any, person: Any, today: Any) -> Any:
    return watching.watched(rows, today, *([key] if key else []))


WATCH = ListPage(
    name="forecast_watch",
    title=_("Deals to look at"),
    rows=watching.open_seen,
    computed=COMPUTED,
    order="-amount",
    search=("name__zh", "number__zh", "customer__name__zh"),
    search_hint=_("Name, number or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="name", label=_("Opportunity"), order="name", slot="a"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="c"),
        Column(
            key="why", label=_("Why look at it"), slot="f",
            value=lambda deal: joined(watching.reasons_of(deal, localdate())),
        ),
        Column(key="amount", label=_("Amount"), kind="wan", order="amount", slot="b", total=True),
        Column(key="stage", label=_("Stage"), value=lambda deal: str(deal.stage), order="stage__position", slot="e"),
        Column(key="percent", label=_("Chance %"), kind="number", order="percent"),
        Column(key="chance", label=_("Learnt chance %"), kind="number", order="chance"),
        Column(
            key="category", label=_("Forecast"), order="category",
            value=lambda deal: Opportunity.Forecast(deal.category).label,
        ),
        Column(
            key="expected_close_on", label=_("Expected signing"), kind="date", order="expected_close_on", slot="d"
        ),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name"),
        Column(key="slips", label=_("Signing put off"), kind="number", order="slips", extra=True),
        Column(key="slipped_days", label=_("Put off by days"), kind="number", order="slipped_days", extra=True),
        Column(key="next_step", label=_("Next step"), extra=True),
    ],
    filters=[
        *FILTERS,
        Choice(name="category", label=_("Forecast"), options=Opportunity.Forecast.choices),
        Money(name="amount", label=_("Amount")),
        DateRange(name="expected_close_on", label=_("Expected signing"), ahead=True),
    ],
    views=[
        View(key="any", label=_("To look at"), narrow=partial(_narrow, "")),
        *(View(key=key, label=one.label, narrow=partial(_narrow, key)) for key, one in watching.REASONS.items()),
    ],
    empty=Empty(title=_("Nothing to look at"), text=_("Open deals that stall, slip or look too good stand here.")),
)  # fmt: skip


def _of_month(model: Any) -> Any:
    return lambda person: model.objects.visible_to(person).select_related("department", "person", "created_by")


_COLUMNS = [
    Column(key="month", label=_("Month"), value=lambda one: f"{one.month:%Y-%m}", order="month", slot="a"),
    Column(key="person", label=_("Account manager"), value="person.name", kind="person", order="person__name"),
    Column(key="department", label=_("Department"), value="department.name", order="department__path", slot="c"),
    Column(key="amount", label=_("Amount"), kind="wan", order="amount", slot="b"),
    Column(key="reason", label=_("Reason"), slot="f"),
    Column(key="created_by", label=_("Entered by"), value="created_by.name", kind="person", slot="e"),
    Column(key="created_at", label=_("Entered at"), kind="datetime", order="created_at", slot="d"),
    Column(
        key="is_latest", label=_("State"),
        tag=lambda one: ("done", _("Counts")) if one.is_latest else ("void", _("Replaced")),
    ),
]  # fmt: skip
_FILTERS = [
    Person(name="person", label=_("Account manager"), field="person_id"),
    Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
    DateRange(name="month", label=_("Month"), ahead=True),
    Flag(name="is_latest", label=_("Counts")),
]

CALLS = ListPage(
    name="forecast_calls",
    title=_("Managers' numbers"),
    rows=_of_month(Call),
    order="-created_at",
    columns=_COLUMNS,
    filters=_FILTERS,
    primary=Primary(
        label=_("Enter a number"), url_name="forecast:new-call",
        may=lambda person: allowed(person, permissions.CALL),
    ),
    empty=Empty(
        title=_("No manager's number yet"),
        text=_("A manager who expects more or less than the forecast says puts his number and the reason beside it."),
    ),
)  # fmt: skip

TARGETS = ListPage(
    name="forecast_targets",
    title=_("Sales targets"),
    rows=_of_month(Target),
    order="-month",
    columns=_COLUMNS,
    filters=_FILTERS,
    views=[
        View(key="any", label=_("Counts"), narrow=lambda rows, person, today: rows.filter(is_latest=True)),
        View(key="all", label=_("With what they were before"), narrow=lambda rows, person, today: rows),
    ],
    primary=Primary(
        label=_("Set a target"), url_name="forecast:new-target",
        may=lambda person: allowed(person, permissions.TARGET),
    ),
    empty=Empty(
        title=_("No target yet"),
        text=_("What people or departments are to sign in a month stands here; the forecast then shows the gap."),
    ),
)  # fmt: skip
