"""The lists of pre-sales projects, of what is planned, feared and spent in them, for page, export and API."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.presales import permissions, queries
from leadtocash.areas.presales.models import BudgetRequest, Communication, Cost, Element, PresalesProject, Risk
from leadtocash.areas.presales.timeline import bars_of, within
from leadtocash.areas.presales.words import tag_of, tag_of_action, tag_of_budget, tag_of_risk
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import (
    Choice,
    Column,
    DateRange,
    Flag,
    ListPage,
    Money,
    Person,
    Relation,
    View,
)
from leadtocash.foundation.web.lists.modes import Board, Calendar, Day, Gantt, Lane
from leadtocash.foundation.web.lists.page import Beside, Empty, Primary

State = PresalesProject.State
_LANES = (
    State.DRAFT, State.REVIEW, State.NO_GO, State.GO, State.PLANNING, State.WATCHING, State.CLOSING,
)  # fmt: skip


def _lanes(_person: Any, _switch: str) -> list[Lane]:
    return [Lane(key=state, label=state.label, where=Q(state=state)) for state in _LANES]


PROJECTS = ListPage(
    name="presales",
    title=_("Pre-sales projects"),
    rows=queries.seen,
    computed=queries.COMPUTED,
    order="-updated_at",
    board=Board(
        lanes=_lanes, title="name", sub="customer", money="amount", foot=("director",),
        only=lambda rows, person, today: rows.filter(state__in=_LANES),
        note=_("A project moves by its decisions and steps, not by dragging."),
    ),
    besides=[
        Beside(key="actions", label=_("Planned actions"), icon="checklist", url_name="presales:actions"),
        Beside(key="risks", label=_("Risks"), icon="alert-triangle", url_name="presales:risks"),
        Beside(key="talks", label=_("Communication plan"), icon="messages", url_name="presales:talks"),
        Beside(key="costs", label=_("Pre-sales costs"), icon="coins", url_name="presales:costs"),
        Beside(key="budgets", label=_("Requests for more budget"), icon="send", url_name="presales:budget-requests"),
    ],
    search=("number__zh", "opportunity__name__zh", "opportunity__customer__name__zh"),
    search_hint=_("Number, opportunity or customer"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="name", label=_("Opportunity"), value="opportunity.name", kind="link", order="opportunity__name",
               slot="a"),
        Column(key="customer", label=_("Customer"), value="opportunity.customer.name",
               order="opportunity__customer__name", slot="c"),
        Column(key="state", label=_("State"), tag=tag_of, order="state", slot="b"),
        Column(key="grade", label=_("Grade"), order="grade", slot="e"),
        Column(key="amount", label=_("Expected amount"), kind="wan", order="amount", slot="d", total=True),
        Column(key="budget", label=_("Budget"), kind="money", order="budget", total=True),
        Column(key="spent", label=_("Spent"), kind="money", order="spent", total=True),
        Column(key="director", label=_("Project director"), kind="person", slot="f"),
        Column(key="owner", label=_("Account manager"), value="opportunity.owner.name", kind="person",
               order="opportunity__owner__name"),
        Column(key="decided_at", label=_("Decided at"), kind="datetime", order="decided_at", extra=True),
        Column(key="watch_on", label=_("Look at it again on"), kind="date", order="watch_on", extra=True),
        Column(key="no_go_reason", label=_("Why not"), extra=True),
        Column(key="department", label=_("Department"), value="opportunity.department.name",
               order="opportunity__department__path", extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="grade", label=_("Grade"), options=PresalesProject.Grade.choices),
        Relation(name="opportunity", label=_("Opportunity"), field="opportunity_id",
                 picks="opportunities.opportunity"),
        Relation(name="customer", label=_("Customer"), field="opportunity__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="opportunity__owner_id"),
        Person(name="member", label=_("In the team"), field="members__person", many=True),
        Relation(name="department", label=_("Department"), field="opportunity__department_id",
                 picks="accounts.department"),
        Money(name="amount", label=_("Expected amount")),
        Flag(name="over", label=_("Budget used up"), condition=Q(spent__gte=F("budget"), spent__gt=0)),
        DateRange(name="watch_on", label=_("Look at it again on"), ahead=True, pending=Q(state=State.NO_GO)),
        DateRange(name="decided_at", label=_("Decided at")),
    ],
    views=[
        View(
            key="alive", label=_("Running"),
            narrow=lambda rows, person, today: rows.exclude(state__in=PresalesProject.OVER),
        ),
        View(
            key="mine", label=_("I am in the team"),
            narrow=lambda rows, person, today: rows.filter(queries.in_team(person)),
        ),
        View(
            key="review", label=_("Up for decision"),
            narrow=lambda rows, person, today: rows.filter(state=State.REVIEW),
        ),
        View(
            key="watch", label=_("Watch list"),
            narrow=lambda rows, person, today: rows.filter(state=State.NO_GO, watch_on__isnull=False),
        ),
        View(
            key="closing", label=_("To be closed"),
            narrow=lambda rows, person, today: rows.filter(state=State.CLOSING),
        ),
    ],
    primary=Primary(
        label=_("Begin an initiation"), url_name="presales:new",
        may=lambda person: allowed(person, permissions.EDIT),
    ),
    empty=Empty(
        title=_("No pre-sales project yet"),
        text=_("A deal worth people and money is verified, decided on, given a team and a plan here."),
    ),
)  # fmt: skip

OF_PROJECT = [
    Column(key="project", label=_("Pre-sales project"), value="project.opportunity.name",
           order="project__opportunity__name", slot="c"),
    Column(key="number", label=_("pre-sales number"), value="project.number", kind="code", order="project__number",
           extra=True),
]  # fmt: skip
WHO = Person(name="owner", label=_("Who"), field="owner_id")
WHO_COLUMN = Column(key="owner", label=_("Who"), value="owner.name", kind="person", order="owner__name", slot="f")
OPEN_ACTION, OPEN_RISK = Q(done_on=None), Q(state=Risk.State.OPEN)

ACTIONS = ListPage(
    name="presales_actions",
    title=_("Planned actions"),
    rows=queries.actions_seen,
    order="due_on",
    search=("what__icontains", "project__opportunity__name__zh"),
    search_hint=_("What or opportunity"),
    calendar=Calendar(
        days=[Day(field="due_on", label=_("Until"), tone=lambda row, today: tag_of_action(row, today)[0])],
        title="what", sub=("owner",),
    ),
    gantt=Gantt(
        bars=bars_of, within=within, title="what", sub=("project", "owner"),
        legend=(("doing", _("Not done yet")), ("done", _("Done")), ("late", _("Overdue"))),
    ),
    columns=[
        Column(key="what", label=_("What"), kind="link", slot="a"),
        *OF_PROJECT,
        Column(key="kind", label=_("Element"), value="get_kind_display", order="kind", slot="e"),
        WHO_COLUMN,
        Column(key="starts_on", label=_("starts on"), kind="date", order="starts_on", extra=True),
        Column(key="due_on", label=_("Until"), kind="date", order="due_on", slot="d"),
        Column(key="state", label=_("State"), tag=lambda one: tag_of_action(one, localdate()), slot="b"),
        Column(key="done_on", label=_("Done on"), kind="date", order="done_on"),
        Column(key="result", label=_("Result")),
    ],
    filters=[
        WHO,
        Choice(name="kind", label=_("Element"), options=Element.Kind.choices),
        Flag(name="open", label=_("Open"), condition=OPEN_ACTION),
        DateRange(name="due_on", label=_("Until"), ahead=True, pending=OPEN_ACTION),
        Relation(name="opportunity", label=_("Opportunity"), field="project__opportunity_id",
                 picks="opportunities.opportunity"),
    ],
    views=[
        View(key="mine", label=_("Mine, open"),
             narrow=lambda rows, person, today: rows.filter(OPEN_ACTION, owner=person)),
        View(key="open", label=_("Open"), narrow=lambda rows, person, today: rows.filter(OPEN_ACTION)),
        View(key="late", label=_("Overdue"),
             narrow=lambda rows, person, today: queries.due(rows.filter(OPEN_ACTION), today)),
    ],
    empty=Empty(title=_("Nothing is planned yet"), text=_("What a team does for a deal, with who and until when.")),
)  # fmt: skip

RISKS = ListPage(
    name="presales_risks",
    title=_("Risks"),
    rows=queries.risks_seen,
    computed={"weighs": F("probability") * F("effect")},
    order="-weighs",
    search=("what__icontains", "measure__icontains", "project__opportunity__name__zh"),
    search_hint=_("Risk, measure or opportunity"),
    columns=[
        Column(key="what", label=_("Risk"), kind="link", slot="a"),
        *OF_PROJECT,
        Column(key="probability", label=_("Probability"), value="get_probability_display", order="probability"),
        Column(key="effect", label=_("Effect"), value="get_effect_display", order="effect"),
        Column(key="weight", label=_("Weight"), kind="number", order="weighs", slot="e"),
        Column(key="measure", label=_("Measure")),
        WHO_COLUMN,
        Column(key="due_on", label=_("Until"), kind="date", order="due_on", slot="d"),
        Column(key="state", label=_("State"), tag=lambda one: tag_of_risk(one, localdate()), slot="b"),
    ],
    filters=[
        WHO,
        Choice(name="state", label=_("State"), options=Risk.State.choices),
        DateRange(name="due_on", label=_("Until"), ahead=True, pending=OPEN_RISK),
        Relation(name="opportunity", label=_("Opportunity"), field="project__opportunity_id",
                 picks="opportunities.opportunity"),
    ],
    views=[
        View(key="open", label=_("Open"), narrow=lambda rows, person, today: rows.filter(OPEN_RISK)),
        View(key="mine", label=_("Mine, open"),
             narrow=lambda rows, person, today: rows.filter(OPEN_RISK, owner=person)),
        View(key="late", label=_("Overdue"),
             narrow=lambda rows, person, today: queries.due(rows.filter(OPEN_RISK), today)),
    ],
    empty=Empty(title=_("No risk is written down yet"), text=_("What may go wrong, and who sees to it until when.")),
)  # fmt: skip

TALKS = ListPage(
    name="presales_communication",
    title=_("Communication plan"),
    rows=queries.talks_seen,
    order="next_on",
    search=("with_whom__icontains", "what__icontains", "project__opportunity__name__zh"),
    search_hint=_("With whom, about what or opportunity"),
    columns=[
        Column(key="with_whom", label=_("With whom"), kind="link", slot="a"),
        Column(key="what", label=_("About what, how"), slot="e"),
        *OF_PROJECT,
        Column(key="every", label=_("How often"), value="get_every_display", order="every"),
        WHO_COLUMN,
        Column(key="next_on", label=_("Next on"), kind="date", order="next_on", slot="d"),
    ],
    filters=[
        WHO,
        Choice(name="every", label=_("How often"), options=Communication.Every.choices),
        DateRange(name="next_on", label=_("Next on"), ahead=True),
        Relation(name="opportunity", label=_("Opportunity"), field="project__opportunity_id",
                 picks="opportunities.opportunity"),
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(key="late", label=_("Overdue"), narrow=lambda rows, person, today: queries.due(rows, today, "next_on")),
    ],
    empty=Empty(title=_("No talk is planned yet"), text=_("With whom a team speaks, about what, how often.")),
)  # fmt: skip

COUNTS = Q(withdrawn_at=None)
COSTS = ListPage(
    name="presales_costs",
    title=_("Pre-sales costs"),
    rows=queries.costs_seen,
    order="-spent_on",
    search=("what__icontains", "project__opportunity__name__zh"),
    search_hint=_("What for or opportunity"),
    columns=[
        Column(key="what", label=_("What for"), kind="link", slot="a"),
        *OF_PROJECT,
        Column(key="category", label=_("Category"), value="get_category_display", order="category", slot="e"),
        Column(key="amount", label=_("Amount"), kind="money", order="amount", slot="d", total=True),
        Column(key="spent_on", label=_("Spent on"), kind="date", order="spent_on", slot="b"),
        Column(key="by", label=_("Spent by"), value="by.name", kind="person", order="by__name", slot="f"),
        Column(key="withdrawn_at", label=_("Taken back at"), kind="datetime", order="withdrawn_at"),
    ],
    filters=[
        Choice(name="category", label=_("Category"), options=Cost.Category.choices),
        Person(name="by", label=_("Spent by"), field="by_id"),
        DateRange(name="spent_on", label=_("Spent on")),
        Money(name="amount", label=_("Amount")),
        Flag(name="counts", label=_("Counts"), condition=COUNTS),
        Relation(name="opportunity", label=_("Opportunity"), field="project__opportunity_id",
                 picks="opportunities.opportunity"),
    ],
    views=[View(key="counts", label=_("Counts"), narrow=lambda rows, person, today: rows.filter(COUNTS))],
    empty=Empty(
        title=_("Nothing is spent yet"), text=_("Pre-sales cost may be spent once the company has gone for it.")
    ),
)  # fmt: skip

BUDGETS = ListPage(
    name="presales_budgets",
    title=_("Requests for more budget"),
    rows=queries.budgets_seen,
    order="-updated_at",
    search=("number__icontains", "project__opportunity__name__zh"),
    search_hint=_("Number or opportunity"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="a"),
        Column(key="project", label=_("Pre-sales project"), value="project.opportunity.name",
               order="project__opportunity__name", slot="c"),
        Column(key="state", label=_("State"), tag=tag_of_budget, order="state", slot="b"),
        Column(key="before", label=_("Budget so far"), kind="money", order="before"),
        Column(key="budget", label=_("Budget asked for"), kind="money", order="budget", slot="d"),
        Column(key="reason", label=_("What for"), slot="e"),
        Column(key="created_by", label=_("Asked by"), value="created_by.name", kind="person", slot="f"),
        Column(key="created_at", label=_("Asked on"), kind="datetime", order="created_at"),
        Column(key="decided_at", label=_("Decided at"), kind="datetime", order="decided_at", extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=BudgetRequest.State.choices),
        Relation(name="opportunity", label=_("Opportunity"), field="project__opportunity_id",
                 picks="opportunities.opportunity"),
        DateRange(name="created_at", label=_("Asked on")),
        Money(name="budget", label=_("Budget asked for")),
    ],
    views=[
        View(key="asked", label=_("Being decided"),
             narrow=lambda rows, person, today: rows.filter(state=BudgetRequest.State.ASKED)),
    ],
    empty=Empty(
        title=_("Nobody has asked for more yet"), text=_("More than the budget is asked for on a project's cost tab."),
    ),
)  # fmt: skip
