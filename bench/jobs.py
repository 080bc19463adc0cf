"""What runs by itself over a million of everything: the jobs of night and morning, the week's snapshot, and the checks.

Each in a process of its own, so that what it needs of memory is its own, and undone afterwards. Seconds are processor
time, Python's and the database's, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import machine
from bench.workload import database
from leadtocash.config import postgres

SIZE = 1_000_000
#: jobs by name: module and function
JOBS = {
    "customers: completeness counted anew": ("leadtocash.areas.customers.completeness", "mend"),
    "customers: back to the pool": ("leadtocash.areas.customers.actions", "return_neglected"),
    "customers: warned of the pool": ("leadtocash.areas.customers.actions", "warn_of_return"),
    "customers: birthdays": ("leadtocash.areas.customers.actions", "remind_of_birthdays"),
    "leads: clock and reminders": ("leadtocash.areas.leads.actions", "watch"),
    "leads: figures put together": ("leadtocash.areas.leads.funnel", "KEPT.fold"),
    "visits: reminders": ("leadtocash.areas.visits.actions", "remind"),
    "market: agreements": ("leadtocash.areas.market.actions", "remind"),
    "bids: deadlines and bonds": ("leadtocash.areas.bids.actions", "watch"),
    "opportunities: waivers": ("leadtocash.areas.opportunities.actions", "remind_of_waivers"),
    "forecast: learnt anew": ("leadtocash.insight.forecast.fitting", "fit"),
    "forecast: kept for the week": ("leadtocash.insight.forecast.actions", "snapshot"),
}


def main(words: Sequence[str]) -> int:
    """Fill a database, unless a kept one is full already, and print a table."""
    options = _options(words)
    if options.one:
        return _one(options.one)
    kept = nullcontext(postgres.Home(options.keep)) if options.keep else machine.scratch_home()
    with kept as home, postgres.running(home) as url:
        (home.root / "static").mkdir(exist_ok=True)
        environ = database(url, home, options.size)
        _call(environ, "filled")
        lines = ["| job | done | seconds | memory, MB | statements |", "|---|---:|---:|---:|---:|"]
        for name in [*JOBS, *_call(environ, "checks").splitlines()]:
            if any(part in name for part in options.only):
                lines.append(_call(environ, name).strip())
                print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join([f"{options.size:,} opportunities.", "", *lines])
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench jobs", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="opportunities")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[""], help="only jobs with such names")
    parser.add_argument("--keep", type=Path, help="folder of a database to use again")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _call(environ: dict[str, str], name: str) -> str:
    command = [sys.executable, "-m", "bench", "jobs", "--one", name]
    return subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout


def _one(name: str) -> int:
    """Do one of them in this process, undo it, and print its line."""
    import django

    django.setup()
    from django.db import connection, transaction

    if name in ("filled", "checks"):
        return _prepared(name)
    work, statements = _work(name), _Counted()
    connection.ensure_connection()
    clock = machine.Clock(connection.connection)
    before, began = _memory(), clock.now()
    with transaction.atomic(), connection.execute_wrapper(statements):
        done = work()
        took = (clock.now() - began) / 1000
        transaction.set_rollback(True)
    done = len(done) if isinstance(done, list) else done if isinstance(done, int) else ""
    print(f"| {name} | {done} | {took:.1f} | {_memory() - before} | {statements.count} |")
    return 0


def _prepared(name: str) -> int:
    import psycopg

    from bench import around, deals
    from leadtocash.foundation.kernel.checks import checks

    if name == "filled":
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
            deals.filled(bare, SIZE, None)
            around.filled(bare, SIZE)
    else:
        print("\n".join(f"check {one}" for one, _check in checks.items()))
    return 0


def _work(name: str) -> Callable[[], Any]:
    """A job as of the next working morning, or a check."""
    from importlib import import_module

    from django.utils import timezone

    from leadtocash.foundation.calendar import days
    from leadtocash.foundation.kernel.act import system_act
    from leadtocash.foundation.kernel.checks import checks

    if name not in JOBS:
        check = dict(checks.items())[name.removeprefix("check ")]
        return lambda: list(check())
    module, path = JOBS[name]
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    now = timezone.now()
    while not days.is_working(timezone.localdate(now)):
        now += timedelta(days=1)
    act = system_act(now, where="bench")
    return found if path in ("mend", "KEPT.fold") else lambda: found(act=act)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class _Counted:
    """How many statements were made."""

    count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)
