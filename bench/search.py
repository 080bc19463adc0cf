"""The search among a million customers and their contacts, for a seller, a region and a director.

Measured inside of one process, without HTTP: what the palette asks for. Bare SQL is the same statements, with the
same values, by psycopg alone in the same run. Filling the search table is measured too.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from leadtocash.config import postgres


@dataclass(frozen=True)
class Row:
    """Milliseconds of one search, of its statements alone, and of the processor in Python."""

    who: str
    what: str
    hits: int
    p50: float
    p95: float
    sql: float
    cpu: float
    statements: int


def main(words: Sequence[str]) -> int:
    """Fill a scratch database in a process of its own, measure, and print one table."""
    options = _options(words)
    if options.inside:
        return _inside(options)
    with machine.scratch_home() as home, postgres.running(home) as url:
        environ = machine.environment(url, home)
        machine.leadtocash(environ, "migrate", "--verbosity", "0")
        command = [sys.executable, "-m", "bench", "search", *words, "--inside"]
        subprocess.run(command, env=environ, check=True)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench search", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="customers; one of ten has a contact")
    parser.add_argument("--requests", type=int, default=40, help="how often each search is done")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from bench.company import people
    from leadtocash.foundation.search import keeping

    persons = people()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        _fill(bare, options.rows)
        started = time.perf_counter()
        written = keeping.rebuild()
        took = time.perf_counter() - started
        bare.execute("VACUUM ANALYZE")
        rows = [row for who, person in persons.items() for row in _searches(bare, who, person, options)]
        text = report(rows, options, filled=f"{written:,} rows in {took:.0f} s, {_size(bare)}")
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _fill(bare: psycopg.Connection[Any], count: int) -> None:
    """Customers with names like real ones, spread over the sellers, and a contact with a telephone at one of ten."""
    from django.utils import timezone

    from bench.company import WORDS, _insert
    from leadtocash.areas.customers.models import Contact, Customer
    from leadtocash.foundation.accounts.models import Position

    def one_of(kind: str, salt: int) -> str:
        words = "','".join(WORDS[kind])
        return f"(ARRAY['{words}'])[1 + (hashint4(i::int + {salt}) & 2147483647) % {len(WORDS[kind])}]"

    now = timezone.now()
    sellers = list(Position.objects.filter(role__code="account_manager").order_by("pk"))
    owners = "(ARRAY[" + ",".join(str(one.person_id) for one in sellers) + f"])[1 + i % {len(sellers)}]"
    units = "(ARRAY[" + ",".join(str(one.department_id) for one in sellers) + f"])[1 + i % {len(sellers)}]"
    kinds = ("cities", "given", "given", "trades", "forms")
    name = " || ".join(one_of(kind, salt * 10_000_000) for salt, kind in enumerate(kinds))
    past = f"'{now.isoformat()}'::timestamptz - (i * interval '20 seconds')"
    _insert(
        bare, Customer, f"generate_series(1, {count}) i", now, number="'KH' || lpad(i::text, 8, '0')",
        name=name, name_key="'bench' || i", owner=owners, department=units, created_at=past,
        updated_at=past,
    )  # fmt: skip
    _insert(
        bare, Contact, "(SELECT id AS i, * FROM customers_customer WHERE id % 10 = 0) i0", now, customer="i",
        name=" || ".join((one_of("surnames", 1), one_of("given", 2), one_of("given", 30_000_000))),
        phone="'13' || lpad(((i * 7919) % 1000000000)::text, 9, '0')", is_main="true", created_at="i0.created_at",
        updated_at="i0.updated_at",
    )  # fmt: skip


def _asked(person: Any) -> dict[str, str]:
    """What is typed, by what it is: the last one is a record the person sees, the others are common and rare."""
    from leadtocash.areas.customers.models import Contact

    contact: Any = Contact.objects.visible_to(person).select_related("customer").order_by("-pk")[5]
    return {
        "two signs, common": "轴承",
        "two signs, every second": "有限",
        "two signs, rare": contact.customer.name[2:4],
        "one sign": "轴",
        "six signs": contact.customer.name[:6],
        "two words": f"{contact.customer.name[:2]} 轴承",
        "pinyin initials, common": "zcgs",
        "pinyin initials, rare": "qdhrzcgs",
        "pinyin in full": "zhoucheng",
        "number": contact.customer.number,
        "part of a number": contact.customer.number[-5:],
        "telephone, last four": contact.phone[-4:],
        "person": contact.name,
        "nothing": "鑫淼",
        "nothing, letters": "qqxxzz",
    }


def _searches(bare: psycopg.Connection[Any], who: str, person: Any, options: argparse.Namespace) -> list[Row]:
    from django.db import connection

    from leadtocash.foundation.search.finding import find

    rows = []
    for what, typed in _asked(person).items():
        said: list[tuple[str, Any]] = []

        def listen(execute: Any, sql: str, params: Any, many: bool, context: Any, said: Any = said) -> Any:
            said.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(listen):
            hits = sum(len(group.hits) for group in find(typed, person, most=5))
        used = time.process_time()
        took = machine.measured(lambda typed=typed: find(typed, person, most=5), options.requests)  # type: ignore[misc]
        cpu = (time.process_time() - used) * 1000 / (options.requests + machine.WARM)

        def alone(said: Any = said) -> None:
            for sql, params in said:
                bare.execute(sql, params).fetchall()

        sql = machine.measured(alone, options.requests).p50
        rows.append(Row(who, what, hits, took.p50, took.p95, sql, cpu, len(said)))
    return rows


def _size(bare: psycopg.Connection[Any]) -> str:
    sizes = bare.execute(
        "SELECT pg_size_pretty(pg_relation_size('search_findable')), pg_size_pretty(pg_indexes_size('search_findable'))"
    ).fetchone()
    assert sizes is not None
    return f"table {sizes[0]}, indexes {sizes[1]}"


def report(rows: list[Row], options: argparse.Namespace, *, filled: str) -> str:
    """The table, with what it was measured on."""
    lines = [
        f"# Search among {options.rows:,} customers and {options.rows // 10:,} contacts",
        "",
        f"Written by `python3 dev.py bench search --rows {options.rows}`. What the palette asks for, at most five hits",
        "of a kind, in one process without HTTP; each search",
        f"{options.requests} times, milliseconds. {os.cpu_count()} cores, Python {platform.python_version()}, load",
        f"{os.getloadavg()[0]:.1f} at the end. SQL: the same statements by psycopg alone, p50.",
        f"The table was filled with {filled}.",
        "",
        "| who | what | hits shown | p50 | p95 | SQL | Python CPU | search/SQL | statements |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row.who} | {row.what} | {row.hits} | {row.p50:.1f} | {row.p95:.1f} | {row.sql:.1f} "
            f"| {row.cpu:.1f} | {row.p50 / row.sql:.2f} | {row.statements} |"
        )
    return "\n".join(lines)
