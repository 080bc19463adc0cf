"""A company of any size, written with generate_series: people, customers, contracts, projects, work items.

It has the shape of a real one, not its history: no journal, no numbers drawn. Columns nobody names here get the
default of their field, so a new field needs no change.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone
from psycopg import sql

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, WorkItem

REGIONS, PER_REGION = 10, 10
MANAGERS = REGIONS * PER_REGION


def _words() -> dict[str, list[str]]:
    with Path(__file__).with_name("words.csv").open(encoding="utf-8") as rows:
        return {row["kind"]: row["words"].split() for row in csv.DictReader(rows)}


WORDS = _words()


def people() -> dict[str, User]:
    """Hundred account managers in ten regions, their managers and a general manager; give those who measure."""
    roles = {role.code: role for role in Role.objects.all()}
    password = make_password(None)  # nobody signs in: the measuring client brings a session
    top = Department.objects.create(code="HQ", name="总部", kind="headquarters")

    def person(login: str, role: str, department: Department) -> User:
        made = User.objects.create(username=login, name=f"员工{login}", password=password)
        Position.objects.create(person=made, department=department, role=roles[role], is_main=True)
        return made

    for region in range(1, REGIONS + 1):
        below = Department.objects.create(code=f"R{region}", name=f"第{region}大区", kind="region", parent=top)
        person(f"region{region}", "sales_manager", below)
        for place in range(1, PER_REGION + 1):
            person(f"sales{(region - 1) * PER_REGION + place}", "account_manager", below)
    person("director", "general_manager", top)
    names = {"account manager, own": "sales1", "sales manager, region": "region1", "director, all": "director"}
    return {who: User.objects.get(username=login) for who, login in names.items()}


def fill(connection: psycopg.Connection[Any], size: int, items: int) -> None:
    """Write customers (a fifth as many), contracts and projects (one each), and open and done work items."""
    connection.execute(
        "CREATE TEMP TABLE seller AS SELECT row_number() OVER (ORDER BY p.id) - 1 AS place, p.id, h.department_id "
        "FROM accounts_user p JOIN accounts_position h ON h.person_id = p.id WHERE p.username LIKE 'sales%'"
    )
    customers, moment = max(size // 5, 1), timezone.now()
    named = f"{_pick('cities', 'i')} || {_pick('names', 'i / 20')} || {_pick('trades', 'i / 400')}"
    named += " || '第' || i || '有限公司'"
    sold_by = f"JOIN seller ON seller.place = i % {MANAGERS}"
    _insert(
        connection, Customer, f"generate_series(1, {customers}) i {sold_by}", moment,
        number="'KH-' || lpad(i::text, 7, '0')", name=named, name_key=named, short_name=_pick("names", "i"),
        owner="seller.id", department="seller.department_id", updated_at=_past(moment, "i * interval '7 min'"),
    )  # fmt: skip
    bought_by = f"JOIN customers_customer c ON c.number = 'KH-' || lpad((i % {customers} + 1)::text, 7, '0')"
    rows = f"generate_series(1, {size}) i {sold_by} {bought_by}"
    title = f"c.short_name || {_pick('trades', 'i / 7')} || {_pick('things', 'i')} || {_pick('order', 'i / 3')}"
    money = {"amount": "i % 997 * 1130", "net_amount": "i % 997 * 1000", "cost_amount": "i % 997 * 800"}
    _insert(
        connection, Contract, rows, moment,
        number="'HT-' || lpad(i::text, 7, '0')", draft_number="'HTC-' || lpad(i::text, 7, '0')",
        project_code="'XM-' || lpad(i::text, 7, '0')", state="'registered'", title=title, customer="c.id",
        owner="seller.id", department="seller.department_id", **money, tax_amount="i % 997 * 130",
        updated_at=_past(moment, "i * interval '3 min'"),
    )  # fmt: skip
    _fill_projects(connection, rows, title, money, moment)
    if items:
        _fill_inbox(connection, items, moment)
    connection.execute("ANALYZE")


def _fill_projects(
    connection: psycopg.Connection[Any], rows: str, title: str, money: dict[str, str], moment: datetime
) -> None:
    """Old ones are closed; of the young, most are set up, some arrived, signed off or still prepared."""
    state = (
        "CASE WHEN i % 20 < 13 THEN 'closed' WHEN i % 20 = 13 THEN 'cancelled' WHEN i % 20 = 14 THEN 'preparing' "
        "WHEN i % 20 = 15 THEN 'in_approval' WHEN i % 20 = 16 THEN 'arrived' WHEN i % 20 = 17 THEN 'signed_off' "
        "ELSE 'set_up' END"
    )
    came = "CASE WHEN i % 20 IN (0,1,2,3,4,5,6,7,8,9,10,11,12,16,17) THEN current_date - (i % 300) {later} END"
    _insert(
        connection, Project, f"{rows} JOIN contracts_contract k ON k.number = 'HT-' || lpad(i::text, 7, '0')", moment,
        code="'XM-' || lpad(i::text, 7, '0')", title=title, state=state, contract="k.id", customer="c.id",
        owner="seller.id", department="seller.department_id", **money, is_virtual="i % 25 = 0",
        task_number="'RW-' || lpad(i::text, 7, '0')", prepared_at=_past(moment, "i * interval '5 min'"),
        arrived_on=came.format(later=""), signoff_due_on=came.format(later="+ 14"),
        signed_on="CASE WHEN i % 20 < 13 OR i % 20 = 17 THEN current_date - (i % 290) END",
        updated_at=_past(moment, "(i * 7919 % 1000003) * interval '1 min'"),
    )  # fmt: skip


def _fill_inbox(connection: psycopg.Connection[Any], items: int, moment: datetime) -> None:
    """Five work items for each process, one of them open in a tenth of the processes; all sellers share them."""
    runs = items // 5
    definition = ProcessDefinition.objects.filter(key="closing").order_by("-version").first()
    if definition is None:
        raise SystemExit("the closing process is not shipped, so there is no inbox to measure")
    running = "i % 10 = 0"
    ended = f"CASE WHEN {running} THEN NULL ELSE {_past(moment, 'i * interval $$1 min$$')} END"
    _insert(
        connection, ProcessInstance,
        f"generate_series(1, {runs}) i JOIN seller ON seller.place = i % {MANAGERS} "
        "JOIN projects_project p ON p.code = "
        "'XM-' || lpad((i % (SELECT count(*) FROM projects_project) + 1)::text, 7, '0')",
        moment, definition=str(definition.pk), process="'bench' || i", record_kind="'projects.project'",
        record_id="p.id", title="p.code || ' ' || p.title", started_by="seller.id", ended_at=ended,
        state=f"CASE WHEN {running} THEN 'running' ELSE 'ended' END",
        started_at=_past(moment, "i * interval '2 min'"),
    )  # fmt: skip
    steps = "workflow_processinstance n CROSS JOIN generate_series(1, 5) i"
    is_open = "(n.state = 'running' AND i = 5)"
    closed = f"CASE WHEN {is_open} THEN NULL ELSE n.started_at + i * interval '1 hour' END"
    _insert(
        connection, Activity, steps, moment, instance="n.id", process="n.process", node="'confirm'", round="i",
        lineage="''", is_open=is_open, outcome=f"CASE WHEN {is_open} THEN '' ELSE 'approved' END",
        opened_at="n.started_at", closed_at=closed,
    )  # fmt: skip
    _insert(
        connection, WorkItem,
        f"workflow_activity a JOIN seller ON seller.place = a.id % {MANAGERS}", moment,
        instance="a.instance_id", activity="a.id", assignee="seller.id", opened_at="a.opened_at",
        closed_at="a.closed_at", state="CASE WHEN a.is_open THEN 'open' ELSE 'done' END",
        outcome="a.outcome", due_at="CASE WHEN a.is_open THEN a.opened_at + interval '3 days' END",
    )  # fmt: skip


def _insert(
    connection: psycopg.Connection[Any], model: type[models.Model], source: str, moment: datetime, /, **columns: str
) -> None:
    """INSERT … SELECT with these expressions; every other column gets its field's default."""
    given = {model._meta.get_field(name).column: expression for name, expression in columns.items()}  # type: ignore[union-attr]
    for field in model._meta.local_concrete_fields:
        if field.primary_key or field.column in given or (field.null and not field.has_default()):
            continue
        given[field.column] = _default(connection, field, moment)
    names = ", ".join(f'"{name}"' for name in given)
    connection.execute(
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(given.values())} FROM {source}'  # type: ignore[arg-type]
    )


def _default(connection: psycopg.Connection[Any], field: Any, moment: datetime) -> str:
    value = field.get_default() if field.has_default() else None
    if value is None and isinstance(field, models.DateTimeField):
        value = moment
    if value is None and isinstance(field, models.BooleanField):
        value = False
    if value is None and not isinstance(field, models.CharField | models.TextField):
        raise SystemExit(f"bench.company says nothing about {field}")
    prepared = field.get_db_prep_value(value if value is not None else "", _django(), prepared=False)
    return sql.Literal(prepared).as_string(connection)


def _django() -> Any:
    from django.db import connection

    return connection


def _pick(kind: str, index: str) -> str:
    """An expression that takes one of these words by an index expression."""
    words = WORDS[kind]
    return f"(ARRAY[{', '.join(repr(word) for word in words)}])[({index}) % {len(words)} + 1]"


def _past(moment: datetime, ago: str) -> str:
    return f"timestamptz '{moment.isoformat()}' - {ago}"
