"""The people of all buying centres as a list."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.winning import queries
from leadtocash.areas.winning.models import Level, Standing
from leadtocash.areas.winning.words import roles_text, standing_tag
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Person, Relation, View
from leadtocash.foundation.web.lists.page import Empty

OPEN = Q(opportunity__state="open")

STAKEHOLDERS = ListPage(
    name="stakeholders",
    title=_("Stakeholders"),
    rows=queries.listed,
    order="-updated_at",
    search=("contact__name__zh", "opportunity__name__zh"),
    search_hint=_("Person or opportunity"),
    columns=[
        Column(key="name", label=_("Person"), value="contact.name", kind="link", slot="a"),
        Column(key="position", label=_("Job title"), value="contact.position", slot="c"),
        Column(key="customer", label=_("Customer"), value="contact.customer.name"),
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name", slot="d"),
        Column(key="level", label=_("Level"), value="get_level_display", order="level", slot="e"),
        Column(key="roles", label=_("Roles in buying"), value=roles_text),
        Column(key="standing", label=_("Stance"), order="standing", tag=standing_tag, slot="b"),
        Column(key="stage", label=_("Stage"), value=lambda one: str(one.opportunity.stage)),
        Column(key="owner", label=_("Account manager"), value="opportunity.owner.name", kind="person", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="level", label=_("Level"), options=Level.choices),
        Choice(name="standing", label=_("Stance"), options=Standing.choices),
        Flag(name="key", label=_("Key person"), condition=Q(is_key=True)),
        Flag(name="open", label=_("Opportunity in progress"), condition=OPEN),
        Relation(
            name="opportunity", label=_("Opportunity"), field="opportunity_id", picks="opportunities.opportunity"
        ),
        Relation(
            name="customer", label=_("Customer"), field="contact__customer_id", picks="customers.customer"
        ),
        Person(name="owner", label=_("Account manager"), field="opportunity__owner_id"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(key="coaches", label=_("Coaches"), narrow=lambda rows, person, today: rows.filter(OPEN, standing="C")),
        View(
            key="against", label=_("Against us"),
            narrow=lambda rows, person, today: rows.filter(OPEN, standing__in=["E", "B"]),
        ),
        View(
            key="deciders", label=_("Deciding level"),
            narrow=lambda rows, person, today: rows.filter(OPEN, level=Level.DECIDE),
        ),
    ],
    empty=Empty(
        title=_("Nobody on a map yet"),
        text=_("Open an opportunity and put the people of its customer on the map: who decides, who is for us."),
    ),
)  # fmt: skip
