"""A sales company of any size for the workload: 50 account managers, 20,000 customers, opportunities over three years.

Written with COPY and INSERT … SELECT, so that a million opportunities come in minutes; the same every time. Everything
the product derives is written too: search table, journal with its chains, summaries of the pipeline. Beside the
product's own tables the bare ones that the same work is compared with (`floor_*`), with the same rows.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from bench.company import WORDS, _insert, _past, _pick
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities import figures
from leadtocash.areas.opportunities.models import Confirmation, Criterion, Opportunity, SalesMethod
from leadtocash.areas.opportunities.shipping import shipped_methods
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.search import keeping

SELLERS, CUSTOMERS, STORIED, STORY = 50, 20_000, 20, 200
COMMON = "\u8f74\u627f"  # in the names of one customer of twenty, and of one opportunity of forty
SHARES = (18, 34, 48, 60, 70, 78, 90, 100)  # of eight places in the pipeline, added up; the last two are won and lost
FIRST_DAY, DAYS = "2024-01-01", 1095


def manager() -> User:
    """Who measures: the sales manager over all sellers."""
    return User.objects.get(username="manager")


def filled(bare: psycopg.Connection[Any], size: int, given: Path | None) -> float:
    """Fill an empty database, with the rows of given files if there are any; seconds, 0 when it was full already."""
    if Opportunity.objects.exists():
        return 0.0
    started = time.monotonic()
    _people()
    _raw(bare, size, given / str(size) if given else None)
    bare.execute("SET session_replication_role = replica")  # no foreign keys are looked up, no figures added
    _records(bare)
    bare.execute("RESET session_replication_role")
    _journal(bare)
    figures.rebuild()
    bare.execute(Path(__file__).with_name("floor.sql").read_bytes())
    keeping.rebuild()
    connection.close()
    bare.execute("VACUUM ANALYZE")
    return time.monotonic() - started


def open_gate(bare: psycopg.Connection[Any], ids: list[int]) -> None:
    """What the first gate asks for is there for these opportunities: moving one is to be measured, not its refusal."""
    method = SalesMethod.objects.get(is_default=True, state=SalesMethod.State.IN_FORCE)
    first = method.stages.get(position=1)
    if not first.criteria.exists():  # a database filled before methods had any
        asked = shipped_methods()[method.code]["stages"][0]["criteria"]
        Criterion.objects.bulk_create(
            [Criterion(stage=first, position=place, **one) for place, one in enumerate(asked, 1)]
        )
    moment = timezone.now()
    bare.execute("UPDATE opportunities_opportunity SET need = 'W5' WHERE id = ANY(%s) AND need = ''", [ids])
    for criterion in first.criteria.filter(check_name=""):
        _insert(
            bare, Confirmation,
            f"opportunities_opportunity o WHERE id = ANY(ARRAY{ids}) AND NOT EXISTS (SELECT FROM "
            f"opportunities_confirmation c WHERE c.opportunity_id = o.id AND c.criterion_id = {criterion.pk})",
            moment, opportunity="o.id", criterion=str(criterion.pk), note="'W5'", on="o.opened_on", by="o.owner_id",
        )  # fmt: skip
    bare.execute("VACUUM ANALYZE opportunities_confirmation")


def _people() -> None:
    """Fifty account managers of one region and their manager."""
    roles = {role.code: role for role in Role.objects.all()}
    password = make_password(None)  # nobody signs in: the measuring client brings a session and a token
    top = Department.objects.create(code="HQ", name="HQ", kind="headquarters")
    region = Department.objects.create(code="R1", name="R1", kind="region", parent=top)

    def person(login: str, role: str) -> User:
        made = User.objects.create(username=login, name=login, password=password)
        Position.objects.create(person=made, department=region, role=roles[role], is_main=True)
        return made

    for place in range(1, SELLERS + 1):
        person(f"sales{place}", "account_manager")
    person("manager", "sales_manager")


def _raw(bare: psycopg.Connection[Any], size: int, given: Path | None) -> None:
    """The rows as they come: customers (i, name, city), deals (i, name, customer, seller 1-50, place 1-8, …)."""
    bare.execute("CREATE TEMP TABLE raw_customer (i int PRIMARY KEY, name text, city text)")
    bare.execute(
        "CREATE TEMP TABLE raw_deal (i int PRIMARY KEY, name text, customer int, seller int, place int, chance int, "
        "amount numeric(16, 2), opened timestamp, closing date)"
    )
    if given:
        _copy(bare, "raw_customer", given / "customers.csv")
        _copy(bare, "raw_deal", given / "opps.csv")
        return
    others = len(WORDS["trades"]) - 1
    trade = f"CASE WHEN i % 20 = 0 THEN '{COMMON}' ELSE {_pick('trades', f'1 + {_draw(1)} % {others}')} END"
    named = f"{_pick('cities', _draw(2))} || {_pick('names', _draw(3))} || {trade} || {_pick('forms', _draw(4))} || i"
    bare.execute(f"INSERT INTO raw_customer SELECT i, {named}, '' FROM generate_series(1, {CUSTOMERS}) i")  # type: ignore[arg-type]
    place = " ".join(f"WHEN {_draw(5)} % 100 < {share} THEN {n}" for n, share in enumerate(SHARES, 1))
    thing = f"CASE WHEN {_draw(6)} % 40 = 0 THEN '{COMMON}' ELSE {_pick('things', _draw(7))} END"
    named = f"{_pick('names', _draw(9))} || {thing} || {_pick('order', _draw(10))} || lpad((i % 9973)::text, 4, '0')"
    day = f"date '{FIRST_DAY}' + ({_draw(8)} % {DAYS})::int"
    bare.execute(
        f"INSERT INTO raw_deal SELECT i, {named}, 1 + {_draw(11)} % {CUSTOMERS}, "  # type: ignore[arg-type]
        f"1 + {_draw(12)} % {SELLERS}, CASE {place} END, 0, "
        f"round(exp(10.2 + ({_draw(13)} % 4000) / 1000.0)::numeric, 2), {day} - 90, {day} "
        f"FROM generate_series(1, {size}) i"
    )


def _draw(salt: int) -> str:
    """A number drawn for row i, always the same."""
    return f"(hashint8extended(i, {salt}) & 2147483647)"


def _copy(bare: psycopg.Connection[Any], table: str, file: Path) -> None:
    with bare.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy, file.open("rb") as source:  # type: ignore[arg-type]
        while part := source.read(1 << 20):
            copy.write(part)


def _records(bare: psycopg.Connection[Any]) -> None:
    """Customers and opportunities."""
    moment = timezone.now()
    method = SalesMethod.objects.get(is_default=True, state=SalesMethod.State.IN_FORCE)
    stages = list(method.stages.order_by("position").values_list("pk", flat=True))
    bare.execute(
        "CREATE TEMP TABLE seller AS SELECT row_number() OVER (ORDER BY p.id) AS place, p.id, h.department_id "
        "FROM accounts_user p JOIN accounts_position h ON h.person_id = p.id WHERE p.username LIKE 'sales%'"
    )
    _insert(
        bare, Customer, f"raw_customer r JOIN seller ON seller.place = 1 + r.i % {SELLERS}", moment,
        number="'KH-' || lpad(i::text, 7, '0')", name="r.name", name_key="r.name || r.i",
        short_name="left(r.name, 4)", owner="seller.id", department="seller.department_id",
        updated_at=_past(moment, "i * interval '7 min'"),
    )  # fmt: skip
    _insert(
        bare, Opportunity,
        "raw_deal r JOIN seller ON seller.place = r.seller "
        "JOIN customers_customer c ON c.number = 'KH-' || lpad(r.customer::text, 7, '0')",
        moment, number="'SJ-' || lpad(i::text, 8, '0')", customer="c.id", name="r.name", method=str(method.pk),
        stage=f"(ARRAY{stages})[least(r.place, {len(stages)})]",
        state="CASE r.place WHEN 7 THEN 'won' WHEN 8 THEN 'lost' ELSE 'open' END",
        stage_since="r.opened::date", opened_on="r.opened::date", expected_close_on="r.closing",
        closed_on="CASE WHEN r.place > 6 THEN r.closing END", amount="r.amount",
        owner="seller.id", department="seller.department_id", created_at="r.opened", updated_at="r.opened",
    )  # fmt: skip


def _journal(bare: psycopg.Connection[Any]) -> None:
    """An entry of each opportunity, and two hundred of some."""
    moment = timezone.now()
    entry = {"kind": "'opportunities.opportunity'", "record_id": "o.id", "door": "'web'"}
    _insert(
        bare, Entry, "opportunities_opportunity o", moment, **entry, at="o.created_at",
        verb="'opportunities.created'", changes="""jsonb_build_object('name', jsonb_build_array(null, o.name))""",
    )  # fmt: skip
    _insert(
        bare, Entry, f"(SELECT id FROM opportunities_opportunity ORDER BY id LIMIT {STORIED}) o "
        f"CROSS JOIN generate_series(1, {STORY}) i", moment, **entry, at=_past(moment, "i * interval '1 hour'"),
        verb="'opportunities.changed'", changes="""'{"amount": ["1.00", "2.00"]}'::jsonb""",
    )  # fmt: skip
