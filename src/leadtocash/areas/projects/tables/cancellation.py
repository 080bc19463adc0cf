"""The list of cancellation forms, for page, export and API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import Cancellation
from leadtocash.areas.projects.queries import cancellation as queries
from leadtocash.areas.projects.rules.cancellation import TONES
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty

State = Cancellation.State

CANCELLATIONS = ListPage(
    name="cancellations",
    title=_("Cancellations"),
    rows=queries.listed,
    order="-updated_at",
    search=("number__icontains", "project__code__zh", "project__title__zh", "explanation__icontains"),
    search_hint=_("Number, project or explanation"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda c: (TONES[c.state], c.get_state_display()),
        ),
        Column(key="project", label=_("Project"), value="project.code", kind="code", order="project__code", slot="c"),
        Column(key="title", label=_("Matter"), value="project.title", slot="e"),
        Column(key="cause", label=_("Cause"), value="get_cause_display", slot="f"),
        Column(key="explanation", label=_("Explanation")),
        Column(key="owner", label=_("Account manager"), value="project.owner.name", kind="person"),
        Column(key="created_at", label=_("Asked at"), kind="datetime", order="created_at", slot="d"),
        Column(key="decided_at", label=_("Decided at"), kind="datetime", order="decided_at"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
        Column(key="customer", label=_("Customer"), value="project.customer.name",
               order="project__customer__name", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Choice(name="cause", label=_("Cause"), options=Cancellation.Cause.choices),
        Relation(name="project", label=_("Project"), field="project_id", picks="projects.project"),
        Relation(name="customer", label=_("Customer"), field="project__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="project__owner_id"),
        DateRange(name="created_at", label=_("Asked at")),
    ],
    views=[
        View(
            key="open", label=_("Open"),
            narrow=lambda rows, person, today: rows.filter(state__in=Cancellation.OPEN),
        ),
        View(
            key="to_carry_out", label=_("To be carried out"),
            narrow=lambda rows, person, today: rows.filter(state=State.SETTLING).exclude(goods_settled="").exclude(
                money_settled=""
            ),
        ),
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(project__owner=person)),
    ],
    empty=Empty(
        title=_("No cancellation"),
        text=_("A project is given up by this form, with its cause and what becomes of goods and money."),
    ),
)  # fmt: skip
