"""Kill web, worker and PostgreSQL at random while people sign off and close: nothing lost, nothing double.

What every client was told is compared with what is stored, then `leadtocash check` looks at the whole.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench import machine
from bench.driver import Told, Work, all_at_once
from leadtocash.config import postgres

TARGETS = ("web server", "web worker", "job worker", "PostgreSQL", "PostgreSQL session")
OPEN_ITEMS = """
SELECT i.id, i.slot, i.assignee_id AS assignee, a.node FROM workflow_workitem i
JOIN workflow_activity a ON a.id = i.activity_id JOIN workflow_processinstance n ON n.id = i.instance_id
WHERE n.record_kind = 'projects.project' AND n.record_id = %s AND i.state = 'open' ORDER BY i.id
"""


def main(words: Sequence[str]) -> int:
    """Run the whole trial; 1 when anything was lost or happened twice."""
    options = _options(words)
    if options.prepare or options.examine:
        return _with_django(options)
    seed = options.seed or random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: {options.projects} projects, {options.clients} clients", flush=True)
    with machine.scratch_home() as home:
        environ = {**machine.environment("", home), "DATABASE_URL": ""}
        machine.leadtocash(environ, "migrate", "--verbosity", "0")
        plan_file = home.root / "plan.json"
        _own_child(environ, "--prepare", str(plan_file), "--projects", str(options.projects), "--seed", str(seed))
        plan = json.loads(plan_file.read_text())
        told, killed, failed, seconds = _trial(environ, home, plan, options, seed)
        wrong = _own_child(environ, "--examine", str(plan_file))
        checked = subprocess.run([sys.executable, "-m", "leadtocash.config.command", "check"], env=environ).returncode
    _say(told, killed, failed, seconds)
    return 1 if failed or wrong or checked else 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench kill", description=__doc__)
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two kills, on average")
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--examine", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def _with_django(options: argparse.Namespace) -> int:
    """In a process of its own on the scratch database: make the projects, or look what became of them."""
    from leadtocash.config.database import database

    with database():
        import django

        django.setup()
        from bench import sales

        if options.prepare:
            sales.prepare(options.projects, options.prepare, seed=options.seed)
            return 0
        problems = list(sales.stored(json.loads(options.examine.read_text())))
    for problem in problems:
        print(f"WRONG: {problem}")
    print(f"{len(problems)} projects, sheets, notices, journals or processes are not as the clients were told.")
    return 1 if problems else 0


def _own_child(environ: dict[str, str], *words: str) -> int:
    return subprocess.run([sys.executable, "-m", "bench", "kill", *words], env=environ).returncode


def _trial(
    environ: dict[str, str], home: postgres.Home, plan: dict[str, Any], options: argparse.Namespace, seed: int
) -> tuple[Told, Counter[str], list[str], float]:
    told, killed, over = Told(), Counter[str](), threading.Event()
    with _supervised(environ, home) as (serving, address):
        chance = random.Random(seed)
        work = Work(address, plan, told, lambda project: _open_items(home, project), random.Random(seed + 1))
        hand = threading.Thread(target=_kill_now_and_then, args=(serving, home, chance, options.pause, killed, over))
        started = time.monotonic()
        hand.start()
        failed = all_at_once(work.one, plan["projects"], options.clients)
        seconds = time.monotonic() - started
        over.set()
        hand.join()
    return told, killed, failed, seconds


@contextlib.contextmanager
def _supervised(
    environ: dict[str, str], home: postgres.Home
) -> Iterator[tuple[subprocess.Popen[bytes], tuple[str, int]]]:
    """`leadtocash serve` on the scratch folder; its words go to a log beside it."""
    port = machine.free_port("127.0.0.1", 18500)
    command = [sys.executable, "-m", "leadtocash.config.command", "serve", "--port", str(port), "--workers", "2"]
    with (home.root / "serve.log").open("wb") as log:
        serving = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while not machine.answering("127.0.0.1", port):
                if serving.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit((home.root / "serve.log").read_text()[-2000:])
                time.sleep(0.2)
            yield serving, ("127.0.0.1", port)
        finally:
            serving.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                serving.wait(40)
            if serving.poll() is None:
                serving.kill()


def _kill_now_and_then(
    serving: subprocess.Popen[bytes],
    home: postgres.Home,
    chance: random.Random,
    pause: float,
    killed: Counter[str],
    over: threading.Event,
) -> None:
    """Each kind in turn first, so that even a short trial meets all; then at random."""
    queue = list(TARGETS)
    while not over.wait(chance.uniform(0.3, 2 * pause)):
        target = queue.pop(0) if queue else chance.choice(TARGETS)
        victims = _victims(serving, home)[target]
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed[target] += 1


def _victims(serving: subprocess.Popen[bytes], home: postgres.Home) -> dict[str, list[int]]:
    """The process ids of each kind, found by parentage and name among the processes that this trial started."""
    children = machine.children(serving.pid)
    web = [one for one in children if "granian" in _command(one)]
    server = postgres.alive(home)
    sessions = [one for one in machine.children(server) if "[local]" in _command(one)] if server else []
    return {
        "web server": web,
        "web worker": [grandchild for one in web for grandchild in machine.children(one)],
        "job worker": [one for one in children if "procrastinate" in _command(one)],
        "PostgreSQL": [server] if server else [],
        "PostgreSQL session": sessions,
    }


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _open_items(home: postgres.Home, project: int) -> list[dict[str, Any]]:
    """Who has work on the project, read beside the API; tried again while the server is away."""
    for _ in range(600):
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(home.url, row_factory=dict_row, connect_timeout=5) as connection,
        ):
            return connection.execute(OPEN_ITEMS, [project]).fetchall()
        time.sleep(0.2)
    raise SystemExit("the database did not come back")


def _say(told: Told, killed: Counter[str], failed: list[str], seconds: float) -> None:
    print(f"{sum(told.done.values())} acts in {seconds:.0f} s, {sum(killed.values())} kills: {dict(killed)}")
    print(f"told as done: {dict(told.done)}; {told.broken} requests were repeated after a broken line or an error")
    print(f"refused: {len(told.refused)}")
    for line in [*told.refused[:10], *failed[:10]]:
        print(f"  {line}")
    print(f"{len(failed)} projects could not be brought to an end.")
