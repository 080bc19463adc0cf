"""The pages of a weekly review over a million opportunities: list, board, forecast, waterfall, stages, funnel.

Whole pages inside of one process, without HTTP, as the sales manager over all of them sees them. Bare SQL is what a
page is about, in one statement over the opportunities themselves, by psycopg alone in the same run: no summaries.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from bench.workload import database
from leadtocash.config import postgres

SIZE = 1_000_000
_SEEN = "removed_at IS NULL AND department_id = ANY(%(departments)s)"
_OPEN = f"{_SEEN} AND state = 'open'"
_WEIGHED = "sum(o.amount), sum(round(o.amount * s.probability / 100, 2))"
_JOINED = "FROM opportunities_opportunity o JOIN opportunities_stage s ON s.id = o.stage_id"
#: the page, what it is about in bare SQL ("" where nothing bare does the same)
_IN_YEAR = "expected_close_on BETWEEN '2026-01-01' AND '2026-12-31'"
_IN_QUARTER = "expected_close_on BETWEEN '2026-10-01' AND '2026-12-31'"
_TABLE = "opportunities_opportunity o"
PAGES = {
    "list": ("/opportunities/", f"SELECT o.* FROM {_TABLE} WHERE {_SEEN} ORDER BY updated_at DESC, id DESC LIMIT 51"),
    "board, with totals of each lane": (
        "/opportunities/?as=board", f"SELECT stage_id, count(*), sum(amount) FROM {_TABLE} WHERE {_OPEN} GROUP BY 1",
    ),
    "forecast, a quarter by department": (
        "/forecast/?period=2026-Q4&by=department",
        (f"SELECT department_id, stage_id, forecast, count(*), {_WEIGHED} {_JOINED} WHERE {_OPEN} AND {_IN_QUARTER} "
        "GROUP BY 1, 2, 3"),
    ),
    "forecast, a year by person": (
        "/forecast/?period=2026&by=owner",
        (f"SELECT owner_id, stage_id, forecast, count(*), {_WEIGHED} {_JOINED} WHERE {_OPEN} AND {_IN_YEAR} "
        "GROUP BY 1, 2, 3"),
    ),
    "forecast, a quarter by product": ("/forecast/?period=2026-Q4&by=product", ""),
    "waterfall of a week": ("/forecast/changes/?period=2026-Q4", ""),
    "deals to look at": ("/forecast/watch/?view=stalled", ""),
    "stages and reasons of a quarter": ("/forecast/stages/?period=2026-Q4", ""),
    "funnel": (
        "/leads/funnel/", f"SELECT s.phase, o.state, count(*), sum(o.amount) {_JOINED} WHERE {_SEEN} GROUP BY 1, 2",
    ),
}  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Fill a database, unless a kept one is full already, and print one table."""
    options = _options(words)
    if options.inside:
        return _inside(options)
    kept = nullcontext(postgres.Home(options.keep)) if options.keep else machine.scratch_home()
    with kept as home, postgres.running(home) as url:
        (home.root / "static").mkdir(exist_ok=True)
        environ = database(url, home, options.size)
        subprocess.run([sys.executable, "-m", "bench", "winning", *words, "--inside"], env=environ, check=True)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench winning", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="opportunities")
    parser.add_argument("--requests", type=int, default=10, help="how often each page is asked for")
    parser.add_argument("--keep", type=Path, help="folder of a database to use again")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench import deals
    from leadtocash.foundation.access.grants import grant

    settings.ALLOWED_HOSTS = ["*"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        deals.filled(bare, options.size, None)
        manager, client = deals.manager(), Client(headers={"accept-language": "zh-hans"})
        client.force_login(manager)
        values = {"departments": sorted(grant(manager, "opportunities.view").departments)}
        lines = [_head(options)]
        for name, (path, statement) in PAGES.items():

            def page(path: str = path) -> None:
                if client.get(path, secure=True).status_code != 200:
                    raise SystemExit(f"{path} did not come")

            def plain(statement: str = statement) -> None:
                bare.execute(statement, values).fetchall()  # type: ignore[arg-type]

            middle, cpu = _timed(page, options.requests)
            with CaptureQueriesContext(connection) as queries:
                page()
            sql = _timed(plain, options.requests)[0] if statement else 0.0
            ratio = f"{middle / sql:.2f}" if sql else "-"
            shown = f"{sql:.1f}" if sql else "-"
            lines.append(f"| {name} | {middle:.1f} | {cpu:.1f} | {len(queries)} | {shown} | {ratio} |")
            print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _head(options: argparse.Namespace) -> str:
    how = f"{options.size:,} opportunities, {options.requests} requests each, milliseconds (p50); "
    on = f"{os.cpu_count()} cores, Python {platform.python_version()}."
    table = "| page | page | of it Python | statements | bare SQL | page/SQL |\n|---|---:|---:|---:|---:|---:|"
    return f"{how}{on}\n\n{table}"


def _timed(call: Callable[[], Any], times: int) -> tuple[float, float]:
    """The middle of the elapsed and of the processor's milliseconds in this process."""
    call()
    elapsed, used = [], []
    for _turn in range(times):
        began, ran = time.perf_counter(), time.process_time()
        call()
        elapsed.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - ran) * 1000)
    return statistics.median(elapsed), statistics.median(used)
