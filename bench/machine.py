"""A scratch PostgreSQL, the product served on it, and clients that keep their connection."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from leadtocash.config import postgres
from leadtocash.config.serving import answering, free_port, leave_with_parent, web_command, worker_command

KEY = "bench-" * 10
WARM = 5  # calls before those that count


@contextlib.contextmanager
def scratch_home() -> Iterator[postgres.Home]:
    """A data folder that the server's account may enter, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ltc-bench-", dir=os.environ.get("LTC_BENCH_FOLDER")))
    folder.chmod(0o711)
    home = postgres.Home(folder)
    (folder / "static").mkdir()
    try:
        yield home
    finally:
        postgres.stop(home)
        shutil.rmtree(folder, ignore_errors=True)


def environment(url: str, home: postgres.Home) -> dict[str, str]:
    """The environment of the product on this database."""
    return os.environ | {
        "DATABASE_URL": url,
        "LEADTOCASH_DATA": str(home.root),
        "LEADTOCASH_SECRET_KEY": KEY,
        "DJANGO_SETTINGS_MODULE": "leadtocash.config.settings",
        "LEADTOCASH_TESTING": "",
        "LEADTOCASH_API_PER_TOKEN": "0",
        "LEADTOCASH_API_PER_ADDRESS": "0",
    }


def copied(url: str, home: postgres.Home, name: str) -> dict[str, str]:
    """The environment of the product on a new database of this name, a copy of the migrated one at `url`."""
    with psycopg.connect(url.replace("/leadtocash?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE leadtocash")  # type: ignore[arg-type]
    return environment(url.replace("/leadtocash?", f"/{name}?"), home)


@contextlib.contextmanager
def served(environ: dict[str, str], *, workers: int = 2) -> Iterator[tuple[tuple[str, int], int]]:
    """The web server as `leadtocash serve` starts it; gives its address and its process id."""
    host, port = "127.0.0.1", free_port("127.0.0.1", 18400)
    command = web_command(host=host, port=port, workers=workers, environment=environ)
    process = subprocess.Popen(
        command,
        env=environ,
        start_new_session=True,
        preexec_fn=leave_with_parent,  # noqa: PLW1509 - started before any thread
    )
    try:
        deadline = time.monotonic() + 60
        while not answering(host, port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the web server did not start")
            time.sleep(0.2)
        yield (host, port), process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        if process.poll() is None:
            process.kill()


@contextlib.contextmanager
def working(environ: dict[str, str]) -> Iterator[int]:
    """The job worker as `leadtocash serve` starts it; gives its process id."""
    process = subprocess.Popen(worker_command(concurrency=2), env=environ, start_new_session=True)
    try:
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        if process.poll() is None:
            process.kill()


class Client:
    """A browser's connection: kept alive, signed in by its session cookie."""

    def __init__(self, address: tuple[str, int], session: str) -> None:
        self.connection = http.client.HTTPConnection(*address, timeout=60)
        self.headers = {"Cookie": f"sessionid={session}", "Accept-Language": "zh-hans"}

    def get(self, path: str) -> bytes:
        """The body; SystemExit for anything but 200, because a measured error page measures nothing."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        return body


@dataclass(frozen=True)
class Times:
    """Milliseconds of repeated calls."""

    p50: float
    p95: float


def measured(call: Callable[[], object], times: int) -> Times:
    """Call it often and take the middle and the 95th of hundred."""
    for _ in range(WARM):
        call()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return Times(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def processor_seconds(process: int) -> float:
    """What this process and its children have used of the processors so far."""
    ticks = 0
    for one in (process, *children(process)):
        with contextlib.suppress(OSError, IndexError):
            fields = (Path("/proc") / str(one) / "stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Clock:
    """Milliseconds of processor time of this process and of the database's for these connections, parallel work off:
    what else the machine does is not in them."""

    def __init__(self, *connections: psycopg.Connection[Any]) -> None:
        self._backends = [Path(f"/proc/{one.info.backend_pid}/schedstat") for one in connections]
        for one in connections:
            one.execute("SET max_parallel_workers_per_gather = 0")

    def now(self) -> float:
        """What was used so far."""
        return time.process_time() * 1000 + sum(int(one.read_text().split()[0]) / 1e6 for one in self._backends)

    def middle(self, call: Callable[[], Any], times: int, most: float = 0) -> float:
        """What the call takes, the middle of so many times after one that warms up; of one that takes more than `most`
        once is enough."""
        taken = []
        for _turn in range(times + 1):
            began = self.now()
            call()
            taken.append(self.now() - began)
            if most and taken[-1] > most:
                return taken[-1]
        return statistics.median(taken[1:])


def megabytes(process: int) -> float:
    """Memory of this process and its children; what they share is counted once (PSS)."""
    total = 0
    for one in (process, *children(process)):
        with contextlib.suppress(OSError):
            lines = (Path("/proc") / str(one) / "smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def first_page(address: tuple[str, int]) -> None:
    """Wait until the sign-in page comes: the web process has loaded everything then."""
    line = http.client.HTTPConnection(*address, timeout=60)
    line.request("GET", "/sign-in/")
    line.getresponse().read()
    line.close()


def children(parent: int) -> list[int]:
    """The process ids of what a process started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(entry.name))
    return sorted(found)


def leadtocash(environ: dict[str, str], *words: str) -> None:
    """Run one of the product's own commands."""
    subprocess.run([sys.executable, "-m", "leadtocash.config.command", *words], env=environ, check=True)
