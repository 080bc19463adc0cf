"""What stands around the deals of `bench.deals`, in proportion to them: customers, contacts, leads, visits, the maps,
needs and rivals of the deals, tenders, pre-sales projects.

Of a million deals: a million customers (a tenth in the pool), leads, visits and stakeholders. Written like the deals,
with INSERT … SELECT and the indexes made at the end; what the product derives is derived by the product.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection, models
from django.utils import timezone

from bench.company import _insert, _past, _pick
from bench.deals import SELLERS
from leadtocash.areas.bids.models import Bid, Bidder, BidItem
from leadtocash.areas.customers import completeness
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.leads import funnel
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.areas.leads.shipping import ship_sources
from leadtocash.areas.market.models import Competitor, PriceSeen
from leadtocash.areas.opportunities.models import DealRival, Opportunity
from leadtocash.areas.presales.models import ElementAction, PresalesProject, TeamMember
from leadtocash.areas.visits.models import Commitment, SalesJournal, Visit, VisitContact
from leadtocash.areas.winning.models import (
    Barrier,
    Evidence,
    Influence,
    Need,
    Rival,
    Stakeholder,
    StandingChange,
    Value,
)
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.kernel.act import system_act

REGIONS, OF_REGION, NARROW = 4, 50, "narrow"
COMPETITORS, PEOPLE = 1000, 5
_MODELS: Sequence[type[models.Model]] = (
    Customer, Contact, Lead, Visit, VisitContact, Commitment, Stakeholder, StandingChange, Influence, Need, Value,
    Rival, Barrier, DealRival,
)  # fmt: skip
Bare = psycopg.Connection[Any]


def filled(bare: Bare, size: int) -> float:
    """Fill what stands around so many deals; seconds, 0 when it was there already."""
    if Contact.objects.exists():
        return 0.0
    started, moment = time.monotonic(), timezone.now()
    _people()
    bare.execute("SET maintenance_work_mem = '512MB'")
    bare.execute("SET session_replication_role = replica")  # no foreign keys are looked up, no figures added
    with _indexes_at_the_end(bare):
        _sellers(bare)
        for part in (_customers, _contacts, _deals, _leads, _visits, _maps, _needs, _rivals, _bids, _presales):
            part(bare, size, moment)
            print(f"  {part.__name__} {time.monotonic() - started:.0f} s", flush=True)
    bare.execute("RESET session_replication_role")
    bare.execute("VACUUM ANALYZE")
    completeness.mend()
    funnel.rebuild()
    connection.close()
    bare.execute("VACUUM ANALYZE")
    return time.monotonic() - started


def people() -> dict[str, User]:
    """Who measures: one with few customers, the manager of a region, one who sees everything."""
    logins = {"account manager": NARROW, "manager": "manager", "everything": "director"}
    return {who: User.objects.get(username=login) for who, login in logins.items()}


def _people() -> None:
    """Beside the region of the deals four more with fifty account managers each."""
    roles = {role.code: role for role in Role.objects.all()}
    password = make_password(None)
    top, first = Department.objects.get(code="HQ"), Department.objects.get(code="R1")

    def person(login: str, role: str, department: Department) -> None:
        made = User.objects.create(username=login, name=login, password=password)
        Position.objects.create(person=made, department=department, role=roles[role], is_main=True)

    for region in range(REGIONS):
        department = Department.objects.create(code=f"R{region + 2}", name=f"R{region + 2}", kind="region", parent=top)
        for place in range(OF_REGION):
            person(f"rep{region * OF_REGION + place + 1}", "account_manager", department)
    person(NARROW, "account_manager", first)
    person("director", "general_manager", top)
    ship_sources(act=system_act(timezone.now(), where="bench"))


@contextmanager
def _indexes_at_the_end(bare: Bare) -> Iterator[None]:
    """Indexes that hold nothing together are made at once when all rows are there: many times quicker."""
    tables = [model._meta.db_table for model in _MODELS]
    found = bare.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique", [tables],
    ).fetchall()  # fmt: skip
    for name, _sql in found:
        bare.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]
    try:
        yield
    finally:
        for _name, sql in found:
            bare.execute(sql)


def _sellers(bare: Bare) -> None:
    """All account managers by place: those of the deals first; the narrow one has place -1."""
    bare.execute(
        "CREATE TEMP TABLE hand AS SELECT CASE WHEN p.username = %s THEN -1 ELSE "
        "row_number() OVER (ORDER BY p.username = %s, p.username LIKE 'rep%%', p.id) - 1 END AS place, p.id, "
        "h.department_id FROM accounts_user p JOIN accounts_position h ON h.person_id = p.id "
        "WHERE p.username LIKE 'sales%%' OR p.username LIKE 'rep%%' OR p.username = %s", [NARROW] * 3,
    )  # fmt: skip


def _in_hand(row: str = "i") -> str:
    """A join that gives a row its seller."""
    whole = SELLERS + REGIONS * OF_REGION
    return f"JOIN hand ON hand.place = CASE WHEN {row} % 3001 = 0 THEN -1 ELSE {row} % {whole} END"


def _scattered(moment: datetime, row: str = "i") -> str:
    """A moment of the last two years, in another order than the rows."""
    return _past(moment, f"({row}::bigint * 7919 % 1000003) * interval '1 min'")


def _numbered(order: str, most: int) -> str:
    """So many deals with a number i of their own."""
    return f"(SELECT row_number() OVER (ORDER BY {order}) AS i, * FROM opportunities_opportunity LIMIT {most})"


def _customers(bare: Bare, size: int, moment: datetime) -> None:
    count, pooled = Customer.objects.count(), "i % 10 = 3"
    core = f"{_pick('cities', 'i')} || {_pick('names', 'i / 20')} || {_pick('trades', 'i / 400')} || i"
    _insert(
        bare, Customer, f"generate_series({count + 1}, {max(size, count)}) i {_in_hand()}", moment,
        number="'KH-' || lpad(i::text, 7, '0')", name=f"{core} || {_pick('forms', 'i')}", name_core=core,
        name_key=f"{core} || {_pick('forms', 'i')}", short_name=_pick("names", "i / 20"),
        status="(ARRAY['new', 'base', 'potential', 'won', 'invalid'])[1 + least(i % 7, 4)]",
        kind="(ARRAY['end_user', 'integrator', 'machine_maker', 'distributor'])[1 + i % 4]",
        industry=f"CASE WHEN i % 3 > 0 THEN {_pick('trades', 'i / 400')} ELSE '' END",
        region=_pick("cities", "i"), website="CASE WHEN i % 4 = 0 THEN 'https://www.example.com' ELSE '' END",
        source="CASE WHEN i % 5 = 0 THEN 'W' ELSE '' END", employees="CASE WHEN i % 3 = 1 THEN i % 5000 END",
        owner=f"CASE WHEN {pooled} THEN NULL ELSE hand.id END", department="hand.department_id",
        former_owner=f"CASE WHEN {pooled} THEN hand.id END",
        pooled_at=f"CASE WHEN {pooled} THEN {_past(moment, 'i % 400 * interval $$1 day$$')} END",
        touched_at=_past(moment, "i % 170 * interval '1 day'"),
        review_due_on="CASE WHEN i % 6 = 0 THEN current_date + i % 300 - 20 END",
        returns_on="CASE WHEN i % 170 = 169 AND i % 10 <> 3 THEN current_date + i % 12 END",
        created_at=_past(moment, "i % 1500 * interval '1 day'"), updated_at=_past(moment, "i * interval '1 min'"),
    )  # fmt: skip
    bare.execute("UPDATE customers_customer SET name_core = name_key WHERE name_core = ''")


def _contacts(bare: Bare, _size: int, moment: datetime) -> None:
    """One main contact each, five at customers with deals."""
    with_deals = "c.id IN (SELECT customer_id FROM opportunities_opportunity)"
    _insert(
        bare, Contact,
        f"customers_customer c CROSS JOIN generate_series(1, {PEOPLE}) n WHERE n = 1 OR {with_deals}", moment,
        customer="c.id", name=f"{_pick('surnames', 'c.id + n')} || {_pick('given', 'c.id / 20 + n')}",
        position="(ARRAY['CEO', 'Purchasing', 'CTO', 'Plant', 'CFO'])[n]",
        phone="'138' || lpad((c.id * 5 + n)::text, 8, '0')", phone_key="'138' || lpad((c.id * 5 + n)::text, 8, '0')",
        email="''", is_main="n = 1", birthday="CASE WHEN c.id % 3 = 0 THEN date '1980-01-01' + (c.id % 365)::int END",
        updated_at="c.updated_at - n * interval '1 second'",
    )  # fmt: skip
    bare.execute("ANALYZE customers_contact")
    bare.execute("ANALYZE customers_customer")


def _deals(bare: Bare, _size: int, moment: datetime) -> None:
    """Competitors, and to whom deals were lost."""
    named = f"{_pick('given', 'i')} || {_pick('given', 'i / 47')} || {_pick('trades', 'i')} || i"
    _insert(
        bare, Competitor, f"generate_series(1, {COMPETITORS}) i", moment, name=named, name_key=named, name_core=named,
        short_name=f"left({named}, 4)", region=_pick("cities", "i"), updated_at=_past(moment, "i * interval '1 hour'"),
    )  # fmt: skip
    bare.execute(
        "CREATE TEMP TABLE foe AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM market_competitor"
    )
    _insert(
        bare, PriceSeen, "generate_series(1, 20000) i JOIN foe ON foe.place = i % 1000", moment, competitor="foe.id",
        seen_on="current_date - i % 900", what=_pick("things", "i"), price="1000 + i", source="'W'",
        region=_pick("cities", "i"),
    )  # fmt: skip
    deals = Opportunity._meta.db_table
    bare.execute(
        f"UPDATE {deals} o SET lost_to_id = foe.id FROM foe WHERE o.state = 'lost' AND foe.place = o.id % 1000"
    )  # type: ignore[arg-type]
    _insert(
        bare, DealRival,
        f"{deals} o CROSS JOIN generate_series(1, 3) n JOIN foe ON foe.place = (o.id + (n - 1) * 37) % 1000 "
        "WHERE o.state IN ('won', 'lost')", moment, opportunity="o.id", competitor="foe.id",
    )  # fmt: skip


def _leads(bare: Bare, size: int, moment: datetime) -> None:
    """Three of ten were converted into a deal, three dropped, the others are on their way or in the pool."""
    named = f"{_pick('cities', 'i')} || {_pick('names', 'i / 20')} || {_pick('things', 'i / 7')} || i % 99991"
    common = {
        "number": "'XS-' || lpad(i::text, 8, '0')", "company": f"{named} || {_pick('forms', 'i')}", "name_core": named,
        "contact": f"{_pick('surnames', 'i')} || {_pick('given', 'i / 20')}",
        "phone": "'139' || lpad(i::text, 8, '0')", "phone_key": "'139' || lpad(i::text, 8, '0')",
        "region": _pick("cities", "i"), "industry": _pick("trades", "i / 7"), "need": _pick("things", "i"),
        "source": f"(ARRAY{list(LeadSource.objects.order_by('pk').values_list('pk', flat=True))})[1 + i % "
        f"{LeadSource.objects.count()}]", "received_on": "current_date - (i % 1000)::int",
        "updated_at": _scattered(moment),
    }  # fmt: skip
    converted = size * 3 // 10
    _insert(
        bare, Lead, f"{_numbered('id', converted)} o", moment, **common, state="'converted'", money="'yes'",
        authority="'yes'", real_need="'yes'",
        qualified_on="current_date - (i % 900)::int", converted_on="current_date - (i % 800)::int", opportunity="o.id",
        customer="o.customer_id", owner="o.owner_id", department="o.department_id",
    )  # fmt: skip
    state = (
        "CASE WHEN i % 10 < 4 THEN 'dropped' WHEN i % 10 < 6 THEN 'new' WHEN i % 10 = 6 THEN 'assigned' "
        "WHEN i % 10 = 7 THEN 'taken_up' ELSE 'qualified' END"
    )
    _insert(
        bare, Lead, f"generate_series({converted + 1}, {size}) i {_in_hand('i / 10')}", moment, **common, state=state,
        qualified_on="CASE WHEN i % 10 > 7 THEN current_date - (i % 90) END",
        dropped_on="CASE WHEN i % 10 < 4 THEN current_date - (i % 700) END",
        drop_reason="CASE WHEN i % 10 < 4 THEN (ARRAY['no_need', 'no_money', 'unreachable'])[1 + i % 3] ELSE '' END",
        due_on="CASE WHEN i % 10 IN (6, 7) THEN current_date + i / 10 % 60 - 1 END",
        owner="CASE WHEN i % 10 IN (4, 5) THEN NULL ELSE hand.id END", department="hand.department_id",
    )  # fmt: skip


def _visits(bare: Bare, size: int, moment: datetime) -> None:
    """Half of them about deals, half with any customer; two of a hundred are still ahead."""
    purpose = f"{_pick('things', 'i')} || {_pick('order', 'i')} || i % 9973"
    common = {
        "number": "'BF-' || lpad(i::text, 8, '0')", "purpose": purpose, "place": _pick("cities", "i"),
        "kind": "(ARRAY['visit', 'call', 'mail', 'exchange'])[1 + i % 4]",
        "state": "CASE WHEN i % 50 = 0 THEN 'planned' WHEN i % 50 = 1 THEN 'cancelled' ELSE 'done' END",
        "day": "CASE WHEN i % 50 = 0 THEN current_date + (i / 50 % 30)::int ELSE current_date - (i % 900)::int END",
        "begins": "time '08:00' + i % 9 * interval '1 hour'",
        "said": f"CASE WHEN i % 50 > 1 THEN {purpose} ELSE '' END",
        "minutes_at": f"CASE WHEN i % 50 > 1 AND i % 97 > 0 THEN {_past(moment, 'i % 900 * interval $$1 day$$')} END",
        "minutes_due_on": "CASE WHEN i % 50 > 1 THEN current_date - (i % 900)::int + 2 END",
        "updated_at": _scattered(moment),
    }  # fmt: skip
    half = size // 2
    _insert(
        bare, Visit, f"{_numbered('id DESC', half)} o", moment, **common, customer="o.customer_id",
        opportunity="o.id", owner="o.owner_id", department="o.department_id",
    )  # fmt: skip
    _insert(
        bare, Visit,
        f"generate_series({half + 1}, {size}) i JOIN customers_customer c "
        f"ON c.number = 'KH-' || lpad((i * 7919::bigint % {size} + 1)::text, 7, '0') {_in_hand()}",
        moment, **common, customer="c.id", owner="coalesce(c.owner_id, hand.id)", department="c.department_id",
    )  # fmt: skip
    bare.execute("ANALYZE visits_visit")
    main = "customers_contact p ON p.customer_id = v.customer_id AND p.is_main"
    _insert(bare, VisitContact, f"visits_visit v JOIN {main}", moment, visit="v.id", contact="p.id")
    _insert(
        bare, Commitment, "visits_visit v WHERE v.state = 'done' AND v.id % 3 = 0", moment, visit="v.id",
        party="CASE WHEN v.id % 2 = 0 THEN 'ours' ELSE 'theirs' END", what="v.purpose", due_on="v.day + 14",
        kept_on="CASE WHEN v.id % 7 > 0 THEN v.day + 10 END",
    )  # fmt: skip
    _insert(
        bare, SalesJournal, "hand CROSS JOIN generate_series(1, 100) i", moment,
        number="'RZ-' || lpad((hand.id * 1000 + i)::text, 8, '0')", state="'read'", owner="hand.id",
        department="hand.department_id", first_day="current_date - i * 7", last_day="current_date - i * 7 + 6",
        summary="'W'",
    )  # fmt: skip


def _maps(bare: Bare, size: int, moment: datetime) -> None:
    """Five people each on the map of every fifth deal, how they stood before, and who influences whom."""
    nth = "row_number() OVER (PARTITION BY customer_id ORDER BY id) AS n FROM customers_contact"
    _insert(
        bare, Stakeholder,
        f"opportunities_opportunity o JOIN (SELECT id, customer_id, {nth}) p ON p.customer_id = o.customer_id "
        f"WHERE o.id % {PEOPLE} = 0 AND p.n <= {PEOPLE} LIMIT {size}", moment, opportunity="o.id", contact="p.id",
        level="(ARRAY['decide', 'manage', 'manage', 'operate', 'manage'])[p.n]",
        roles="ARRAY['use']", standing="(ARRAY['C', 'S', 'N', 'E', 'B'])[1 + (o.id / 5 + p.n) % 5]", is_key="p.n < 3",
        updated_at=_scattered(moment, "(o.id * 5 + p.n)"),
    )  # fmt: skip
    _insert(
        bare, StandingChange, "winning_stakeholder s WHERE s.id % 4 = 0", moment, stakeholder="s.id",
        standing="s.standing", on="current_date - (s.id % 400)::int", evidence="'W'",
    )  # fmt: skip
    pairs = "SELECT id, opportunity_id, lead(id) OVER (PARTITION BY opportunity_id ORDER BY id) AS next"
    _insert(
        bare, Influence, f"({pairs} FROM winning_stakeholder) s WHERE s.next IS NOT NULL AND s.id % 2 = 0", moment,
        source="s.id", target="s.next",
    )  # fmt: skip


def _needs(bare: Bare, _size: int, moment: datetime) -> None:
    """A need of every second deal, a value for most of them, and evidence to choose from."""
    words = f"{_pick('things', 'o.id')} || {_pick('order', 'o.id')} || o.id % 9973"
    _insert(
        bare, Need, "opportunities_opportunity o WHERE o.id % 2 = 0", moment, opportunity="o.id", title=words,
        problem=words, updated_at=_scattered(moment, "o.id"),
    )  # fmt: skip
    _insert(
        bare, Value, "winning_need o WHERE o.id % 10 > 0", moment, need="o.id", feature=words, benefit=words,
        updated_at="o.updated_at",
    )  # fmt: skip
    _insert(
        bare, Evidence, f"generate_series(1, 5000) i {_in_hand()}", moment, number="'ZJ-' || i",
        title=f"{_pick('things', 'i')} || i", kind="'reference'", owner="hand.id", department="hand.department_id",
    )  # fmt: skip


def _rivals(bare: Bare, _size: int, moment: datetime) -> None:
    """A rival in three of ten deals, a barrier in one of ten."""
    _insert(
        bare, Rival, "opportunities_opportunity o JOIN foe ON foe.place = o.id % 1000 WHERE o.id % 10 < 3", moment,
        opportunity="o.id", competitor="foe.id", strategy="(ARRAY['head_on', 'flank', ''])[1 + o.id % 3]",
        price="o.amount", updated_at=_scattered(moment, "o.id"),
    )  # fmt: skip
    _insert(
        bare, Barrier, "opportunities_opportunity o WHERE o.id % 10 = 0", moment, opportunity="o.id",
        owner="o.owner_id",
        text=f"{_pick('things', 'o.id')} || o.id % 9973", state="(ARRAY['planned', 'placed'])[1 + o.id / 10 % 2]",
        updated_at=_scattered(moment, "o.id"),
    )  # fmt: skip


def _bids(bare: Bare, _size: int, moment: datetime) -> None:
    """A tender for one deal of twenty, with five lines of its checklist and three bidders."""
    _insert(
        bare, Bid, "opportunities_opportunity o WHERE o.id % 20 = 0", moment,
        number="'TB-' || lpad(o.id::text, 8, '0')", opportunity="o.id", title="o.name", buyer="'W'",
        owner="o.owner_id", department="o.department_id",
        deadline=f"timestamptz '{moment.isoformat()}' + (o.id / 20 % 900 - 880) * interval '1 day'",
        state="CASE WHEN o.id / 20 % 900 > 880 THEN 'preparing' WHEN o.id % 3 = 0 THEN 'won' ELSE 'lost' END",
        bond_amount="10000", bond_paid="CASE WHEN o.id / 20 % 900 < 880 THEN 10000 ELSE 0 END",
        bond_out="CASE WHEN o.id / 20 % 900 BETWEEN 800 AND 879 THEN 10000 ELSE 0 END",
        bond_back_by="current_date + (o.id / 20 % 900 - 850)::int", price="o.amount",
        updated_at=_scattered(moment, "o.id"),
    )  # fmt: skip
    _insert(
        bare, BidItem, "bids_bid b CROSS JOIN generate_series(1, 5) n", moment, bid="b.id", position="n",
        part="'technical'", text="'W'", mandatory="n = 1", due_on="b.deadline::date - n", owner="b.owner_id",
        state="CASE WHEN b.state = 'preparing' THEN 'todo' ELSE 'done' END",
    )  # fmt: skip
    _insert(
        bare, Bidder, "bids_bid b CROSS JOIN generate_series(1, 3) n WHERE b.state IN ('won', 'lost')", moment,
        bid="b.id", name="'W' || n", is_us="n = 1", price="b.price + n",
    )  # fmt: skip


def _presales(bare: Bare, _size: int, moment: datetime) -> None:
    """A pre-sales project for one deal of twenty, with a team of two and four actions."""
    _insert(
        bare, PresalesProject, "opportunities_opportunity o WHERE o.id % 20 = 1", moment,
        number="'SQ-' || lpad(o.id::text, 8, '0')", opportunity="o.id", amount="o.amount", budget="10000",
        state="CASE WHEN o.state = 'open' THEN 'watching' ELSE 'closed' END", decided_at="o.created_at",
        updated_at=_scattered(moment, "o.id"),
    )  # fmt: skip
    project = "presales_presalesproject p JOIN opportunities_opportunity o ON o.id = p.opportunity_id"
    _insert(
        bare, TeamMember, f"{project} CROSS JOIN generate_series(1, 2) n", moment, project="p.id",
        role="(ARRAY['customer', 'solution'])[n]", person="o.owner_id", since="o.opened_on",
    )  # fmt: skip
    _insert(
        bare, ElementAction, f"{project} CROSS JOIN generate_series(1, 4) n", moment, project="p.id", kind="'solution'",
        what="'W' || n", owner="o.owner_id", due_on="current_date + (p.id % 60)::int - 30",
        done_on="CASE WHEN p.id % 60 < 30 OR p.state = 'closed' THEN current_date - 30 END",
    )  # fmt: skip
