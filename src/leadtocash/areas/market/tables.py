"""The lists of the market, for pages, exports and API."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market import permissions, queries
from leadtocash.areas.market.models import CloseReason, Demand, MarketReport, Partner
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
    Text,
    View,
)
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

LEVELS = {Partner.Level.CORE: "done", Partner.Level.NORMAL: "doing", Partner.Level.TRIAL: "idle"}
DEMAND_STATES = {
    Demand.State.NEW: "wait",
    Demand.State.LOOKING: "doing",
    Demand.State.PLANNED: "doing",
    Demand.State.ANSWERED: "done",
    Demand.State.DECLINED: "void",
}
REPORT_STATES = {MarketReport.State.DRAFT: "idle", MarketReport.State.ISSUED: "done"}
OPEN_DEMAND = ~Q(state__in=(Demand.State.ANSWERED, Demand.State.DECLINED))

PARTNERS = ListPage(
    name="partners",
    title=_("Partners"),
    rows=queries.partners,
    order="-updated_at",
    search=("name__zh",),
    search_hint=_("Name"),
    columns=[
        Column(key="name", label=_("Partner"), kind="link", order="name", slot="a"),
        Column(key="kind", label=_("Kind of partner"), value="get_kind_display", order="kind", slot="c"),
        Column(
            key="level", label=_("Partner level"), order="level", slot="b",
            tag=lambda one: (LEVELS[one.level], one.get_level_display()),
        ),
        Column(key="region", label=_("Sales area"), order="region"),
        Column(key="agreed_from", label=_("Agreement from"), kind="date", order="agreed_from", extra=True),
        Column(key="agreed_until", label=_("Agreement until"), kind="date", order="agreed_until", slot="d"),
        Column(
            key="owner", label=_("Account manager"), value="owner.name", kind="person", order="owner__name", slot="e",
        ),
        Column(key="department", label=_("Department"), value="department.name", order="department__path"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="kind", label=_("Kind of partner"), options=Partner.Kind.choices),
        Choice(name="level", label=_("Partner level"), options=Partner.Level.choices),
        Person(name="owner", label=_("Account manager"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Text(name="region", label=_("Sales area")),
        DateRange(name="agreed_until", label=_("Agreement until"), ahead=True),
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(
            key="ending", label=_("Agreement ends in 90 days"),
            narrow=lambda rows, person, today: rows.filter(
                agreed_until__gte=today, agreed_until__lte=today + timedelta(days=90)
            ),
        ),
        View(
            key="ended", label=_("Agreement over"),
            narrow=lambda rows, person, today: rows.filter(agreed_until__lt=today),
        ),
    ],
    bulk=[
        Bulk(
            label=_("Merge"), icon="git-merge", url_name="merging:chosen", query="?kind=market.partner",
            may=lambda person: allowed(person, permissions.MERGE_PARTNERS),
        ),
    ],
    primary=Primary(
        label=_("New partner"), url_name="market:new-partner",
        may=lambda person: allowed(person, permissions.EDIT_PARTNERS),
    ),
    empty=Empty(
        title=_("No partner yet"),
        text=_("Agents, distributors, integrators and design institutes you sell through stand here."),
    ),
)  # fmt: skip

DEMANDS = ListPage(
    name="demands",
    title=_("Market demands"),
    rows=queries.demands,
    order="-asked_on",
    search=("title__zh", "number__zh"),
    search_hint=_("Demand or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="title", label=_("What is asked for"), kind="link", value="title", order="title", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda one: (DEMAND_STATES[one.state], one.get_state_display()),
        ),
        Column(key="channel", label=_("Channel"), value="get_channel_display", order="channel", slot="e"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="c"),
        Column(key="product", label=_("Product"), value="product.model", order="product__model"),
        Column(key="asked_on", label=_("Asked on"), kind="date", order="asked_on", slot="d"),
        Column(key="asked_by", label=_("Asked by"), extra=True),
        Column(key="answer", label=_("Reply"), extra=True),
        Column(key="answered_on", label=_("Answered on"), kind="date", order="answered_on", extra=True),
        Column(key="owner", label=_("Recorded by"), value="owner.name", kind="person", order="owner__name", slot="f"),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=Demand.State.choices),
        Choice(name="channel", label=_("Channel"), options=Demand.Channel.choices),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer", nullable=True),
        Relation(name="product", label=_("Product"), field="product_id", picks="products.product", nullable=True),
        Person(name="owner", label=_("Recorded by"), field="owner_id"),
        DateRange(name="asked_on", label=_("Asked on")),
    ],
    views=[
        View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person)),
        View(key="open", label=_("Not answered"), narrow=lambda rows, person, today: rows.filter(OPEN_DEMAND)),
    ],
    primary=Primary(
        label=_("Record a demand"), url_name="market:new-demand",
        may=lambda person: allowed(person, permissions.EDIT_DEMANDS),
    ),
    empty=Empty(
        title=_("No demand yet"),
        text=_("Record what customers ask for and we do not sell yet: it shows where the market goes."),
    ),
)  # fmt: skip

REPORTS = ListPage(
    name="market_reports",
    title=_("Market research reports"),
    rows=queries.reports,
    order="-updated_at",
    search=("title__zh", "number__zh"),
    search_hint=_("Title or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number", slot="c"),
        Column(key="title", label=_("Title"), kind="link", value="title", order="title", slot="a"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda one: (REPORT_STATES[one.state], one.get_state_display()),
        ),
        Column(key="product", label=_("Product"), value="product.model", order="product__model"),
        Column(key="region", label=_("Sales area"), order="region"),
        Column(key="until", label=_("Researched until"), kind="date", order="until", slot="d"),
        Column(key="issued_on", label=_("Issued on"), kind="date", order="issued_on"),
        Column(key="owner", label=_("Author"), value="owner.name", kind="person", order="owner__name", slot="e"),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=MarketReport.State.choices),
        Relation(name="product", label=_("Product"), field="product_id", picks="products.product", nullable=True),
        Person(name="owner", label=_("Author"), field="owner_id"),
        Text(name="region", label=_("Sales area")),
        DateRange(name="until", label=_("Researched until")),
    ],
    views=[View(key="mine", label=_("Mine"), narrow=lambda rows, person, today: rows.filter(owner=person))],
    primary=Primary(
        label=_("New report"), url_name="market:new-report",
        may=lambda person: allowed(person, permissions.WRITE_REPORTS),
    ),
    empty=Empty(title=_("No report yet"), text=_("Write down what you found out about a market, a product, prices.")),
)  # fmt: skip
