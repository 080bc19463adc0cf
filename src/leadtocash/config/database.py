"""Which database the program uses: that of DATABASE_URL or its own; both must pass the same examination."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

from leadtocash.config import postgres
from leadtocash.config.sentences import PlainError

OLDEST = 15
QUESTION = """
SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding), datctype,
       datlocprovider::text, coalesce(to_jsonb(d) ->> 'datlocale', '')
FROM pg_database d WHERE datname = current_database()
"""


@contextlib.contextmanager
def database(*, scratch: bool = False, pooled: bool = False) -> Iterator[str]:
    """Make DATABASE_URL point at a server that passes the examination, for as long as the block runs.

    A scratch server is for tests: a folder of its own, quick instead of safe. pooled: whether a pooler in
    transaction mode may lie between; workers listen, migrations lock and backups share a snapshot, so they may not.
    """
    if os.environ.get("LEADTOCASH_POOLED") and not pooled:
        raise PlainError(
            "This needs PostgreSQL itself: put its own address into DATABASE_URL, not the pooler's, "
            "and unset LEADTOCASH_POOLED."
        )
    home = postgres.default_home()
    if scratch:
        home = postgres.Home(home.root / "scratch")
    os.environ.setdefault("LEADTOCASH_DATA", str(home.root))
    given = os.environ.get("DATABASE_URL")
    if given:
        examine(given)
        yield given
        return
    with postgres.running(home, durable=not scratch) as url:
        examine(url)
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


def own_home() -> postgres.Home | None:
    """The program's own PostgreSQL where it is in use, to look after it; None with a given server."""
    home = postgres.Home(data_folder())
    return home if os.environ.get("DATABASE_URL") == home.url else None


def examine(url: str) -> int:
    """Refuse a server that is too old or cannot handle Chinese text; give its major version."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(QUESTION).fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise PlainError("The database in DATABASE_URL cannot be reached: {reason}", reason=reason) from None
    if row is None:
        raise PlainError("The database in DATABASE_URL cannot be reached: {reason}", reason="?")
    refuse_unfit(version=row[0], encoding=row[1], ctype=row[2], provider=row[3], locale=row[4])
    return int(row[0]) // 10000


def refuse_unfit(*, version: int, encoding: str, ctype: str, provider: str, locale: str) -> None:
    """Judge what a server says about itself; every refusal says what to do."""
    if version < OLDEST * 10000:
        raise PlainError(
            "The server runs PostgreSQL {found}; {needed} or newer is needed.",
            found=f"{version // 10000}.{version % 10000}",
            needed=OLDEST,
        )
    if encoding != "UTF8":
        raise PlainError(
            "The database stores text as {found}; create one with ENCODING 'UTF8'.",
            found=encoding,
        )
    knows_utf8 = ctype.upper().replace("-", "").endswith("UTF8")
    if not knows_utf8 and not (provider == "b" and locale not in {"", "C"}):
        raise PlainError(
            "The database has LC_CTYPE {found}, which does not know Chinese letters; create one with "
            "LC_CTYPE 'C.UTF-8' (TEMPLATE template0).",
            found=ctype,
        )


def files_folder() -> Path:
    """Where uploaded files lie."""
    given = os.environ.get("LEADTOCASH_FILES")
    return Path(given) if given else data_folder() / "files"


def data_folder() -> Path:
    """The data folder in use; known while a database is open."""
    return Path(os.environ["LEADTOCASH_DATA"])
