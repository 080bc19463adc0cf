"""A sales company of any size for the workload: 50 account managers, 20,000 customers, opportunities over three years.

Written with generate_series, so that a million opportunities come in about a minute; the same every time. Beside the
product's own tables the bare ones that the same work is compared with (`floor_*`), with the same rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bench.company import WORDS, _insert, _past, _pick
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.journal.models import Entry

SELLERS, CUSTOMERS, STORIED, STORY = 50, 20_000, 20, 200
COMMON, RARE = "\u8f74\u627f", ""  # the rare one is a customer's whole name, taken from the rows
SHARES = (18, 34, 48, 60, 70, 78, 90, 100)  # of eight places in the pipeline, added up; the last two are won and lost


def people() -> User:
    """Fifty account managers of one region and their manager, who measures."""
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
    return person("manager", "sales_manager")


def fill(bare: psycopg.Connection[Any], size: int) -> None:
    """Customers, opportunities, two hundred journal entries of some, and the bare tables."""
    moment = timezone.now()
    method = SalesMethod.objects.get(is_default=True)
    stages = list(method.stages.order_by("position").values_list("pk", flat=True))
    bare.execute(
        "CREATE TEMP TABLE seller AS SELECT row_number() OVER (ORDER BY p.id) - 1 AS place, p.id, h.department_id "
        "FROM accounts_user p JOIN accounts_position h ON h.person_id = p.id WHERE p.username LIKE 'sales%'"
    )
    named = f"{_pick('cities', 'i')} || {_pick('names', 'i / 20')} || {_pick('trades', 'i / 400')} || i || 'Co.'"
    _insert(
        bare, Customer, f"generate_series(1, {CUSTOMERS}) i JOIN seller ON seller.place = i % {SELLERS}", moment,
        number="'KH-' || lpad(i::text, 7, '0')", name=named, name_key=named, short_name=_pick("names", "i / 20"),
        owner="seller.id", department="seller.department_id", updated_at=_past(moment, "i * interval '7 min'"),
    )  # fmt: skip
    draw = "(i::bigint * 7919 % 1000003)"
    place = " ".join(f"WHEN {draw} % 100 < {share} THEN {n}" for n, share in enumerate(SHARES))
    things = len(WORDS["things"])
    common = f"CASE WHEN {draw} % 40 = 0 THEN '{COMMON}' ELSE {_pick('things', f'{draw} % {things}')} END"
    day = f"current_date - 730 + ({draw} % 1095)::int"
    _insert(
        bare, Opportunity,
        f"(SELECT i, CASE {place} END AS place FROM generate_series(1, {size}) i) s "
        f"JOIN seller ON seller.place = i % {SELLERS} "
        f"JOIN customers_customer c ON c.number = 'KH-' || lpad(({draw} % {CUSTOMERS} + 1)::text, 7, '0')",
        moment, number="'SJ-' || lpad(i::text, 8, '0')", customer="c.id",
        name=f"c.short_name || {common} || {_pick('order', 'i / 3')} || lpad((i % 9973)::text, 4, '0')",
        method=str(method.pk), stage=f"(ARRAY{stages})[least(s.place, {len(stages) - 1}) + 1]",
        state="CASE s.place WHEN 6 THEN 'won' WHEN 7 THEN 'lost' ELSE 'open' END",
        stage_since=day, opened_on=f"{day} - 90", expected_close_on=day,
        closed_on=f"CASE WHEN s.place > 5 THEN {day} END",
        amount=f"round(exp(12.2 + ({draw} % 997) / 997.0)::numeric, 2)",
        owner="seller.id", department="seller.department_id",
        updated_at=_past(moment, f"{draw} * interval '1 min'"),
    )  # fmt: skip
    _insert(
        bare, Entry, f"(SELECT id FROM opportunities_opportunity ORDER BY id LIMIT {STORIED}) o "
        f"CROSS JOIN generate_series(1, {STORY}) i", moment,
        kind="'opportunities.opportunity'", record_id="o.id", at=_past(moment, "i * interval '1 day'"),
        verb="'opportunities.changed'", door="'web'", changes="""'{"amount": ["1.00", "2.00"]}'::jsonb""",
    )  # fmt: skip
    bare.execute(Path(__file__).with_name("floor.sql").read_bytes())
    bare.execute("VACUUM ANALYZE")
