"""The list of equipment changes, for page, export and API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import EquipmentChange
from leadtocash.areas.projects.queries import change as queries
from leadtocash.areas.projects.rules.change import TONES
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Money, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty

State = EquipmentChange.State

CHANGES = ListPage(
    name="equipment-changes",
    title=_("Equipment changes"),
    rows=queries.listed,
    order="-updated_at",
    search=("number__icontains", "project__code__zh", "project__title__zh", "reason__icontains"),
    search_hint=_("Number, project or reason"),
    columns=[
        Column(key="number", label=_("Number"), kind="link", order="number", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda c: (TONES[c.state], c.get_state_display()),
        ),
        Column(key="project", label=_("Project"), value="project.code", kind="code", order="project__code", slot="c"),
        Column(key="title", label=_("Matter"), value="project.title", slot="e"),
        Column(key="reason", label=_("Reason")),
        Column(key="base_version", label=_("Version"), kind="number", value=lambda c: c.new_version or c.base_version),
        Column(key="amount_after", label=_("Amount after"), kind="money", order="amount_after"),
        Column(key="delta", label=_("Difference"), kind="money", value="amount_delta", slot="f"),
        Column(key="owner", label=_("Account manager"), value="project.owner.name", kind="person"),
        Column(key="submitted_at", label=_("Submitted at"), kind="datetime", order="submitted_at", slot="d"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
        Column(key="customer", label=_("Customer"), value="project.customer.name",
               order="project__customer__name", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Relation(name="project", label=_("Project"), field="project_id", picks="projects.project"),
        Relation(name="customer", label=_("Customer"), field="project__customer_id", picks="customers.customer"),
        Person(name="owner", label=_("Account manager"), field="project__owner_id"),
        Money(name="amount_after", label=_("Amount after")),
        DateRange(name="created_at", label=_("Written")),
    ],
    views=[
        View(
            key="open", label=_("Open"),
            narrow=lambda rows, person, today: rows.filter(state__in=EquipmentChange.OPEN),
        ),
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(project__owner=person)),
    ],
    empty=Empty(
        title=_("No equipment change yet"),
        text=_("When the customer wants other equipment after set-up, ask for a change from the project."),
    ),
)  # fmt: skip
