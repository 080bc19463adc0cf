"""Small tables a process keeps, good as long as their stamp is the one read in this request.

A trigger gives a new stamp, a random one that never comes back, with every statement that changes such a table and
in its transaction (`stamped` in a migration). All stamps are read at once, with the token or session of a request.
A transaction that changed such a table itself looks at every use: who could tell what it has rolled back meanwhile?
Outside requests the stamps are good for a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, TypeVar

from django.core.signals import request_finished, request_started
from django.db import connection, migrations, models
from django.db.backends.signals import connection_created

T = TypeVar("T")
_FRESH_SECONDS = 1.0
_RAISED = "leadtocash stamp "  # as FUNCTION says it
_ALL = "SELECT jsonb_object_agg(name, value) FROM kernel_stamp"

#: INFO reaches the client whatever the server's settings say: so this process learns of its own changes
FUNCTION = """
CREATE FUNCTION kernel_new_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kernel_stamp (name, value) VALUES (TG_ARGV[0], gen_random_uuid())
  ON CONFLICT (name) DO UPDATE SET value = excluded.value;
  RAISE INFO 'leadtocash stamp %', TG_ARGV[0];
  RETURN NULL;
END $$
"""


class Kept(Generic[T]):
    """What a process keeps of the tables under one stamp: called, it gives it, loaded again after a change.

    All threads share it, so nobody may change it.
    """

    def __init__(self, stamp: str, load: Callable[[], T]) -> None:
        self._stamp, self._load = stamp, load
        self._kept: tuple[str | None, T] | None = None

    def __call__(self) -> T:
        value = _value(self._stamp)  # before loading: what is loaded may be newer than its stamp, never older
        kept = self._kept
        if kept is None or kept[0] != value:
            kept = self._kept = (value, self._load())
        return kept[1]


def stamped(stamp: str, *tables: str) -> migrations.RunSQL:
    """Operation of a migration: every change of these tables gives a new stamp."""
    made = (
        f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION kernel_new_stamp('{stamp}')"
        for table in tables
    )
    return migrations.RunSQL([*made], [f"DROP TRIGGER {table}_stamp ON {table}" for table in tables])


def column() -> models.Func:
    """All stamps, for a statement that is needed anyway; `note` takes what it gave."""
    return models.Func(template=f"({_ALL})", output_field=models.JSONField())


def note(stamps: Mapping[str, str] | None) -> None:
    """Go by these stamps, just read, for the rest of the request."""
    _seen.stamps, _seen.at = stamps or {}, time.monotonic()


def forget(**_signal: Any) -> None:
    """Look at the stamps again."""
    _seen.stamps = None
    _seen.raised.clear()


class _Seen(threading.local):
    """What this thread goes by; raised: the stamps of what it has changed itself since."""

    def __init__(self) -> None:
        self.stamps: Mapping[str, str] | None = None
        self.at = 0.0
        self.in_request = False
        self.raised: set[str] = set()


_seen = _Seen()


def _value(stamp: str) -> str | None:
    if _seen.raised and not connection.in_atomic_block:
        forget()
    fresh = _seen.in_request or time.monotonic() - _seen.at < _FRESH_SECONDS
    if _seen.stamps is None or stamp in _seen.raised or not fresh:
        note(_read())
    return _seen.stamps.get(stamp) if _seen.stamps else None


def _read() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, value::text FROM kernel_stamp")
        return dict(cursor.fetchall())


def _begin(**_signal: Any) -> None:
    forget()
    _seen.in_request = True


def _end(**_signal: Any) -> None:
    forget()
    _seen.in_request = False


def _told(diagnostic: Any) -> None:
    said, mark, stamp = (diagnostic.message_primary or "").partition(_RAISED)
    if mark and not said:
        _seen.raised.add(stamp)


def _listen(**signal: Any) -> None:
    connected = signal["connection"].connection
    with suppress(ValueError):  # a connection of the pool comes again
        connected.remove_notice_handler(_told)
    connected.add_notice_handler(_told)


request_started.connect(_begin)
request_finished.connect(_end)
connection_created.connect(_listen)
