"""Rivals and barriers of all deals as lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.winning import queries
from leadtocash.areas.winning.models import Barrier, Rival
from leadtocash.areas.winning.words import BARRIER_TONES
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Person, Relation
from leadtocash.foundation.web.lists.page import Empty

_EMPTY = Empty(
    title=_("No rival on a board yet"),
    text=_("Open an opportunity and enter who else bids, how they stand there, and how we meet them."),
)


def barrier_tag(one: Barrier) -> tuple[str, Any]:
    return BARRIER_TONES[Barrier.State(one.state)], one.get_state_display()


_OPPORTUNITY = Relation(
    name="opportunity", label=_("Opportunity"), field="opportunity_id", picks="opportunities.opportunity"
)

RIVALS = ListPage(
    name="rivals",
    title=_("Rivals in deals"),
    rows=queries.rivals,
    order="-updated_at",
    search=("competitor__name__zh", "opportunity__name__zh"),
    search_hint=_("Competitor or opportunity"),
    columns=[
        Column(key="competitor", label=_("Competitor"), value="competitor.name", kind="link", slot="a"),
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name", slot="c"),
        Column(key="stage", label=_("Stage"), value=lambda one: str(one.opportunity.stage), slot="d"),
        Column(key="strategy", label=_("Our strategy"), value="get_strategy_display", order="strategy", slot="b"),
        Column(key="price", label=_("Price expected of them"), kind="wan", order="price"),
        Column(key="owner", label=_("Account manager"), value="opportunity.owner.name", kind="person", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="e"),
    ],
    filters=[
        Choice(name="strategy", label=_("Our strategy"), options=Rival.Strategy.choices),
        Flag(name="undecided", label=_("Without strategy"), condition=Q(strategy="")),
        Relation(name="competitor", label=_("Competitor"), field="competitor_id", picks="market.competitor"),
        _OPPORTUNITY,
        Flag(name="open", label=_("Opportunity in progress"), condition=Q(opportunity__state="open")),
        Person(name="owner", label=_("Account manager"), field="opportunity__owner_id"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    empty=_EMPTY,
)  # fmt: skip

BARRIERS = ListPage(
    name="barriers",
    title=_("Barriers"),
    rows=queries.barriers,
    order="-updated_at",
    search=("text__zh", "opportunity__name__zh"),
    search_hint=_("Barrier or opportunity"),
    columns=[
        Column(key="text", label=_("What is asked for"), kind="link", slot="a"),
        Column(key="kind", label=_("Kind of barrier"), value="get_kind_display", order="kind", slot="c"),
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name", slot="d"),
        Column(key="rival", label=_("Against"), value="rival.competitor.name"),
        Column(key="state", label=_("State"), order="state", tag=barrier_tag, slot="b"),
        Column(key="reference", label=_("Where it stands")),
        Column(key="owner", label=_("Who sets it"), value="owner.name", kind="person", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="e"),
    ],
    filters=[
        Choice(name="kind", label=_("Kind of barrier"), options=Barrier.Kind.choices),
        Choice(name="state", label=_("State"), options=Barrier.State.choices),
        _OPPORTUNITY,
        Person(name="owner", label=_("Who sets it"), field="owner_id"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    empty=_EMPTY,
)  # fmt: skip
