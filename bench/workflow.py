"""Work over a million items: inbox, badge, done, copies, board against bare SQL; and how long one step takes.

Lists are measured inside of one process, without HTTP: the statement of the page, its objects, and for the bare SQL
the same statement by psycopg alone in the same run. A step is measured whole: locks, tokens, items, journal, notices.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench import machine
from leadtocash.config import postgres

PEOPLE = 100
STEPS = ("check", "legal", "finance", "approve", "file")
MOST_OPEN = 10  # one of so many processes still runs


@dataclass(frozen=True)
class Row:
    """What was measured: milliseconds, of the page's rows and of the same statement alone; statements."""

    what: str
    p50: float
    p95: float
    sql: float = 0.0
    statements: int = 0


def main(words: Sequence[str]) -> int:
    """Fill a scratch database in a process of its own, measure, and print one table."""
    options = _options(words)
    if options.inside:
        return _inside(options)
    with machine.scratch_home() as home, postgres.running(home, durable=options.durable) as url:
        environ = machine.environment(url, home)
        machine.leadtocash(environ, "migrate", "--verbosity", "0")
        command = [sys.executable, "-m", "bench", "workflow", "--inside", "--rows", str(options.rows)]
        command += ["--requests", str(options.requests), *(["--durable"] if options.durable else [])]
        command += ["--write", str(options.write)] if options.write else []
        subprocess.run(command, env=environ, check=True)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench workflow", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="work items; a tenth as many processes")
    parser.add_argument("--requests", type=int, default=200, help="how often each thing is done")
    parser.add_argument("--durable", action="store_true", help="wait for the disk at every commit, as in production")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        person = _fill(bare, options.rows)
        rows = [*_lists(bare, person, options.requests), *_steps(options.requests)]
    text = report(rows, options)
    print(text)
    if options.write:
        options.write.write_text(text + "\n", "utf-8")
    return 0


# ---------------------------------------------------------------- filling
def _fill(bare: psycopg.Connection[Any], items: int) -> Any:
    """Processes of ten items each; in one of ten the last step is open. Gives the person whose lists are read."""
    from django.utils import timezone

    from bench.company import _insert
    from leadtocash.foundation.accounts.models import Department, User
    from leadtocash.foundation.workflow.models import (
        Activity,
        Copy,
        ProcessDefinition,
        ProcessInstance,
        WorkItem,
    )

    now = timezone.now()
    root = Department.objects.get_or_create(
        code="BENCH", defaults={"name": "Bench", "kind": Department.Kind.HEADQUARTERS}
    )[0]
    people = [User.objects.create(username=f"bench{n}", name=f"Bench {n}") for n in range(PEOPLE)]
    definition = ProcessDefinition.objects.order_by("pk").first()
    if definition is None:
        raise SystemExit("no process is shipped")
    first, runs, per = people[0].pk, max(items // 10, 1), 10
    running = f"i % {MOST_OPEN} = 0"
    past = "%s::timestamptz - (i * interval '20 seconds')" % f"'{now.isoformat()}'"  # noqa: UP031 - a % inside
    _insert(
        bare, ProcessInstance, f"generate_series(1, {runs}) i", now, definition=str(definition.pk),
        process="'bench' || i % 5", record_kind="'accounts.department'", record_id=f"{root.pk} + i",
        title="'Review ' || i", started_by=f"{first} + i % {PEOPLE}", started_at=past, round_at=past,
        state=f"CASE WHEN {running} THEN 'running' ELSE 'ended' END",
        ended_at=f"CASE WHEN {running} THEN NULL ELSE {past} END",
    )  # fmt: skip
    source = f"workflow_processinstance n CROSS JOIN generate_series(1, {per}) i"
    is_open = f"(n.state = 'running' AND i = {per})"
    names = "(ARRAY['" + "','".join(STEPS) + "'])[1 + n.id % 5]"
    _insert(
        bare, Activity, source, now, instance="n.id", process="n.process", node=names, round="1", lineage="''",
        is_open=is_open, outcome=f"CASE WHEN {is_open} THEN '' ELSE 'approved' END", opened_at="n.started_at",
        closed_at=f"CASE WHEN {is_open} THEN NULL ELSE n.started_at + i * interval '1 hour' END",
    )  # fmt: skip
    _insert(
        bare, WorkItem, "workflow_activity a", now, instance="a.instance_id", activity="a.id",
        assignee=f"{first} + (a.id * 7919) % {PEOPLE}", opened_at="a.opened_at", closed_at="a.closed_at",
        state="CASE WHEN a.is_open THEN 'open' ELSE 'done' END", outcome="a.outcome",
        due_at="CASE WHEN a.is_open THEN a.opened_at + interval '3 days' END",
    )  # fmt: skip
    _insert(
        bare, Copy, "workflow_processinstance n", now, instance="n.id", person=f"{first} + (n.id * 31) % {PEOPLE}",
        at="n.started_at", read_at="CASE WHEN n.id % 7 = 0 THEN NULL ELSE n.started_at END",
    )  # fmt: skip
    for table in ("processinstance", "activity", "workitem", "copy"):
        bare.execute(f"VACUUM ANALYZE workflow_{table}")
    return people[0]


# ---------------------------------------------------------------- lists
def _lists(bare: psycopg.Connection[Any], person: Any, requests: int) -> Iterator[Row]:
    from django.utils import timezone

    from leadtocash.foundation.web import numbers
    from leadtocash.foundation.workflow import listing, queries

    today = timezone.localdate()

    def page(which: Any) -> Callable[[], object]:
        return lambda: which.slice(which.selected({}, person, today), {})

    yield _against(bare, "inbox, first page", page(listing.TO_DO), requests)
    yield _against(bare, "small numbers of the frame", lambda: numbers.of_person(person), requests)
    yield _against(bare, "done, first page", page(listing.DONE), requests)
    yield _against(bare, "copied to me, first page", page(listing.COPIED), requests)
    yield _against(bare, "copied to me: unread", lambda: queries.unread_copies(person), requests)
    yield _against(bare, "board: open by step", lambda: queries.open_by_step("bench0"), requests)


def _against(bare: psycopg.Connection[Any], what: str, call: Callable[[], object], requests: int) -> Row:
    """The call against the statements it makes, run by psycopg alone."""
    with _seen() as statements:
        call()
    http = machine.measured(call, requests)

    def alone() -> None:
        for statement in statements:
            bare.execute(statement).fetchall()

    plain = machine.measured(alone, requests)
    print(f"  {what:<28} {http.p50:7.2f} ms", file=sys.stderr, flush=True)
    return Row(what, http.p50, http.p95, plain.p50, len(statements))


@contextmanager
def _seen() -> Iterator[list[str]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    statements: list[str] = []
    with CaptureQueriesContext(connection) as seen:
        yield statements
    statements += [query["sql"] for query in seen.captured_queries]


# ---------------------------------------------------------------- steps
def _steps(requests: int) -> Iterator[Row]:
    """Start and complete steps of a small review, everything written, and everybody told."""
    from django.utils import timezone

    from leadtocash.foundation.accounts.models import Department, Position, Role, User
    from leadtocash.foundation.kernel.act import Act
    from leadtocash.foundation.workflow import actions
    from leadtocash.foundation.workflow.models import WorkItem
    from leadtocash.foundation.workflow.registry import subjects
    from leadtocash.foundation.workflow.tests import company
    from leadtocash.foundation.workflow.tests.drawing import draw, step

    subjects.add("accounts.department", company.SUBJECT)
    root = Department.objects.get(code="BENCH")
    roles = Role.objects.order_by("pk")[:4]
    people = list(User.objects.filter(username__startswith="bench").order_by("pk")[:4])
    for person, role in zip(people, roles, strict=True):
        Position.objects.create(person=person, department=root, role=role, is_main=True)
    names = [role.code for role in roles]
    chain = " > ".join(f"s{n} > gw{n}" for n in range(4))
    lines = [f"start > {chain} > end", *(f"gw{n} > s0 : s{n}_outcome == 'rejected'" for n in range(4))]
    nodes: Any = {f"s{n}": step(f"role:{name}", limit="2") for n, name in enumerate(names)}
    actions.publish(
        xml=draw("bench_steps", *lines, **nodes),
        act=Act(by=people[0], at=timezone.now(), door="web"),
    )
    at = timezone.now() - timedelta(days=1)
    started: list[float] = []
    decided: list[float] = []
    statements = 0
    for number in range(requests + machine.WARM):
        record = Department.objects.create(code=f"BENCH-{number}", name=f"Bench {number}", parent=root)
        at += timedelta(seconds=1)
        begin = time.perf_counter()
        instance = actions.start("bench_steps", record, act=Act(by=people[0], at=at, door="web"))
        started.append(time.perf_counter() - begin)
        for _step in range(3):
            item = WorkItem.objects.select_related("instance", "assignee").get(instance=instance, state="open")
            at += timedelta(seconds=1)
            act = Act(by=item.assignee, at=at, door="web")
            with _seen() if number == 0 else _nothing() as seen:
                begin = time.perf_counter()
                actions.decide(item, "approve", act=act, revision=None, comment="fine")
                decided.append(time.perf_counter() - begin)
            statements = max(statements, len(seen))
    for what, times in (("start a process", started), ("complete a step", decided)):
        values = sorted(1000 * one for one in times[machine.WARM * 3 :])
        p50, p95 = values[len(values) // 2], values[int(len(values) * 0.95)]
        print(f"  {what:<28} {p50:7.2f} ms", file=sys.stderr, flush=True)
        yield Row(what, p50, p95, statements=statements if what.startswith("complete") else 0)


@contextmanager
def _nothing() -> Iterator[list[str]]:
    yield []


# ---------------------------------------------------------------- report
def report(rows: Sequence[Row], options: argparse.Namespace) -> str:
    """A table: each list against its bare SQL, and the two acts."""
    disk = "commits wait for the disk" if options.durable else "commits do not wait for the disk"
    lines = [
        f"# Work over {options.rows:,} items, {options.rows // 10:,} processes",
        "",
        "Written by `python3 dev.py bench workflow`. Milliseconds, inside of one process,",
        f"{options.requests} times each; {os.cpu_count()} cores, Python {platform.python_version()}, {disk}.",
        "",
        "| what | p50 | p95 | bare SQL | ratio | statements |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        sql, ratio = (f"{row.sql:.2f}", f"{row.p50 / row.sql:.1f}") if row.sql else ("–", "–")
        lines.append(f"| {row.what} | {row.p50:.2f} | {row.p95:.2f} | {sql} | {ratio} | {row.statements or '–'} |")
    return "\n".join(lines)
