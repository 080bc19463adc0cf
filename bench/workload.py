"""Workload W: the daily work of selling over 100,000 and a million opportunities, by one client and by eight.

Three measure the same work in the same run: the product as it is served, bare SQL by psycopg, and a bare WSGI server
with psycopg behind the same gunicorn. The ratios are what counts; milliseconds belong to the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg

from bench import machine
from leadtocash.config.serving import answering, free_port, web_command

WORK = {
    "W1": "API: 50 of one seller in one stage by expected signing, and how many",
    "W2": "API: search, a common word of two signs, and how many",
    "W2r": "API: search, a rare word, and how many",
    "W4": "API: create one, with all checks and journal",
    "W5": "API: move one to the next stage, with all checks and journal",
    "W6": "page: one opportunity, whole HTML, some with 200 journal entries",
    "list": "page: the list as it opens, whole HTML",
}
CALLS = {"W4", "W5"}


@dataclass(frozen=True)
class Row:
    """Milliseconds of one work by so many clients; cpu: of the web processes, by answer."""

    work: str
    clients: int
    p50: float
    p95: float
    cpu: float
    sql: float = 0.0
    wsgi: float = 0.0


def main(words: Sequence[str]) -> int:
    """Measure every size in a process of its own, and print one table."""
    options = _options(words)
    if options.one:
        return _measure_one(options)
    found: dict[int, list[Row]] = {}
    with machine.scratch_home() as home, machine.postgres.running(home, durable=False) as url:
        machine.leadtocash(machine.environment(url, home), "migrate", "--verbosity", "0")
        for size in options.sizes:
            name = f"bench_{size}"
            with psycopg.connect(url.replace("/leadtocash?", "/postgres?"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE leadtocash")  # type: ignore[arg-type]
            environ = machine.environment(url.replace("/leadtocash?", f"/{name}?"), home)
            kept = home.root / f"{name}.json"
            command = [sys.executable, "-m", "bench", "workload", "--one", str(size), "--write", str(kept)]
            command += ["--requests", str(options.requests), "--clients", ",".join(map(str, options.clients))]
            subprocess.run(command, env=environ, check=True)
            found[size] = [Row(**row) for row in json.loads(kept.read_text())]
    text = report(found, options.requests)
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
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _measure_one(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from bench import deals, pages
    from leadtocash.foundation.accounts import tokens

    manager = deals.people()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        deals.fill(bare, options.one)
        things = Things.read(bare, options.one)
    token, session = tokens.issue(manager, at=timezone.now()), pages.session(manager)
    rows = []
    with machine.served(dict(os.environ)) as (address, web), _bare_server() as plain:
        for work in WORK:
            for clients in options.clients:
                used = machine.processor_seconds(web)
                taken = _by(clients, options.requests, lambda: Product(address, token, session, things), work)
                cpu = (machine.processor_seconds(web) - used) * 1000 / (len(taken) + clients * machine.WARM)
                sql = wsgi = 0.0
                if work != "list":
                    sql = statistics.median(_by(clients, options.requests, lambda: Sql(things), work))
                    wsgi = statistics.median(_by(clients, options.requests, lambda: Bare(plain, things), work))
                p95 = statistics.quantiles(taken, n=20)[-1]
                rows.append(Row(work, clients, statistics.median(taken), p95, cpu, sql, wsgi))
                print(f"  {options.one:>9} {work:<5} x{clients} {rows[-1].p50:8.1f} ms", file=sys.stderr, flush=True)
    options.write.write_text(json.dumps([asdict(row) for row in rows]))
    return 0


def _by(clients: int, times: int, someone: Callable[[], Any], work: str) -> list[float]:
    """Milliseconds of all calls of so many clients, each with a connection of its own, one call after the other."""
    taken: list[float] = []
    failed: list[str] = []

    def client() -> None:
        try:
            one = someone()
            for number in range(machine.WARM + max(times // clients, 20)):
                started = time.perf_counter()
                one.do(work)
                if number >= machine.WARM:
                    taken.append((time.perf_counter() - started) * 1000)
        except Exception as error:
            failed.append(f"{work}: {type(error).__name__} {error}")

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(failed[0])
    return taken


# ---------------------------------------------------------------- who does the work
@dataclass(frozen=True)
class Things:
    """What is asked for: sellers, stages, opportunities that can still move, customers, words."""

    sellers: list[int]
    stages: list[int]
    movable: list[int]
    customers: list[int]
    rare: str
    size: int

    @classmethod
    def read(cls, bare: psycopg.Connection[Any], size: int) -> Things:
        """From the filled company."""

        def keys(statement: str) -> list[int]:
            return [row[0] for row in bare.execute(statement)]  # type: ignore[arg-type]

        rare = bare.execute(
            "SELECT substr(name, 1, 9) FROM customers_customer ORDER BY id LIMIT 1 OFFSET 4321"
        ).fetchone()
        return cls(
            keys("SELECT id FROM accounts_user WHERE username LIKE 'sales%'"),
            keys("SELECT id FROM opportunities_stage WHERE method_id = (SELECT id FROM opportunities_salesmethod "
                 "WHERE is_default) ORDER BY position"),
            keys("SELECT o.id FROM opportunities_opportunity o JOIN opportunities_stage s ON s.id = o.stage_id "
                 "WHERE state = 'open' AND s.position = 1 ORDER BY o.id LIMIT 20000"),
            keys("SELECT id FROM customers_customer ORDER BY id"),
            str(rare[0]) if rare else "",
            size,
        )  # fmt: skip

    def asked(self, work: str, chance: random.Random) -> dict[str, Any]:
        """The values of one call."""
        from bench.deals import COMMON, STORIED

        word = self.rare if work == "W2r" else COMMON
        pairs = " & ".join(f"'{word[place : place + 2].lower()}'" for place in range(len(word) - 1))
        storied = self.movable[: STORIED // 4]
        return {
            "sp": chance.choice(self.sellers), "stage": chance.choice(self.stages[:-1]), "word": word,
            "grams": pairs, "customer": chance.choice(self.customers), "name": f"W4 {uuid4().hex[:12]}",
            "id": chance.choice(storied if work == "W6" and chance.random() < 0.1 else self.movable),
        }  # fmt: skip


class Product:
    """One person at the product, by API and by page."""

    def __init__(self, address: tuple[str, int], token: str, session: str, things: Things) -> None:
        self.line = http.client.HTTPConnection(*address, timeout=60)
        self.things, self.chance = things, random.Random()
        self.api = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept-Language": "zh-hans",
        }
        self.page = {"Cookie": f"sessionid={session}", "Accept-Language": "zh-hans"}

    def do(self, work: str) -> None:
        """One call; SystemExit for a refusal, because a measured refusal measures nothing."""
        asked = self.things.asked(work, self.chance)
        path, body = "/opportunities/", dict[str, Any]()
        if work == "W1":
            path = "/api/v1/opportunities/?" + urlencode(
                {"owner": asked["sp"], "stage": asked["stage"], "ordering": "expected_close_on"}
            )
        elif work in ("W2", "W2r"):
            path = f"/api/v1/opportunities/?ordering=expected_close_on&search={quote(asked['word'])}"
        elif work == "W4":
            path, body = (
                "/api/v1/opportunities/",
                {"name": asked["name"], "customer": asked["customer"], "amount": "1000"},
            )
        elif work == "W5":
            path, body = f"/api/v1/opportunities/{self._next()}/stage/", {"stage": self.things.stages[1]}
        elif work == "W6":
            path = f"/opportunities/{asked['id']}/"
        headers = self.page if path.startswith("/opportunities") else self.api
        if body:
            headers = headers | {"Idempotency-Key": str(uuid4())}
        self.line.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status} {text[:300].decode(errors='replace')}")
        if headers is not self.page:
            json.loads(text)

    def _next(self) -> int:
        """One that has not moved yet: each is taken once."""
        with _taking:
            return self.things.movable.pop()


_taking = threading.Lock()


class Sql:
    """The same rows by psycopg alone."""

    def __init__(self, things: Things) -> None:
        self.things, self.chance = things, random.Random()
        self.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1)

    def do(self, work: str) -> None:
        """One call."""
        from bench import floor

        floor.rows(self.connection, work[:2], self.things.asked(work, self.chance))


class Bare:
    """The same rows from a bare WSGI server."""

    def __init__(self, address: tuple[str, int], things: Things) -> None:
        self.line = http.client.HTTPConnection(*address, timeout=60)
        self.things, self.chance = things, random.Random()

    def do(self, work: str) -> None:
        """One call."""
        asked = self.things.asked(work, self.chance)
        method = "POST" if work in CALLS else "GET"
        path = f"/{work[:2]}" + ("" if work in CALLS else f"?{urlencode(asked)}")
        self.line.request(method, path, json.dumps(asked) if work in CALLS else None)
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"bare {path} answered {answer.status}")
        json.loads(text)


@contextlib.contextmanager
def _bare_server() -> Iterator[tuple[str, int]]:
    """Served as the product is, with as many processes and threads."""
    host, port = "127.0.0.1", free_port("127.0.0.1", 18900)
    *command, _product = web_command(host=host, port=port, workers=2)
    process = subprocess.Popen([*command, "bench.floor:application"])
    try:
        deadline = time.monotonic() + 30
        while not answering(host, port):
            if time.monotonic() > deadline:
                raise SystemExit("the bare server did not start")
            time.sleep(0.2)
        yield host, port
    finally:
        process.terminate()
        process.wait(15)


# ---------------------------------------------------------------- report
def report(found: dict[int, list[Row]], requests: int) -> str:
    """One table for each number of clients: each size's times, ratios to both floors, and growth."""
    sizes = sorted(found)
    small, large = sizes[0], sizes[-1]
    lines = [
        f"# Workload W at {' and '.join(f'{size:,}' for size in sizes)} opportunities",
        "",
        "Written by `python3 dev.py bench workload`. Milliseconds over HTTP on kept connections, signed in as a sales",
        f"manager with his data scope; two web processes; at least {requests} calls each;",
        f"{os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        "- *CPU*: processor time of the web processes for one answer; other work on the machine does not count in it.",
        "- *SQL*, *WSGI*: p50 of the same work in the same run by psycopg alone and by a bare WSGI server, both",
        "  without sign-in, scope, rules and provable history; the ratio is ours to the WSGI server's.",
        f"- *growth*: p50 at {large:,} over p50 at {small:,}.",
        "",
        "| work | clients | "
        + " | ".join(f"{size:,}: p50 | p95 | CPU | SQL | WSGI | ratio" for size in sizes)
        + " | growth |",
        "|---|---:|" + "---:|" * (6 * len(sizes) + 1),
    ]
    for row in found[large]:
        cells = []
        for size in sizes:
            one = next(r for r in found[size] if (r.work, r.clients) == (row.work, row.clients))
            ratio = f"{one.p50 / one.wsgi:.1f}" if one.wsgi else "\u2013"
            cells += [f"{value:.1f}" for value in (one.p50, one.p95, one.cpu)]
            cells += [f"{one.sql:.2f}" if one.sql else "\u2013", f"{one.wsgi:.1f}" if one.wsgi else "\u2013", ratio]
        before = next(r for r in found[small] if (r.work, r.clients) == (row.work, row.clients))
        what = WORK[row.work] if row.clients == found[large][0].clients else ""
        lines.append(f"| {row.work} {what} | {row.clients} | {' | '.join(cells)} | {row.p50 / before.p50:.2f} |")
    return "\n".join(lines)
