"""The opportunity list, for page, export and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market import queries as market
from leadtocash.areas.opportunities import figures, permissions, queries, requested
from leadtocash.areas.opportunities.filters import Reached
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import allowed, allowed_of
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.lists import (
    Choice,
    Column,
    DateRange,
    Flag,
    ListPage,
    Money,
    Person,
    Range,
    Relation,
    Text,
    View,
)
from leadtocash.foundation.web.lists.modes import Board, Calendar, Day, Lane
from leadtocash.foundation.web.lists.page import Beside, Bulk, Empty, Primary

STATES = {
    Opportunity.State.OPEN: "doing",
    Opportunity.State.WON: "done",
    Opportunity.State.LOST: "void",
}
OPEN_STATE = Opportunity.State.OPEN
OPEN = Q(state=OPEN_STATE)
MOST_SEGMENTS = 7
LONGEST_NAME = 18


class StageBar(str):
    """The stage's name; on a page with its place in the method as a small bar before it."""

    __slots__ = ("reached", "whole")
    reached: int
    whole: int

    def __html__(self) -> SafeString:
        cells = (("o" if place < self.reached else "",) for place in range(min(self.whole, MOST_SEGMENTS)))
        bar = format_html_join("", '<i class="{}"></i>', cells)
        return format_html('<span class="lc-mini" aria-hidden="true">{}</span>{}', bar, str.__str__(self))


class Name(str):
    """A name, on a page cut to what a column holds; whole in exports."""

    __slots__ = ()

    def __html__(self) -> SafeString:
        whole = str.__str__(self)
        return format_html("{}", whole if len(whole) <= LONGEST_NAME else f"{whole[: LONGEST_NAME - 1]}…")


def stage_bar(opportunity: Any) -> str:
    """The stage, of a closed one how it ended."""
    if opportunity.state != Opportunity.State.OPEN:
        return str(opportunity.get_state_display())
    bar = StageBar(opportunity.stage)
    bar.reached, bar.whole = opportunity.stage.position, opportunity.stages
    return bar


def days_in_stage(opportunity: Opportunity, today: date | None = None) -> int | None:
    """Days in the present stage; None for a closed one."""
    if opportunity.state != Opportunity.State.OPEN:
        return None
    return ((today or localdate()) - opportunity.stage_since).days


def next_step(opportunity: Opportunity) -> str:
    """The planned day and what is to be done."""
    day, what = opportunity.next_step_on, opportunity.next_step
    return f"{formats.short_date(day, today=localdate())} {what}" if what and day else what


def buyer_step(opportunity: Opportunity) -> str:
    """Where its buyer is, as far as is known."""
    stage = opportunity.buyer_stage
    return (stage.buyer_step or str(stage)) if stage is not None else ""


def _stages(person: Any) -> list[tuple[str, Any]]:
    groups = queries.stages_by_method()
    return [(str(pk), f"{method} · {name}") for method, stages in groups for pk, name in stages]


def _reasons(person: Any) -> list[tuple[str, Any]]:
    return [(one.code, str(one)) for one in market.reasons(person)]


def _methods(_person: Any) -> list[tuple[str, Any]]:
    return [(method.code, str(method)) for method in queries.methods()]


def _lanes(_person: Any, method: str) -> list[Lane]:
    """The stages of a method."""
    return [
        Lane(key=str(stage.pk), label=str(stage), note=f"{stage.probability}%", where=Q(stage__in=namesakes))
        for stage, namesakes in queries.lanes(method)
    ]


def _moves(noun: str) -> Any:
    """Where the rows one may change are moved: by posting on this noun of them."""

    def moves(rows: Sequence[Any], person: Any) -> dict[int, str]:
        mine = allowed_of(person, permissions.EDIT, rows)
        return {row.pk: reverse(f"opportunities:{noun}", args=[row.pk]) for row in mine if row.state == OPEN_STATE}

    return moves


def _late(row: Any, today: date) -> bool:
    return row.state == OPEN_STATE and row.expected_close_on is not None and row.expected_close_on < today


def _known_sums(one: Any, method: str, lanes: Sequence[Lane]) -> dict[str, dict[str, Any]] | None:
    """The sums of the lanes from the kept figures, where nothing but what they know narrows the list."""
    known = {"method", "as", "ordering", "cursor", "columns", *(n for f in FIGURE_FILTERS for n in f.names())}
    if set(one.params) - known or {"stage", "state"} & set(one.params):
        return None
    asked = {key: value for key, value in one.params.items() if key in ("owner", "department")}
    found = figures_of({**asked, "state": OPEN_STATE.value}, one.person)
    namesakes = {str(stage.pk): pks for stage, pks in queries.lanes(method)}
    told = {}
    for lane in lanes:
        within = sum((sums for (stage, _m), sums in found.items() if stage in namesakes[lane.key]), figures.NOTHING)
        told[lane.key] = {"count": within.count, "total": within.amount, "second": within.weighted}
    return told


BOARD = Board(
    lanes=_lanes, switch="method", title="name", sub="customer", money="amount", second="weighted",
    known=_known_sums, day="expected_close_on",
    foot=(lambda row, today: formats.age_days(days_in_stage(row, today), today=today), "owner"),
    late=_late, order="-amount", move=_moves("stage"),
    only=lambda rows, person, today: queries.still_open(rows),
)  # fmt: skip
CALENDAR = Calendar(
    days=[
        Day(
            field="expected_close_on", label=_("Expected signing"), move=_moves("closing"),
            tone=lambda row, today: "late" if _late(row, today) else STATES[row.state],
        ),
        Day(
            field="next_step_on", label=_("Next step"),
            tone=lambda row, today: "late" if row.state == OPEN_STATE and row.next_step_on < today else "wait",
        ),
    ],
    title="name", sub=("customer", "amount"),
)  # fmt: skip
OPPORTUNITIES = ListPage(
    name="opportunities",
    title=_("Opportunities"),
    rows=queries.seen,
    computed=queries.COMPUTED,
    board=BOARD,
    calendar=CALENDAR,
    besides=[
        Beside(key="pipeline", label=_("Pipeline"), icon="chart-funnel", url_name="opportunities:pipeline"),
        Beside(key="waivers", label=_("Gate waivers"), icon="shield-off", url_name="opportunities:waivers"),
    ],
    order="-updated_at",
    search=("name__zh", "number__zh", "customer__name__zh"),
    search_hint=_("Name, number or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(
            key="name", label=_("Opportunity"), kind="html", value=lambda o: Name(o.name), order="name", slot="a"
        ),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="c"),
        Column(key="stage", label=_("Stage"), kind="html", value=stage_bar, order="stage__position", slot="e"),
        Column(key="amount", label=_("Amount"), kind="wan", order="amount", slot="b", total=True),
        Column(key="percent", label=_("Chance %"), kind="number", order="percent"),
        Column(key="chance", label=_("Learnt chance %"), kind="number", order="chance", extra=True),
        Column(
            key="category", label=_("Forecast"), order="category", extra=True,
            value=lambda o: Opportunity.Forecast(o.category).label,
        ),
        Column(key="weighted", label=_("Weighted"), kind="wan", order="weighted", total=True),
        Column(
            key="expected_close_on", label=_("Expected signing"), kind="date", order="expected_close_on",
            slot="d",
        ),
        Column(key="days", label=_("Days in stage"), kind="number", value=days_in_stage, order="stage_since"),
        Column(key="next_step", label=_("Next step"), value=next_step, slot="f"),
        Column(key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name"),
        Column(
            key="state", label=_("State"), order="state", extra=True,
            tag=lambda o: (STATES[o.state], o.get_state_display()),
        ),
        Column(
            key="department", label=_("Department"), value="department.name", order="department__path", extra=True
        ),
        Column(
            key="industry", label=_("Industry of the customer"), value="customer.industry",
            order="customer__industry", extra=True,
        ),
        Column(key="slips", label=_("Signing put off"), kind="number", order="slips", extra=True),
        Column(key="slipped_days", label=_("Put off by days"), kind="number", order="slipped_days", extra=True),
        Column(key="next_step_on", label=_("Next step on"), kind="date", order="next_step_on", extra=True),
        Column(key="buyer_stage", label=_("The buyer is at"), value=buyer_step, extra=True),
        Column(key="buyer_since", label=_("Buyer there since"), kind="date", order="buyer_since", extra=True),
        Column(key="source", label=_("Source"), order="source", extra=True),
        Column(key="opened_on", label=_("Opened on"), kind="date", order="opened_on", extra=True),
        Column(key="closed_on", label=_("Closed on"), kind="date", order="closed_on", extra=True),
        Column(
            key="closed_for", label=_("Closing reason"), value=lambda o: o.closed_for and str(o.closed_for),
            order="closed_for__position", extra=True,
        ),
        Column(key="close_reason", label=_("Reason won or lost"), extra=True),
        Column(key="kept_until", label=_("Records kept until"), kind="date", order="kept_until", extra=True),
        Column(key="lost_to", label=_("Lost to"), value="lost_to.name", order="lost_to__name", extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=Opportunity.State.choices),
        Choice(name="method", label=_("Sales method"), field="method__code", options=_methods),
        Choice(name="stage", label=_("Stage"), field="stage_id", options=_stages),
        Reached(name="reached", label=_("Reached in the funnel"), options=queries.REACHED),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Relation(
            name="customer", label=_("Customer"), field="customer_id", picks="customers.customer", nullable=True
        ),
        Text(name="industry", label=_("Industry of the customer"), field="customer__industry"),
        Relation(
            name="product", label=_("Product"), field="lines__product_id", picks="products.product", many=True
        ),
        Money(name="amount", label=_("Amount")),
        DateRange(name="expected_close_on", label=_("Expected signing"), ahead=True, pending=OPEN),
        Choice(name="category", label=_("Forecast"), options=Opportunity.Forecast.choices),
        Range(name="slips", label=_("Signing put off")),
        Text(name="next_step", label=_("Next step")),
        DateRange(name="next_step_on", label=_("Next step on"), ahead=True, pending=OPEN),
        Flag(name="behind_buyer", label=_("Behind the buyer"), condition=queries.BEHIND_BUYER),
        Flag(name="ahead_of_buyer", label=_("Ahead of the buyer"), condition=queries.AHEAD_OF_BUYER),
        Flag(name="old_version", label=_("Follows an old version of its method"), condition=queries.OUTDATED),
        Text(name="source", label=_("Source")),
        DateRange(name="opened_on", label=_("Opened on")),
        DateRange(name="stage_since", label=_("In this stage since")),
        DateRange(name="closed_on", label=_("Closed on")),
        DateRange(name="kept_until", label=_("Records kept until"), ahead=True),
        Choice(name="closed_for", label=_("Closing reason"), field="closed_for__code", options=_reasons),
        Relation(
            name="rival", label=_("Rival in the deal"), field="rivals__competitor_id", picks="market.competitor",
            many=True,
        ),
        Relation(
            name="lost_to", label=_("Lost to"), field="lost_to_id", picks="market.competitor", nullable=True
        ),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(
            key="mine", label=_("Mine in progress"),
            narrow=lambda rows, person, today: queries.still_open(rows).filter(owner=person),
        ),
        View(
            key="quarter", label=_("To sign this quarter"),
            narrow=lambda rows, person, today: queries.to_sign_this_quarter(rows, today),
        ),
        View(
            key="stalled", label=_("Stalled 20 days or longer"),
            narrow=lambda rows, person, today: queries.stalled(rows, today),
        ),
        View(
            key="unplanned", label=_("Without next step"),
            narrow=lambda rows, person, today: queries.without_next_step(rows, today),
        ),
        View(
            key="overdue", label=_("Signing overdue"),
            narrow=lambda rows, person, today: queries.overdue(rows, today),
        ),
        View(
            key="behind", label=_("Behind the buyer"),
            narrow=lambda rows, person, today: rows.filter(queries.BEHIND_BUYER),
        ),
        View(key="won", label=_("Won"), narrow=lambda rows, person, today: rows.filter(state="won")),
        View(key="lost", label=_("Lost"), narrow=lambda rows, person, today: rows.filter(state="lost")),
    ],
    bulk=[
        Bulk(
            label=_("Assign"), icon="user-share", url_name="opportunities:bulk", query="?deed=assign", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
        Bulk(
            label=_("Move the expected signing"), icon="calendar-event", url_name="opportunities:bulk",
            query="?deed=closing", found=True, may=lambda person: allowed(person, permissions.EDIT),
        ),
        Bulk(
            label=_("Count in the forecast as"), icon="chart-line", url_name="opportunities:bulk",
            query="?deed=category", found=True, may=lambda person: allowed(person, permissions.EDIT),
        ),
        Bulk(
            label=_("Follow the new version of the method"), icon="versions", url_name="opportunities:bulk",
            query="?deed=version", found=True, may=lambda person: allowed(person, permissions.EDIT),
        ),
    ],
    primary=Primary(
        label=_("New opportunity"), url_name="opportunities:new",
        may=lambda person: allowed(person, permissions.EDIT),
    ),
    empty=Empty(
        title=_("No opportunity yet"),
        text=_("Open one as soon as a customer has a need, with the amount and the day you hope to sign."),
    ),
)  # fmt: skip

#: those filters of the list that the kept figures know as well
FIGURE_FILTERS = [one for one in OPPORTUNITIES.filters if one.name in ("state", "stage", "owner", "department")]


def figures_of(params: Mapping[str, str], person: Any) -> dict[figures.Cell, figures.Sums]:
    """Count, amount and weighted amount by stage and month of what the list shows under the same conditions.

    Raises ValidationError for values that cannot be understood. Other conditions than FIGURE_FILTERS are not heeded.
    """
    given = dict(params)
    used = [one for one in FIGURE_FILTERS if any(name in given for name in one.names())]

    def narrow(rows: QuerySet[Any]) -> QuerySet[Any]:
        for one in used:
            rows = one.narrow(rows, given, person)
        return rows

    return figures.by_stage_and_month(person, narrow, owners="owner" in given)


def _waiver_state(waiver: Any) -> tuple[str, str]:
    if waiver.withdrawn_at is not None:
        return "void", gettext("Withdrawn")
    return ("void", gettext("Over")) if waiver.until < localdate() else ("wait", gettext("Holds"))


WAIVERS = ListPage(
    name="waivers",
    title=_("Gate waivers"),
    rows=queries.waivers,
    order="-created_at",
    search=("opportunity__name__zh", "opportunity__number__zh"),
    search_hint=_("Opportunity"),
    columns=[
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name", slot="a"),
        Column(key="criterion", label=_("Criterion"), value=lambda one: str(one.criterion), slot="c"),
        Column(key="stage", label=_("Stage"), value=lambda one: str(one.criterion.stage), slot="e"),
        Column(key="reason", label=_("Reason"), slot="f"),
        Column(key="until", label=_("Until"), kind="date", order="until", slot="d"),
        Column(key="by", label=_("Granted by"), value="by.name", kind="person", order="by__name"),
        Column(key="created_at", label=_("Granted at"), kind="datetime", order="created_at"),
        Column(key="state", label=_("State"), tag=_waiver_state, slot="b"),
    ],
    filters=[
        Person(name="by", label=_("Granted by"), field="by_id"),
        Relation(
            name="department", label=_("Department"), field="opportunity__department_id", picks="accounts.department"
        ),
        DateRange(name="until", label=_("Until"), ahead=True),
        DateRange(name="created_at", label=_("Granted at")),
    ],
    views=[
        View(
            key="holding", label=_("Hold"),
            narrow=lambda rows, person, today: rows.filter(requested.holding(today)),
        ),
        View(
            key="ending", label=_("End soon"),
            narrow=lambda rows, person, today: rows.filter(requested.ending(today)),
        ),
        View(key="over", label=_("Over"), narrow=lambda rows, person, today: rows.filter(requested.over(today))),
    ],
    besides=[
        Beside(
            key="by_department", label=_("By department"), icon="sitemap", url_name="opportunities:waivers-report"
        )
    ],
    empty=Empty(title=_("No waiver yet"), text=_("Waivers are granted on a deal, at the criterion it does not meet.")),
)  # fmt: skip
