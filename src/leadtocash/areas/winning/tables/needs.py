"""Needs and value statements of all deals as lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.winning import queries
from leadtocash.foundation.web.lists import Column, DateRange, Flag, ListPage, Person, Relation
from leadtocash.foundation.web.lists.page import Empty

_EMPTY = Empty(
    title=_("No need written down yet"),
    text=_("Open an opportunity and write down what its customer needs, asked by SPIN, and our answer by FABE."),
)

NEEDS = ListPage(
    name="needs",
    title=_("Needs"),
    rows=queries.needs,
    computed=queries.ANSWERS,
    order="-updated_at",
    search=("title__zh", "opportunity__name__zh"),
    search_hint=_("Need or opportunity"),
    columns=[
        Column(key="title", label=_("Need"), kind="link", slot="a"),
        Column(key="opportunity", label=_("Opportunity"), value="opportunity.name", slot="c"),
        Column(key="stakeholder", label=_("Whose need"), value="stakeholder.contact.name", slot="d"),
        Column(key="problem", label=_("Problem")),
        Column(key="payoff", label=_("Need-payoff")),
        Column(key="answers", label=_("Values"), kind="number", slot="b"),
        Column(key="owner", label=_("Account manager"), value="opportunity.owner.name", kind="person", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="e"),
    ],
    filters=[
        Relation(
            name="opportunity", label=_("Opportunity"), field="opportunity_id", picks="opportunities.opportunity"
        ),
        Flag(name="unanswered", label=_("Without value"), condition=queries.UNANSWERED),
        Person(name="owner", label=_("Account manager"), field="opportunity__owner_id"),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    empty=_EMPTY,
)  # fmt: skip

VALUES = ListPage(
    name="values",
    title=_("Value statements"),
    rows=queries.values,
    computed=queries.PROOFS,
    order="-updated_at",
    search=("feature__zh", "benefit__zh", "need__opportunity__name__zh"),
    search_hint=_("Feature, benefit or opportunity"),
    columns=[
        Column(key="feature", label=_("Feature"), kind="link", slot="a"),
        Column(key="advantage", label=_("Advantage")),
        Column(key="benefit", label=_("Benefit"), slot="c"),
        Column(key="need", label=_("Need"), value="need.title", slot="d"),
        Column(key="opportunity", label=_("Opportunity"), value="need.opportunity.name", slot="e"),
        Column(key="proofs", label=_("Evidence"), kind="number", slot="b"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="f"),
    ],
    filters=[
        Relation(
            name="opportunity", label=_("Opportunity"), field="need__opportunity_id",
            picks="opportunities.opportunity",
        ),
        Relation(name="evidence", label=_("Evidence"), field="evidence__id", picks="winning.evidence", many=True),
        Flag(name="unproven", label=_("Without evidence"), condition=queries.UNPROVEN),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    empty=_EMPTY,
)  # fmt: skip
