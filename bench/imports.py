"""Importing: 100,000 customers with their contacts from a table, as the worker does it: seconds and memory.

The check and the import run each in a process of their own, whose largest memory is taken. The machine's load is
printed beside: on a busy machine the seconds say little.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import machine

GOAL_SECONDS, GOAL_MB = 60, 400
STEPS = ("check", "import")


def main(words: Sequence[str]) -> int:
    """Measure both kinds of file and print one line for each step."""
    parser = argparse.ArgumentParser(prog="dev.py bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--forms", default="csv,xlsx")
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.step:
        return _step(options.step, options.rows)
    lines = [
        f"{options.rows} customers with contact; load of the machine before: {os.getloadavg()[0]:.1f}",
        "| file | step | seconds | of that Python | rows a second | memory MB |", "|---|---|--:|--:|--:|--:|",
    ]  # fmt: skip
    with machine.scratch_home() as home, machine.postgres.running(home, durable=False) as url:
        machine.leadtocash(machine.environment(url, home), "migrate", "--verbosity", "0")
        for form in options.forms.split(","):
            environ = machine.copied(url, home, f"bench_{form}")
            for step in (f"upload-{form}", *STEPS):
                found = _measured(environ, step, options.rows)
                if step in STEPS:
                    lines.append(
                        f"| {form} | {step} | {found['seconds']:.1f} | {found['cpu']:.1f} "
                        f"| {options.rows / found['seconds']:,.0f} | {found['mb']:.0f} |"
                    )
    lines.append(f"Goal: {GOAL_SECONDS} seconds, {GOAL_MB} MB. Load of the machine after: {os.getloadavg()[0]:.1f}")
    print("\n".join(lines))
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


def _measured(environ: dict[str, str], step: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench", "import", "--step", step, "--rows", str(rows)]
    said = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def _step(step: str, rows: int) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from leadtocash.foundation.exchange import actions
    from leadtocash.foundation.exchange.models import ImportRun
    from leadtocash.foundation.kernel import runs
    from leadtocash.foundation.kernel.act import Act

    if step.startswith("upload"):
        _upload(step.removeprefix("upload-"), rows)
        return _say(0, 0)
    run = ImportRun.objects.get()
    act = Act(by=run.person, at=timezone.now())
    if step == "check":
        run = actions.name_columns(run, run.mapping, act=act)
    else:
        run = actions.begin(run, act=act)
    begun, used = time.perf_counter(), time.process_time()
    state = runs.carry_out("exchange.importrun", run.pk, run.attempt, clock=timezone.now)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    run.refresh_from_db()
    if state not in ("checked", "done") or run.counts.get("fresh") != rows:
        raise SystemExit(f"the import went wrong: {state} {run.problem} {run.counts}")
    return _say(seconds, cpu)


def _say(seconds: float, cpu: float) -> int:
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mb": megabytes}))
    return 0


def _upload(form: str, rows: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from bench.company import people
    from leadtocash.foundation.exchange import actions
    from leadtocash.foundation.kernel.act import Act

    seller = people()["account manager, own"]
    file = SimpleUploadedFile(f"customers.{form}", _table(form, rows))
    actions.upload("customers.customer", file, act=Act(by=seller, at=timezone.now()))


def _table(form: str, rows: int) -> bytes:
    """Rows as a sales office has them: names of its town, code, address, one contact each."""
    import csv
    import io

    import xlsxwriter

    from bench.company import WORDS

    chance = random.Random(8)
    names = WORDS["names"]
    head = [
        "name", "credit_code", "kind", "industry", "region", "address", "employees", "credit_limit", "contact",
        "contact_position", "contact_phone", "contact_email",
    ]  # fmt: skip

    def row(number: int) -> list[str]:
        named = f"{chance.choice(names)}{number}{chance.choice(names)}"
        return [
            named, "", chance.choice(["end_user", "integrator", "other"]), chance.choice(names)[:20],
            chance.choice(names)[:20], f"{chance.choice(names)} {chance.randint(1, 999)}",
            str(chance.randint(1, 5000)), f"{chance.randint(0, 900)}.5\u4e07", chance.choice(names)[:12],
            chance.choice(names)[:12], f"139{number:08d}", f"someone{number}@example.com",
        ]  # fmt: skip

    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([head, *(row(number) for number in range(rows))])
        return text.getvalue().encode("gb18030")
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, line in enumerate([head, *(row(number) for number in range(rows))]):
        sheet.write_row(place, 0, line)
    book.close()
    return buffer.getvalue()
