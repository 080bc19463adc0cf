"""Store products, customers and opportunities of the export; what has its key already stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from leadtocash.areas.customers import actions as customer_actions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import known_customers
from leadtocash.areas.opportunities import events
from leadtocash.areas.opportunities.actions import SERIES
from leadtocash.areas.opportunities.importing import defects
from leadtocash.areas.opportunities.importing.organisation import Organisation
from leadtocash.areas.opportunities.importing.reading import LOST, PIPELINE, PROSPECTING, WON, Deal, Export
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine, Stage
from leadtocash.areas.products import actions as product_actions
from leadtocash.areas.products.models import Category, Product
from leadtocash.areas.products.models import Series as ProductSeries
from leadtocash.foundation.exchange.findings import Findings
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_key
from leadtocash.foundation.numbering.numbers import next_numbers

KEY = "crm:"
BATCH = 500
UNSAID = {"id", "revision", "created_at", "created_by", "updated_at"}
Progress = Callable[[int], None]


def store_products(export: Export, *, act: Act) -> tuple[dict[str, Product], int]:
    """The products by model, and how many were made now."""
    known = {product.model: product for product in Product.objects.filter(model__in=export.items)}
    shelf, _made = Category.objects.get_or_create(code="CRM", defaults={"name": _("Taken over from the CRM")})
    fresh = []
    for item in export.items.values():
        if item.model not in known:
            series, _made = ProductSeries.objects.get_or_create(
                category=shelf, code=item.series[:20], defaults={"name": item.series[:60]}
            )
            fresh.append(Product(series=series, model=item.model, list_price=item.price))
    made = product_actions.take_over_products(fresh, act=act)
    return {**known, **{product.model: product for product in made}}, len(made)


def store_customers(export: Export, organisation: Organisation, *, act: Act) -> tuple[dict[str, Customer], int]:
    """The customers by name, and how many were made now; each owned by its busiest seller."""
    keys = {name: f"{KEY}{name}" for name in export.accounts}
    there = known_customers(keys.values(), [name_key(name) for name in keys])
    by_key, by_name = ({getattr(c, field): s for c, s in there} for field in ("external_key", "name_key"))
    busiest = _busiest(export.deals)
    won = {deal.account for deal in export.deals if deal.stage == WON}
    found: dict[str, Customer] = {}
    made = 0
    for account in export.accounts.values():
        known = by_key.get(keys[account.name]) or by_name.get(name_key(account.name))
        if known is not None:
            found[account.name] = known
            continue
        seller = export.sellers[busiest.get(account.name) or next(iter(export.sellers))]
        revenue = _("Annual revenue: %(revenue)s million US dollars.") % {"revenue": account.revenue}
        customer = Customer(
            name=account.name,
            industry=account.sector,
            region=account.place,
            founded_year=account.founded,
            employees=account.employees,
            background=revenue if account.revenue else "",
            source="CRM",
            status=Customer.Status.WON if account.name in won else Customer.Status.NEW,
            parent=found.get(account.parent),
            owner=organisation.people[seller.name],
            department=organisation.region_of(seller),
            external_key=keys[account.name],
        )
        found[account.name] = customer_actions.take_over_customer(customer, act=act)
        made += 1
    customer_actions.open_to_sellers(_shared(export, organisation, found), act=act)
    return found, made


def _busiest(deals: Sequence[Deal]) -> dict[str, str]:
    """Account -> the seller with most opportunities there; of equals the first by name."""
    counted: dict[str, Counter[str]] = {}
    for deal in deals:
        counted.setdefault(deal.account, Counter())[deal.seller] += 1
    return {account: min(per, key=lambda seller: (-per[seller], seller)) for account, per in counted.items()}


def _shared(export: Export, organisation: Organisation, customers: dict[str, Customer]) -> list[tuple[Customer, int]]:
    """Customers with the people who sell there without owning them."""
    pairs = {(deal.account, deal.seller) for deal in export.deals if deal.account}
    shared = [(customers[account], organisation.people[seller].pk) for account, seller in sorted(pairs)]
    return [(customer, person) for customer, person in shared if customer.owner_id != person]


def store_deals(
    export: Export,
    organisation: Organisation,
    products: dict[str, Product],
    customers: dict[str, Customer],
    findings: Findings,
    *,
    act: Act,
    progress: Progress,
) -> int:
    """Store the deals that are not there yet, with line and journal entry; give how many."""
    there = Opportunity._base_manager.filter(external_key__startswith=KEY)
    known = set(there.values_list("external_key", flat=True))
    progress(sum(1 for deal in export.deals if f"{KEY}{deal.key}" in known))
    fresh = [deal for deal in export.deals if f"{KEY}{deal.key}" not in known]
    stages = {stage.position: stage for stage in Stage.objects.filter(method__code="crm").select_related("method")}
    if not fresh:
        return 0
    numbers = iter(next_numbers(SERIES, len(fresh), act=act))
    for piece in _pieces(fresh):
        made = []
        for deal in piece:
            opportunity = _opportunity(deal, products, stages, findings, act=act)
            seller = export.sellers[deal.seller]
            opportunity.owner, opportunity.department = organisation.people[seller.name], organisation.region_of(seller)
            opportunity.customer = customers.get(deal.account)
            opportunity.number = next(numbers)
            opportunity.clean_fields(exclude=["customer", "method", "stage", "owner", "department", "created_by"])
            made.append(opportunity)
        Opportunity.objects.bulk_create(made)
        OpportunityLine.objects.bulk_create(_lines(made, piece, products))
        Entry.objects.bulk_create([_entry(opportunity, act=act) for opportunity in made])
        progress(len(made))
    return len(fresh)


def _entry(opportunity: Opportunity, *, act: Act) -> Entry:
    """The journal's first entry, with the values the record began with."""
    first = {}
    for field in opportunity._meta.concrete_fields:
        value = recording.plain(getattr(opportunity, field.attname))
        if field.name not in UNSAID and value not in (None, "", False):
            first[field.name] = [None, value]
    return recording.entry(opportunity, events.TAKEN_OVER, act=act, data={"source": "CRM"}, changes=first)


def _opportunity(
    deal: Deal, products: dict[str, Product], stages: dict[int, Stage], findings: Findings, *, act: Act
) -> Opportunity:
    stage = stages[1 if deal.stage == PROSPECTING else 2]
    opened, closed = _days(deal, findings, today=act.today)
    return Opportunity(
        name=f"{deal.account or deal.key} · {deal.product}"[:160],
        method=stage.method,
        stage=stage,
        state={WON: Opportunity.State.WON, LOST: Opportunity.State.LOST}.get(deal.stage, Opportunity.State.OPEN),
        stage_since=opened,
        opened_on=opened,
        closed_on=closed,
        expected_close_on=closed,
        amount=_amount(deal, products, findings),
        source="CRM",
        external_key=f"{KEY}{deal.key}",
        created_at=act.at,
        updated_at=act.at,
        created_by=act.by,
    )


def _days(deal: Deal, findings: Findings, *, today: date) -> tuple[date, date | None]:
    """When it was opened and decided; what the export leaves open is filled and reported."""
    place = (PIPELINE, deal.row, deal.key)
    decided = deal.stage in (WON, LOST)
    opened, closed = deal.engaged, deal.closed if decided else None
    if opened is None:
        opened = closed or today
        findings.add(defects.NO_ENGAGE_DATE, *place, "engage_date", "", meant=opened.isoformat())
    if decided and closed is None:
        closed = max(opened, min(today, opened))
        findings.add(defects.NO_CLOSE_DATE, *place, "close_date", "", meant=closed.isoformat())
    if closed is not None and closed < opened:
        findings.add(defects.REVERSED, *place, "engage_date", opened.isoformat(), meant=closed.isoformat())
        opened = closed
    return opened, closed


def _amount(deal: Deal, products: dict[str, Product], findings: Findings) -> Decimal:
    """The revenue of a won deal; for the others the list price, as the sum hoped for or lost."""
    place = (PIPELINE, deal.row, deal.key, "close_value", "" if deal.value is None else str(deal.value))
    product = products.get(deal.product)
    listed = product.list_price if product else Decimal(0)
    if deal.stage == WON:
        if not deal.value:
            findings.add(defects.WON_VALUE, *place)
        return deal.value or Decimal(0)
    if deal.value:
        return deal.value
    findings.add(defects.LOST_VALUE if deal.stage == LOST else defects.OPEN_VALUE, *place, meant=f"{listed:,.2f}")
    return listed


def _lines(
    made: Sequence[Opportunity], deals: Sequence[Deal], products: dict[str, Product]
) -> Iterator[OpportunityLine]:
    for opportunity, deal in zip(made, deals, strict=True):
        if deal.product:
            yield OpportunityLine(
                opportunity=opportunity,
                position=1,
                product=products.get(deal.product),
                description=deal.product[:200],
                quantity=1,
                unit_price=opportunity.amount,
            )


def _pieces(deals: Sequence[Deal]) -> Iterator[Sequence[Deal]]:
    for start in range(0, len(deals), BATCH):
        yield deals[start : start + BATCH]
