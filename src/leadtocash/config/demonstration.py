"""Whether this database holds the demonstration, and how it gets there: whole, or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from leadtocash.config import rewritten
from leadtocash.config.backup import empty
from leadtocash.config.database import files_folder
from leadtocash.config.sentences import PlainError, both

WHOLE, UNFINISHED = "leadtocash demo", "leadtocash demo, unfinished"


def needs_building(url: str, *, reset: bool) -> bool:
    """Make room where a demonstration was left half-made, is outdated or is to be renewed; touch nothing else."""
    state = _state(url)
    if state is None and _has_people(url):
        raise PlainError(
            "This database holds data that is not the demonstration; use another one (DATABASE_URL or LEADTOCASH_DATA)."
        )
    if state == WHOLE and not reset and rewritten.others(url) != []:
        print(both("The demonstration here was made by another state of the program; it is built anew."), flush=True)
        reset = True
    if state == UNFINISHED or (state == WHOLE and reset):
        empty(url)
        _empty_folder(files_folder())
        state = None
    if state is None:
        mark(url, UNFINISHED)
    return state is None


def mark(url: str, state: str) -> None:
    """Write on the database itself how far the demonstration is."""
    with psycopg.connect(url) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(state)))


def _state(url: str) -> str | None:
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    with psycopg.connect(url) as connection:
        found = connection.execute(question).fetchone()
    return found[0] if found and found[0] in {WHOLE, UNFINISHED} else None


def _has_people(url: str) -> bool:
    with psycopg.connect(url) as connection:
        known = connection.execute("SELECT to_regclass('accounts_user') IS NOT NULL").fetchone()
        if not known or not known[0]:
            return False
        return connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone() is not None


def _empty_folder(folder: Path) -> None:
    if folder.is_dir():
        for entry in os.scandir(folder):
            shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else Path(entry.path).unlink()
