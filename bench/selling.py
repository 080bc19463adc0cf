"""Pages and acts round a million deals: pool, funnel, a manager's week, the route of a day, a competitor's record, the
map of a deal; whether a new customer is there already, converting a lead, logging a visit.

Whole pages inside of one process, without HTTP; acts are undone. Beside each what is at its heart in bare SQL, by
psycopg alone in the same run, in milliseconds of processor time: no scope, no rules, no journal, no search table.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from bench.workload import database
from leadtocash.config import postgres

SIZE = 1_000_000
ONE = "SELECT id FROM {table} WHERE {where} ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True)
class Page:
    """A page of one record or of none; record: SQL of its id; bare: what it is about."""

    what: str
    who: str
    path: str
    record: str = ""
    bare: str = ""


_MINE = "owner_id = %(person)s"
PAGES = (
    Page("pool of customers", "account manager", "/customers/pool/", bare="SELECT * FROM customers_customer WHERE "
         "owner_id IS NULL AND removed_at IS NULL AND department_id = ANY(%(departments)s) "
         "ORDER BY pooled_at DESC LIMIT 51"),
    Page("customers about to return", "manager", "/customers/?view=returning", bare="SELECT * FROM customers_customer "
         "WHERE returns_on IS NOT NULL AND department_id = ANY(%(departments)s) ORDER BY updated_at DESC LIMIT 51"),
    Page("funnel and yield of the sources, a year", "manager", "/leads/funnel/", bare="SELECT source_id, count(*), "
         "count(converted_on) FROM leads_lead WHERE received_on >= date_trunc('year', now()) AND removed_at IS NULL "
         "AND department_id = ANY(%(departments)s) GROUP BY 1"),
    Page("funnel and yield of the sources, all", "everything", "/leads/funnel/?period=all", bare="SELECT source_id, "
         "count(*), count(converted_on), sum(o.amount) FROM leads_lead l LEFT JOIN opportunities_opportunity o "
         "ON o.id = l.opportunity_id GROUP BY 1"),
    Page("week of the people", "manager", "/visits/team/", bare="SELECT owner_id, state, count(*) FROM visits_visit "
         "WHERE day BETWEEN date_trunc('week', now()) AND date_trunc('week', now()) + interval '6 days' AND "
         "department_id = ANY(%(departments)s) GROUP BY 1, 2"),
    Page("route of the day", "account manager", "/visits/route/",
         bare=f"SELECT * FROM visits_visit WHERE {_MINE} AND day = current_date"),
    Page("competitor and its record", "everything", "/competitors/{}/", "SELECT min(id) FROM market_competitor",
         "SELECT o.state, count(*), sum(amount) FROM opportunities_dealrival r JOIN opportunities_opportunity o "
         "ON o.id = r.opportunity_id WHERE r.competitor_id = %(record)s GROUP BY 1"),
    Page("competitor and its record, a region", "manager", "/competitors/{}/", "SELECT min(id) FROM market_competitor"),
    Page("a deal", "manager", "/opportunities/{}/", "SELECT max(opportunity_id) FROM winning_stakeholder",
         "SELECT * FROM opportunities_opportunity WHERE id = %(record)s"),
    Page("map of a deal", "manager", "/opportunities/{}/?tab=stakeholders",
         "SELECT max(opportunity_id) FROM winning_stakeholder",
         "SELECT * FROM winning_stakeholder WHERE opportunity_id = %(record)s"),
    Page("a customer", "manager", "/customers/{}/", "SELECT max(customer_id) FROM opportunities_opportunity",
         "SELECT * FROM customers_customer WHERE id = %(record)s"),
    Page("a lead, with what may be the same", "everything", "/leads/{}/", ONE.format(
         table="leads_lead", where="state = 'taken_up'"), "SELECT * FROM leads_lead WHERE id = %(record)s"),
)  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Fill a database, unless a kept one is full already, and print a table."""
    options = _options(words)
    if options.inside:
        return _inside(options)
    kept = nullcontext(postgres.Home(options.keep)) if options.keep else machine.scratch_home()
    with kept as home, postgres.running(home) as url:
        (home.root / "static").mkdir(exist_ok=True)
        environ = database(url, home, options.size)
        subprocess.run([sys.executable, "-m", "bench", "selling", *words, "--inside"], env=environ, check=True)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench selling", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="opportunities")
    parser.add_argument("--requests", type=int, default=10, help="how often each is done")
    parser.add_argument("--keep", type=Path, help="folder of a database to use again")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from bench import around, deals

    settings.ALLOWED_HOSTS = ["*"]
    lines = [f"{options.size:,} opportunities, milliseconds of processor time, Python's and the database's.", ""]
    lines += ["| what | who | ours | statements | bare SQL | ratio |", "|---|---|---:|---:|---:|---:|"]
    with psycopg.connect(os.environ["DATABASE_URL"]) as bare:
        bare.autocommit = True
        deals.filled(bare, options.size, None)
        around.filled(bare, options.size)
        people = around.people()
        connection.ensure_connection()
        clock = machine.Clock(bare, connection.connection)
        for page in PAGES:
            lines.append(_page(page, people[page.who], bare, clock, options.requests))
            print(lines[-1], file=sys.stderr, flush=True)
        for what, act, statement in _acts(people["account manager"], bare):
            plain = partial(_undone, bare, statement)
            lines.append(_line(what, "account manager", act, plain, clock, options.requests))
            print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _page(page: Page, person: Any, bare: psycopg.Connection[Any], clock: machine.Clock, times: int) -> str:
    from django.test import Client

    from leadtocash.foundation.access.grants import grant

    found = bare.execute(page.record).fetchone() if page.record else None  # type: ignore[arg-type]
    record = found[0] if found else None
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(person)
    departments = sorted(grant(person, "customers.claim" if page.path.endswith("pool/") else "leads.view").departments)
    values: Mapping[str, Any] = {"person": person.pk, "departments": departments, "record": record}

    def ours() -> None:
        if (status := client.get(page.path.format(record), secure=True).status_code) != 200:
            raise SystemExit(f"{page.path}: {status}")

    plain = (lambda: bare.execute(page.bare, values).fetchall()) if page.bare else None  # type: ignore[arg-type]
    return _line(page.what, page.who, ours, plain, clock, times)


def _acts(person: Any, bare: psycopg.Connection[Any]) -> list[tuple[str, Callable[[], Any], str]]:
    """What a person does, undone each time, and the bare change at its heart."""
    from django.utils import timezone

    from leadtocash.areas.customers import actions as customers
    from leadtocash.areas.customers.models import Customer
    from leadtocash.areas.leads import actions as leads
    from leadtocash.areas.leads.models import Lead
    from leadtocash.areas.visits import actions as visits
    from leadtocash.foundation.kernel.act import Act

    act = Act(at=timezone.now(), by=person, door="web")
    mine = Customer.objects.filter(owner=person).latest("pk")
    lead = Lead.objects.filter(owner=person, state=Lead.State.QUALIFIED).latest("pk")
    today = timezone.localdate()
    visit = {
        "customer": mine,
        "kind": "call",
        "purpose": "W",
        "day": today,
        "said": "We spoke about the delivery.",
        "contacts": [],
        "people": [],
    }
    return [
        ("a customer is registered, and is not there yet",
         lambda: customers.create_customer({"name": f"W{time.monotonic_ns()}"}, act=act),
         "INSERT INTO floor_cust (id, name) VALUES (0, 'W')"),
        ("a lead is converted", lambda: leads.convert_lead(Lead.objects.get(pk=lead.pk), {"name": "W"}, act=act),
         ("INSERT INTO floor_opp (name, cust_id, sp, stage, prob, rev, created, close) "
         "SELECT 'W', 1, 1, 1, 1, 1, now(), now()")),
        ("a visit is logged", lambda: visits.log_visit(visit, act=act),
         "UPDATE visits_visit SET said = 'W' WHERE id = (SELECT max(id) FROM visits_visit)"),
    ]  # fmt: skip


def _undone(bare: psycopg.Connection[Any], statement: str) -> None:
    with bare.transaction(force_rollback=True):
        bare.execute(statement)  # type: ignore[arg-type]


def _line(
    what: str, who: str, ours: Callable[[], Any], plain: Callable[[], Any] | None, clock: machine.Clock, times: int
) -> str:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    def undone() -> None:
        with transaction.atomic():
            ours()
            transaction.set_rollback(True)

    with CaptureQueriesContext(connection) as seen:
        undone()
    statements = len(seen.captured_queries)
    took, sql = clock.middle(undone, times), clock.middle(plain, times) if plain else 0.0
    ratio = f"{sql:.1f} | {took / sql:.1f}" if sql else "- | -"
    return f"| {what} | {who} | {took:.1f} | {statements} | {ratio} |"
