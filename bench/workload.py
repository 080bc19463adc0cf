"""Workload W: the daily work of selling over 100,000 and a million opportunities, by one client and by eight.

Three measure the same work in the same run: the product as it is served, bare SQL by psycopg, and a bare WSGI server
with psycopg behind the same web server. The ratios are what counts; milliseconds belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from bench.workload_report import WORK, Row, Size, report
from leadtocash.config import postgres

NO_FLOOR = {"W3p", "list"}  # nothing bare does the same


def main(words: Sequence[str]) -> int:
    """Measure every size in a process of its own, and print one table."""
    options = _options(words)
    if options.one:
        return _measure_one(options)
    found: dict[int, Size] = {}
    kept = nullcontext(postgres.Home(options.keep)) if options.keep else machine.scratch_home()
    with kept as home, postgres.running(home, durable=options.durable) as url:
        (home.root / "static").mkdir(exist_ok=True)
        for size in options.sizes:
            environ = database(url, home, size)
            answer = home.root / f"workload_{size}.json"
            command = [sys.executable, "-m", "bench", "workload", "--one", str(size), "--write", str(answer)]
            command += ["--requests", str(options.requests), "--clients", ",".join(map(str, options.clients))]
            command += ["--work", ",".join(options.work)] + (["--given", str(options.given)] if options.given else [])
            command += ["--postmaster", str(postgres.alive(home) or 0)]
            subprocess.run(command, env=environ, check=True)
            read = json.loads(answer.read_text())
            found[size] = Size(**{**read, "rows": [Row(**row) for row in read["rows"]]})
    text = report(found, options.requests, durable=options.durable)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        return [int(one) for one in text.split(",")]

    parser = argparse.ArgumentParser(prog="dev.py bench workload", description=__doc__)
    parser.add_argument("--sizes", type=numbers, default=[100_000, 1_000_000])
    parser.add_argument("--clients", type=numbers, default=[1, 8])
    parser.add_argument("--requests", type=int, default=200, help="how often each work is done")
    parser.add_argument("--work", type=lambda text: text.split(","), default=list(WORK), help="only these: W1,W6")
    parser.add_argument("--given", type=Path, help="a folder with <size>/customers.csv and opps.csv to take")
    parser.add_argument("--keep", type=Path, help="a folder for the filled databases, used again by the next run")
    parser.add_argument("--durable", action="store_true", help="commits wait for the disk")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--postmaster", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def database(url: str, home: postgres.Home, size: int) -> dict[str, str]:
    """The environment of the product on the database of this size, which is made where it is not yet there."""
    name = f"bench_{size}"
    environ = machine.environment(url.replace("/leadtocash?", f"/{name}?"), home)
    with psycopg.connect(url.replace("/leadtocash?", "/postgres?"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    machine.leadtocash(environ, "migrate", "--verbosity", "0")
    return environ


def _measure_one(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from bench import deals, pages
    from bench.workload_clients import Bare, Product, Sql, Things, bare_server
    from leadtocash.foundation.accounts import tokens

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        filled = deals.filled(bare, options.one, options.given)
        things = Things.read(bare, options.one)
        if "W5" in options.work:
            deals.open_gate(bare, things.movable)
    manager = deals.manager()
    token, session = tokens.issue(manager, at=timezone.now()), pages.session(manager)
    rows = []
    with ExitStack() as stack:
        started = time.monotonic()
        address, web = stack.enter_context(machine.served(dict(os.environ)))
        machine.first_page(address)
        cold = time.monotonic() - started
        worker = stack.enter_context(machine.working(dict(os.environ)))
        plain, _process = stack.enter_context(bare_server())
        for work in options.work:
            for clients in options.clients:
                before = machine.processor_seconds(web), machine.processor_seconds(options.postmaster)
                taken = _by(clients, options.requests, lambda: Product(address, token, session, things), work)
                after = machine.processor_seconds(web), machine.processor_seconds(options.postmaster)
                cpu, database = ((b - a) * 1000 / len(taken) for a, b in zip(before, after, strict=True))
                taken, sql, wsgi = taken[clients * machine.WARM :], 0.0, 0.0
                if work not in NO_FLOOR:
                    sql = statistics.median(_by(clients, options.requests, lambda: Sql(things), work))
                    wsgi = statistics.median(_by(clients, options.requests, lambda: Bare(plain, things), work))
                p95 = statistics.quantiles(taken, n=20)[-1]
                rows.append(Row(work, clients, statistics.median(taken), p95, cpu, database, sql, wsgi))
                print(f"  {options.one:>9} {work:<5} x{clients} {rows[-1].p50:8.1f} ms", file=sys.stderr, flush=True)
        memory = machine.megabytes(web), machine.megabytes(worker)
    answer = Size(options.one, rows, filled, cold, *memory)
    options.write.write_text(json.dumps(asdict(answer)))
    return 0


def _by(clients: int, times: int, someone: Callable[[], Any], work: str) -> list[float]:
    """Milliseconds of all calls of so many clients, each with a connection of its own, one call after the other.

    The calls to warm up come first.
    """
    warm: list[float] = []
    taken: list[float] = []
    failed: list[str] = []

    def client() -> None:
        try:
            one = someone()
            for number in range(machine.WARM + max(times // clients, 20)):
                started = time.perf_counter()
                one.do(work)
                (taken if number >= machine.WARM else warm).append((time.perf_counter() - started) * 1000)
        except Exception as error:
            failed.append(f"{work}: {type(error).__name__} {error}")

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(failed[0])
    return warm + taken
