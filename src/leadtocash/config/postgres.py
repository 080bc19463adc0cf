"""The program's own PostgreSQL, for a machine that has none.

Only the binaries of the installed wheel are used. The server listens on one unix socket in a folder that
nobody else may enter, knows the connecting person by the operating system (peer), and keeps every commit.
Whoever uses it holds a share in it; the last one to leave stops it, so two programs can use it at once and
none stays behind.

Standard library only, so that it also runs before anything else of the program can be imported.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from leadtocash.config.binaries import Binaries, for_cluster, reachable_by
from leadtocash.config.sentences import PlainError

NAME = "leadtocash"  # role, database and peer map
LONGEST_SOCKET_PATH = 100
SPACE_NEEDED = 400 * 2**20

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Home:
    """The data folder of one installation, and what lies where in it."""

    root: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.root / "postgres"

    @property
    def files(self) -> Path:
        """Uploaded files."""
        return self.root / "files"

    @property
    def run(self) -> Path:
        """The closed folder with the socket and the server's log."""
        folder = self.root / "run"
        if len(os.fsencode(folder / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH:
            return folder
        short = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path("/tmp") / f"{NAME}-{os.geteuid()}-{short}"  # noqa: S108 - made 0700 and its owner checked

    @property
    def url(self) -> str:
        """The address of the database, for DATABASE_URL."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.run))}"


@dataclass(frozen=True)
class Runner:
    """The account PostgreSQL runs under: oneself, or `nobody` for root, whom PostgreSQL refuses."""

    name: str
    uid: int
    gid: int
    switch: bool

    def call(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a program under this account, from a folder everybody may enter, without our environment."""
        if self.switch:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **options,
        )


def default_home(checkout: Path | None = None) -> Home:
    """The data folder of this checkout: LEADTOCASH_DATA, or a place of its own outside the checkout."""
    given = os.environ.get("LEADTOCASH_DATA")
    if given:
        return Home(Path(given).expanduser().resolve())
    checkout = checkout or Path(__file__).resolve().parents[3]
    name = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]
    if os.geteuid() == 0:
        return Home(Path("/var/lib") / NAME / name)
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Home(Path(base).expanduser().resolve() / NAME / name)


@contextlib.contextmanager
def running(home: Home, *, durable: bool = True) -> Iterator[str]:
    """Use the server: start it or join it, give its address, and stop it when the last one leaves."""
    _make_root(home)
    with (home.root / "users.lock").open("a") as share:
        with _alone(home):
            fcntl.flock(share, fcntl.LOCK_SH)
            url = _start(home, durable=durable)
        try:
            yield url
        finally:
            with _alone(home), contextlib.suppress(BlockingIOError):
                fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(home)


def start(home: Home, *, durable: bool = True) -> str:
    """Start the server, or join it where it runs already, and give its address."""
    _make_root(home)
    with _alone(home):
        return _start(home, durable=durable)


def stop(home: Home) -> None:
    """Stop the server, whoever uses it."""
    if home.root.is_dir():
        with _alone(home):
            _stop(home)


def alive(home: Home) -> int | None:
    """The process id of the running server, or None: a process id left over from a crash does not count."""
    try:
        pid = int((home.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    process = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():  # no /proc on this system: believe the file
        return pid
    try:
        state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
        return pid if state != "Z" and (process / "cwd").resolve() == home.cluster.resolve() else None
    except OSError:
        return None


def _runner() -> Runner:
    uid = os.geteuid()
    try:
        account = pwd.getpwnam("nobody") if uid == 0 else pwd.getpwuid(uid)
    except KeyError:
        raise PlainError(
            "PostgreSQL needs a named account, and this one (uid {uid}) has none; "
            "set DATABASE_URL to use a server of your own.",
            uid=uid,
        ) from None
    return Runner(account.pw_name, account.pw_uid, account.pw_gid, switch=uid == 0)


def _make_root(home: Home) -> None:
    try:
        if os.geteuid() == 0:
            home.root.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        home.root.mkdir(parents=True, exist_ok=True)
        home.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        home.files.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise PlainError(
            "The data folder {folder} cannot be used ({reason}); set LEADTOCASH_DATA to another one.",
            folder=home.root,
            reason=error.strerror,
        ) from None


@contextlib.contextmanager
def _alone(home: Home) -> Iterator[TextIO]:
    """Let one process at a time start or stop the server."""
    with (home.root / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def _start(home: Home, *, durable: bool) -> str:
    runner = _runner()
    _refuse_foreign_folder(home, runner)
    if alive(home) is None:
        _make_run_folder(home, runner)
        programs = _programs(home, runner)
        if not (home.cluster / "PG_VERSION").exists():
            _initialise(home, runner, programs)
        _launch(home, runner, programs, durable=durable)
    _make_database(home)
    return home.url


def _programs(home: Home, runner: Runner) -> Binaries:
    own = for_cluster(home.cluster)
    return reachable_by(runner.call, own, home.root) if runner.switch else own


def _refuse_foreign_folder(home: Home, runner: Runner) -> None:
    if not home.cluster.exists():
        return
    if home.cluster.stat().st_uid != runner.uid:
        raise PlainError(
            "The data folder {folder} belongs to another account; "
            "use that account, or set LEADTOCASH_DATA to another folder.",
            folder=home.cluster,
        )
    if any(home.cluster.iterdir()) and not (home.cluster / "PG_VERSION").exists():
        raise PlainError(
            "The folder {folder} holds something else than a database; set LEADTOCASH_DATA to another folder.",
            folder=home.cluster,
        )


def _make_run_folder(home: Home, runner: Runner) -> None:
    folder = home.run
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), runner.uid}:
        raise PlainError("The folder {folder} belongs to somebody else; remove it.", folder=folder)
    folder.chmod(0o700)
    os.chown(folder, runner.uid, runner.gid)
    if runner.call("/bin/sh", "-c", f"test -w {shlex.quote(str(folder))}").returncode:
        raise PlainError(
            "The account {account}, under which PostgreSQL runs, cannot reach {folder}; "
            "set LEADTOCASH_DATA to a folder it can reach.",
            account=runner.name,
            folder=folder,
        )


def _initialise(home: Home, runner: Runner, programs: Binaries) -> None:
    """Make the cluster under another name, rename it when whole: an interrupted start leaves nothing."""
    if shutil.disk_usage(home.root).free < SPACE_NEEDED:
        raise PlainError("There is too little disk space for the database in {folder}.", folder=home.root)
    unfinished = home.root / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    os.chown(unfinished, runner.uid, runner.gid)
    options = ["-U", NAME, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
    made = runner.call(programs.bin / "initdb", "-D", unfinished, *options)
    if made.returncode:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise PlainError("The database could not be created: {reason}", reason=_last_line(made.stdout))
    if home.cluster.exists():
        home.cluster.rmdir()
    unfinished.rename(home.cluster)


def _launch(home: Home, runner: Runner, programs: Binaries, *, durable: bool) -> None:
    _forget_the_dead(home)
    log = home.run / "postgres.log"
    if log.exists() and log.stat().st_size > 10 * 2**20:
        log.replace(log.with_suffix(".log.1"))
    settings = _settings(home, durable=durable)
    options = " ".join(f"-c {shlex.quote(f'{key}={value}')}" for key, value in settings.items())
    command: list[str | Path] = [
        programs.bin / "pg_ctl",
        "start",
        "-D",
        home.cluster,
        "-l",
        log,
        "-w",
        "-t",
        "60",
        "-o",
        options,
    ]
    for _ in range(30):
        if runner.call(*command, stdout=subprocess.DEVNULL).returncode == 0:
            return
        said = log.read_text(errors="replace") if log.exists() else ""
        if "pre-existing shared memory" not in said[-2000:]:
            break
        time.sleep(0.5)  # sessions of a server killed a moment ago are still leaving
    raise PlainError("PostgreSQL did not start: {reason} (log: {log})", reason=_last_line(said), log=log)


def _forget_the_dead(home: Home) -> None:
    """Remove lock files whose process id has gone to another process or to a zombie: `alive` has looked.

    PostgreSQL clears the other stale ones itself, and sees by shared memory whether sessions still linger.
    """
    for file in (home.cluster / "postmaster.pid", home.run / ".s.PGSQL.5432.lock"):
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(file.read_text().split("\n", 1)[0]), 0)
            file.unlink()


def _settings(home: Home, *, durable: bool) -> dict[str, str]:
    """Settings given at each start, so that a later version of the program brings its own."""
    account = _account_name()
    access, accounts = home.root / "pg_hba.conf", home.root / "pg_ident.conf"
    access.write_text(f"local all all peer map={NAME}\n")
    accounts.write_text(f'{NAME} "{account}" {NAME}\n')
    for file in (access, accounts):
        file.chmod(0o644)
    shared = Path("/dev/shm")  # noqa: S108 - looked at, never written
    small = not shared.is_dir() or shutil.disk_usage(shared).free < 512 * 2**20
    return (
        SETTINGS
        | {"unix_socket_directories": f'"{home.run}"', "hba_file": str(access), "ident_file": str(accounts)}
        | ({"dynamic_shared_memory_type": "mmap"} if small else {})
        | ({} if durable else UNSAFE_BUT_FAST)
    )


def _account_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _make_database(home: Home) -> None:
    programs = for_cluster(home.cluster)
    psql = [str(programs.bin / "psql"), "-X", "-At", "-h", str(home.run), "-U", NAME, "-d", "postgres", "-c"]
    asked = _quietly([*psql, "SELECT datname FROM pg_database"])
    if asked.returncode == 0 and NAME in asked.stdout.split():
        return
    made = _quietly([*psql, f"CREATE DATABASE {NAME} TEMPLATE template0"]) if asked.returncode == 0 else asked
    if made.returncode:
        raise PlainError("The database could not be created: {reason}", reason=_last_line(made.stdout))


def _stop(home: Home) -> None:
    if alive(home) is None:
        return
    runner = _runner()
    programs = _programs(home, runner)
    for mode in ("fast", "immediate"):
        command: list[str | Path] = [
            programs.bin / "pg_ctl",
            "-D",
            home.cluster,
            "-m",
            mode,
            "-w",
            "-t",
            "30",
            "stop",
        ]
        if runner.call(*command, stdout=subprocess.DEVNULL).returncode == 0 or alive(home) is None:
            return


def _quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    none, pipe, same = subprocess.DEVNULL, subprocess.PIPE, subprocess.STDOUT
    return subprocess.run(command, stdin=none, stdout=pipe, stderr=same, text=True)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["?"])[-1]
