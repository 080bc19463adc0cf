"""Web server and worker side by side under one supervisor.

They live and die together. One that is killed is started again; so is PostgreSQL, where it is the
program's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from leadtocash.config import postgres
from leadtocash.config.sentences import PlainError, both

PATIENCE = 15.0  # seconds a child has to leave before it is killed
TOO_OFTEN = 5  # falls within a minute after which a program that was never ready is given up
LONGEST_PAUSE = 10.0  # seconds between attempts to bring a fallen child back


@dataclass
class Child:
    """One supervised program and the times it fell."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)
    back_at: float | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=leave_with_parent,  # noqa: PLW1509 - the supervisor has no threads
        )

    def running(self) -> bool:
        """Whether the program is there."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Tell it and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_leave(self) -> None:
        """Let it finish what it is doing: only the head of the family is told."""
        if self.running() and self.process is not None:
            self.process.terminate()


class Stop(Exception):
    """Somebody asked the supervisor to end."""


@dataclass
class Supervisor:
    """Keeps the children (and the program's own PostgreSQL) running until told to stop."""

    children: list[Child]
    home: postgres.Home | None
    ready: Callable[[], None]
    answers: Callable[[], bool]
    interval: float = 0.5

    def run(self) -> int:
        """Run until SIGINT or SIGTERM; give 0, or 1 when a child cannot be kept running."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            for child in self.children:
                child.start()
            self._watch()
        except Stop:
            return 0
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self._end()

    def _watch(self) -> NoReturn:
        announced = False
        while True:
            if not announced and self.answers():
                self.ready()
                announced = True
            self._revive_postgres()
            for child in self.children:
                if not child.running():
                    self._revive(child, patient=announced)
            time.sleep(self.interval)

    def _revive_postgres(self) -> None:
        if self.home is None or postgres.alive(self.home) is not None:
            return
        _say(both("PostgreSQL was gone and is started again."))
        for child in self.children:
            if child.name == "worker":  # its listening connection died with the server
                child.ask_to_leave()
        try:
            postgres.start(self.home)
        except PlainError as error:  # a full disk, for instance: the rest waits until it is mended
            _say(str(error))
            time.sleep(5)

    def _revive(self, child: Child, *, patient: bool) -> None:
        """Bring a fallen child back, at growing intervals: what it needs may itself be away for a while."""
        now = time.monotonic()
        if child.back_at is None:
            child.signal(signal.SIGKILL)  # what it may have left behind still holds the port
            child.falls = [*(fall for fall in child.falls if now - fall < 60), now]
            if len(child.falls) >= TOO_OFTEN and not patient:
                raise PlainError("{name} stops again and again; its last lines are above.", name=child.name)
            child.back_at = now + min(0.2 * 2 ** len(child.falls), LONGEST_PAUSE)
        elif now >= child.back_at:
            _say(both("{name} was gone and is started again.", name=child.name))
            child.back_at = None
            child.start()

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_leave()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
            child.signal(signal.SIGKILL)


def free_port(host: str, wanted: int, *, tries: int = 100) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, min(wanted + tries, 65536)):
        if _bindable(host, port):
            return port
    raise PlainError("No free port from {first} on.", first=wanted)


def _bindable(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise PlainError("Port {port} needs the rights of root; choose one above 1023.", port=port) from None
        except OSError:
            return False
    return True


def answering(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=0.5):
        return True
    return False


def secret_key(folder: Path) -> str:
    """The key that signs sessions: from the environment, or made once and kept in the data folder."""
    given = os.environ.get("LEADTOCASH_SECRET_KEY")
    if given:
        return given
    file = folder / "secret_key"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text()


def web_command(*, host: str, port: int, workers: int, environment: Mapping[str, str] = os.environ) -> list[str]:
    """How granian is called.

    A thread holds at most one database connection, so there are never more threads than the pool has. The
    backpressure counts open connections, idle browsers included, and therefore does not follow the pool.
    """
    pool = int(environment.get("LEADTOCASH_POOL", "12"))
    threads = min(pool, 2 * (os.cpu_count() or 1) + 1)
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--backpressure": "1000",
        "--backlog": "2048",
        "--workers-kill-timeout": "10",
        "--log-level": "warning",
    }
    flags = ["--respawn-failed-workers", "--no-ws"]
    pairs = [part for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *pairs, *flags, "leadtocash.config.wsgi:application"]


def shared_numbers(folder: Path) -> str:
    """A fresh folder in which the web processes share their numbers for /metrics."""
    place = folder / "metrics"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, parents=True)
    return str(place)


def worker_command(*, concurrency: int) -> list[str]:
    """How the job worker is called."""
    options = ["--concurrency", str(concurrency), "--shutdown-graceful-timeout", "10", "--delete-jobs", "successful"]
    return [sys.executable, "-m", "leadtocash.config.operating.worker", *options]


def leave_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed outright (Linux; elsewhere nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


def _say(text: str) -> None:
    print(text, flush=True)
