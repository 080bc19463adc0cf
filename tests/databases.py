"""The databases of the tests: copies of patterns, each of which is made once and kept while what it is made of stays.

    <name>_migrated   every migration, nothing more
    <name>_cast       shipped rows and the cast
    <name>_company    shipped rows and the small demo company of this day

`<name>` is LTC_TEST_DB, else test_leadtocash; each process of a run works on copies of its own. A copy is a matter of
file blocks: it takes a fraction of a second, so a test that commits has its database copied anew when it is over.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.test import override_settings
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "leadtocash"
#: what no row of a pattern depends on
ASIDE = {"tests", "static", "__pycache__"}


@dataclass(frozen=True)
class Pattern:
    """What a database is copied from: its name behind the run's, what fills it on top of another, what that needs."""

    name: str
    fill: Callable[[], None]
    digest: Callable[[], str]
    on: Pattern | None = None

    @property
    def database(self) -> str:
        return f"{_base()}_{self.name}"

    @property
    def files(self) -> Path:
        """Where the files lie that its rows tell of."""
        server = f"{connection.settings_dict['HOST']} {connection.settings_dict['PORT']} {os.getuid()}"
        place = hashlib.sha256(f"{server} {self.database}".encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"leadtocash-{place}"


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def _make_cast() -> None:
    from leadtocash.config.shipping import ship
    from tests.cast import make_cast

    ship()
    make_cast()


def _make_company() -> None:
    from leadtocash.config import demo
    from leadtocash.config.shipping import ship

    ship()
    whole = os.environ.get("LEADTOCASH_SCREENSHOTS")  # of these the pictures in docs/screenshots are taken
    demo.build(say=lambda line: None, plan=demo.WHOLE if whole else demo.SMALL)


@cache
def _of_migrations() -> str:
    return _digest(path for path in _source() if "migrations" in path.parts or path.suffix == ".sql")


@cache
def _of_today() -> str:
    pictures = os.environ.get("LEADTOCASH_SCREENSHOTS", "")
    return _digest([*_source(), ROOT / "tests" / "cast.py"]) + f" {timezone.localdate()} {pictures}".rstrip()


def _source() -> Iterator[Path]:
    for folder, folders, names in os.walk(SOURCE):
        folders[:] = sorted(set(folders) - ASIDE)
        yield from (Path(folder) / name for name in sorted(names) if not name.endswith(".mo"))


def _digest(paths: Any) -> str:
    whole = hashlib.sha256((ROOT / "requirements" / "base.lock").read_bytes())
    for path in paths:
        whole.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return whole.hexdigest()


MIGRATED = Pattern("migrated", _migrate, _of_migrations)
CAST = Pattern("cast", _make_cast, _of_today, MIGRATED)
COMPANY = Pattern("company", _make_company, _of_today, MIGRATED)
#: which pattern the connection's database is a copy of
_current: list[Pattern] = []
#: what is kept in memory by a record's number must not meet another record of the same number in a later copy
_FURTHER = "SELECT setval(format('%%I', sequencename)::regclass, coalesce(last_value, 0) + %s) FROM pg_sequences"
_copies = count(1)
#: the connections of all threads to a test's database: a server's, a worker's, those beside a browser's loop of events
_opened = WeakSet[BaseDatabaseWrapper]()


@receiver(connection_created)
def _keep(connection: BaseDatabaseWrapper, **_rest: Any) -> None:
    if connection.settings_dict["NAME"]:
        _opened.add(connection)


@contextmanager
def copy_of(pattern: Pattern, worker: str) -> Iterator[None]:
    """Work on a copy of this pattern, with its files, while the block runs."""
    before, files = connection.settings_dict["NAME"], Path(tempfile.mkdtemp(prefix="leadtocash-files-"))
    _turn_to(f"{pattern.database}_{worker}")
    _current.append(pattern)
    try:
        renew()
        if pattern.files.is_dir():
            shutil.copytree(pattern.files, files, dirs_exist_ok=True)
        with override_settings(MEDIA_ROOT=files):
            yield
    finally:
        _current.pop()
        _turn_to(before)
        shutil.rmtree(files, ignore_errors=True)


def renew() -> None:
    """Bring back the database of the connection as it was copied first."""
    name, pattern = connection.settings_dict["NAME"], _current[-1]
    _close_all()
    with _alone() as cursor:
        _make_sure(cursor, pattern)
        _copy(cursor, pattern.database, name)
    _number_from(1_000 * next(_copies))


def forget() -> None:
    """Take away the patterns, to be made anew."""
    with _alone() as cursor:
        for pattern in (MIGRATED, CAST, COMPANY):
            cursor.execute(f'DROP DATABASE IF EXISTS "{pattern.database}" WITH (FORCE)')


def _make_sure(cursor: Any, pattern: Pattern) -> None:
    """Make the pattern, unless it stands there made of the same."""
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [pattern.database]
    )
    if cursor.fetchone() == (pattern.digest(),) and (pattern is not COMPANY or pattern.files.is_dir()):
        return
    if pattern.on:
        _make_sure(cursor, pattern.on)
    _copy(cursor, pattern.on.database if pattern.on else "template0", pattern.database)
    shutil.rmtree(pattern.files, ignore_errors=True)
    before = connection.settings_dict["NAME"]
    _turn_to(pattern.database)
    try:
        with override_settings(MEDIA_ROOT=pattern.files):
            if pattern is COMPANY:
                _number_from(1_000_000)
            pattern.fill()
    finally:
        _turn_to(before)
    cursor.execute(f"COMMENT ON DATABASE \"{pattern.database}\" IS '{pattern.digest()}'")


def _copy(cursor: Any, source: str, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def _number_from(further: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FURTHER, [further])


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor outside of the tests' databases, for one process at a time."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('leadtocash test databases'))")
        yield cursor


def _close_all() -> None:
    for one in list(_opened):
        one.inc_thread_sharing()
        one.close()
        one.dec_thread_sharing()


def _turn_to(name: str) -> None:
    _close_all()
    connection.settings_dict["NAME"] = name


def _base() -> str:
    return str(settings.DATABASES["default"]["TEST"]["NAME"])
