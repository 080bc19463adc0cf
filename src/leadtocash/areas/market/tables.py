"""The lists of the market, for pages, exports and API."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market import permissions, queries
from leadtocash.areas.market.models import CloseReason
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Money, Relation, Text, View
from leadtocash.foundation.web.lists.page import Beside, Bulk, Empty, Primary

COMPETITORS = ListPage(
    name="competitors",
    title=_("Competitors"),
    rows=queries.competitors,
    order="name",
    search=("name__zh", "short_name__zh"),
    search_hint=_("Name"),
    besides=[Beside(key="prices", label=_("Prices seen"), icon="tag", url_name="market:prices")],
    columns=[
        Column(key="name", label=_("Competitor"), kind="link", order="name", slot="a"),
        Column(key="short_name", label=_("Short name"), order="short_name", slot="b"),
        Column(key="region", label=_("Where they sell"), order="region", slot="c"),
        Column(key="products", label=_("Their products"), slot="e"),
        Column(key="strengths", label=_("Strengths")),
        Column(key="weaknesses", label=_("Weaknesses")),
        Column(key="website", label=_("Website"), extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", slot="d"),
    ],
    filters=[
        Text(name="region", label=_("Where they sell")),
        Text(name="products", label=_("Their products")),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    bulk=[
        Bulk(
            label=_("Merge"), icon="git-merge", url_name="merging:chosen", query="?kind=market.competitor",
            may=lambda person: allowed(person, permissions.MERGE),
        ),
    ],
    primary=Primary(
        label=_("New competitor"), url_name="market:new-competitor",
        may=lambda person: allowed(person, permissions.EDIT),
    ),
    empty=Empty(
        title=_("No competitor yet"),
        text=_("Enter who sells against us: then every decided deal tells how often we win against them."),
    ),
)  # fmt: skip

PRICES = ListPage(
    name="competitor_prices",
    title=_("Prices seen"),
    rows=queries.prices,
    order="-seen_on",
    search=("what", "competitor__name"),
    search_hint=_("Competitor or product"),
    columns=[
        Column(key="seen_on", label=_("Seen on"), kind="date", order="seen_on", slot="d"),
        Column(
            key="competitor", label=_("Competitor"), value="competitor.name", order="competitor__name", slot="c",
        ),
        Column(key="what", label=_("What they sold"), kind="link", order="what", slot="a"),
        Column(key="price", label=_("Their price"), kind="money", order="price", slot="b"),
        Column(key="product", label=_("Against our product"), value="product.model", order="product__model", slot="e"),
        Column(key="region", label=_("Place"), order="region"),
        Column(key="source", label=_("How we know"), order="source", slot="f"),
    ],
    filters=[
        Relation(
            name="competitor", label=_("Competitor"), field="competitor_id", picks="market.competitor"
        ),
        Relation(
            name="product", label=_("Against our product"), field="product_id", picks="products.product", nullable=True
        ),
        Money(name="price", label=_("Their price")),
        DateRange(name="seen_on", label=_("Seen on")),
        Text(name="region", label=_("Place")),
    ],
    empty=Empty(title=_("No price yet"), text=_("Prices are entered on the page of the competitor who asked them.")),
)  # fmt: skip

REASONS = ListPage(
    name="close_reasons",
    title=_("Reasons won or lost"),
    rows=queries.reasons,
    order="position",
    search=("name", "name_en", "code"),
    search_hint=_("Name or code"),
    columns=[
        Column(key="code", label=_("Code"), kind="code", order="code", slot="c"),
        Column(key="name", label=_("Name"), kind="link", value=str, order="name", slot="a"),
        Column(key="used_for", label=_("For deals"), value="get_used_for_display", order="used_for", slot="e"),
        Column(key="position", label=_("Order"), kind="number", order="position", slot="d"),
        Column(
            key="is_active", label=_("State"), order="is_active", slot="b",
            tag=lambda one: ("done", gettext("Offered")) if one.is_active else ("void", gettext("Switched off")),
        ),
    ],
    filters=[
        Choice(name="used_for", label=_("For deals"), options=CloseReason.For.choices),
        Flag(name="is_active", label=_("Offered"), condition=Q(is_active=True)),
    ],
    views=[View(key="offered", label=_("Offered"), narrow=lambda rows, person, today: rows.filter(is_active=True))],
    primary=Primary(
        label=_("New reason"), url_name="market:new-reason", may=lambda person: allowed(person, permissions.REASONS)
    ),
    empty=Empty(title=_("No reason yet"), text=_("Reasons are chosen when a deal is won or lost.")),
)  # fmt: skip
