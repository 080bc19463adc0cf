"""Lists and inbox over 10,000 and over 100,000 projects: page over HTTP against the bare SQL of the same rows."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import machine


@dataclass(frozen=True)
class Row:
    """One measured page. Milliseconds; cpu: of the web processes, by page; sql: the page's own rows fetched by
    psycopg alone; queries: statements by page."""

    who: str
    what: str
    p50: float
    p95: float
    cpu: float
    sql: float
    queries: int
    rows: int


def main(words: Sequence[str]) -> int:
    """Measure every size in a process of its own, and print one table."""
    options = _options(words)
    if options.one:
        return _measure_one(options)
    results: dict[int, list[Row]] = {}
    with machine.scratch_home() as home, machine.postgres.running(home, durable=False) as url:
        machine.leadtocash(machine.environment(url, home), "migrate", "--verbosity", "0")
        for size in options.sizes:
            results[size] = _in_own_process(options, home, url, size)
    text = report(results, options.requests, options.items)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench projects", description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[10_000, 100_000])
    parser.add_argument("--items", type=int, default=0, help="work items for the inbox at the largest size")
    parser.add_argument("--requests", type=int, default=100, help="how often each page is asked for")
    parser.add_argument("--explain", action="store_true", help="print the plan of every query over 20 ms")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _in_own_process(options: argparse.Namespace, home: Any, url: str, size: int) -> list[Row]:
    """Django knows one database in a process: each size is measured in another, on a copy of the migrated one."""
    name = f"bench_{size}"
    environ = machine.copied(url, home, name)
    found = home.root / f"{name}.json"
    share = options.items * size // max(options.sizes)
    command = [sys.executable, "-m", "bench", "projects", "--one", str(size), "--write", str(found)]
    command += ["--requests", str(options.requests), "--items", str(share)]
    subprocess.run([*command, *(["--explain"] if options.explain else [])], env=environ, check=True)
    return [Row(**row) for row in json.loads(found.read_text())]


def _measure_one(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from bench import company, pages

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        people = company.people()
        company.fill(connection, options.one, options.items)
    cases = pages.cases(people, options.one, with_inbox=bool(options.items))
    rows = []
    with (
        machine.served(dict(os.environ)) as (address, web),
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare,
    ):
        for case in cases:
            client = machine.Client(address, pages.session(case.person))
            body = client.get(case.path)
            if case.expected and case.expected.encode() not in body:
                raise SystemExit(f"{case.path} as {case.who} does not show {case.expected}")
            used = machine.processor_seconds(web)
            http = machine.measured(lambda: client.get(case.path), options.requests)  # noqa: B023 - called at once
            cpu = (machine.processor_seconds(web) - used) * 1000 / (options.requests + machine.WARM)
            plain = machine.measured(lambda: bare.execute(case.sql, case.values).fetchall(), options.requests)  # type: ignore[arg-type] # noqa: B023
            queries = pages.queries_of(case, explain=options.explain)
            rows.append(Row(case.who, case.what, http.p50, http.p95, cpu, plain.p50, queries, case.rows))
            print(f"  {options.one:>7} {case.who:<24} {case.what:<28} {http.p50:7.1f} ms", file=sys.stderr, flush=True)
    options.write.write_text(json.dumps([asdict(row) for row in rows]))
    return 0


def report(results: dict[int, list[Row]], requests: int, items: int) -> str:
    """A table: each page at each size, against bare SQL, and how it grows from the smallest size to the largest."""
    sizes = sorted(results)
    small, large = sizes[0], sizes[-1]
    version = platform.python_version()
    columns = " | ".join(f"{size:,}: p50 | p95 | CPU | SQL | page/SQL" for size in sizes)
    lines = [
        f"# Lists over {' and '.join(f'{size:,}' for size in sizes)} projects",
        "",
        "Written by `python3 dev.py bench`. Whole pages over HTTP, signed in, one client on a kept connection, two",
        f"web processes, {requests} requests each, milliseconds; {os.cpu_count()} cores, Python {version}.",
        "",
        "- *CPU*: processor time of the web processes for one page; other work on the machine does not count in it.",
        "- *SQL*: the page's own rows (same statement, same database, 51 at most) fetched by psycopg alone, p50. The",
        "  page adds its counts, the frame, objects and HTML.",
        f"- *growth*: p50 with {large:,} over p50 with {small:,} projects; *queries*: statements of the page.",
        f"- Work items with {large:,} projects: {items:,}.",
        "",
        f"| who | page | {columns} | growth | queries |",
        f"|---|---|{'---:|---:|---:|---:|---:|' * len(sizes)}---:|---:|",
    ]
    by_key = {size: {(row.who, row.what): row for row in results[size]} for size in sizes}
    for row in results[large]:
        found = [by_key[size].get((row.who, row.what)) for size in sizes]
        cells = " | ".join(_cells(one) for one in found)
        first = by_key[small].get((row.who, row.what))
        growth = f"{row.p50 / first.p50:.2f}" if first and small != large else "–"
        lines.append(f"| {row.who} | {row.what} | {cells} | {growth} | {row.queries} |")
    return "\n".join(lines)


def _cells(row: Row | None) -> str:
    if row is None:
        return "– | – | – | – | –"
    return f"{row.p50:.1f} | {row.p95:.1f} | {row.cpu:.1f} | {row.sql:.2f} | {row.p50 / row.sql:.0f}"
