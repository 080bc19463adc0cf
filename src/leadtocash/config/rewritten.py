"""Whether the tables of a database were made by the migrations that are here.

Between releases a migration may be rewritten in place; Django knows it by its name alone and takes it as done. So
the database remembers, in the comment of Django's own table, the sum of each migration it went through.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import psycopg
from psycopg import sql

from leadtocash.config.sentences import PlainError

PACKAGE = Path(__file__).resolve().parents[1]
DONE = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
REMEMBERED = "SELECT obj_description('django_migrations'::regclass, 'pg_class')"
COLUMNS = (
    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)
NAMED_AT_MOST = 3


@lru_cache(maxsize=1)
def here() -> dict[str, str]:
    """The sum of each migration of the program, with the SQL files it runs."""
    return {f"{path.parents[1].name}.{path.stem}": _sum(path) for path in PACKAGE.glob("*/*/migrations/0*.py")}


def remember(url: str) -> None:
    """After migrating: write on the database what it went through."""
    with psycopg.connect(url) as connection:
        sums = sql.Literal(json.dumps(here(), sort_keys=True))
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sums))


def others(url: str) -> list[str] | None:
    """The migrations done in this database that are not those here: rewritten since, or of a newer program.

    None: it went through migrations before their sums were remembered.
    """
    apps = {name.partition(".")[0] for name in here()}
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return []
        done = [name for (name,) in connection.execute(DONE) if name.partition(".")[0] in apps]
        remembered = connection.execute(REMEMBERED).fetchone()
    if not done:
        return []
    if not remembered or not remembered[0]:
        return None
    sums = {**here(), **json.loads(remembered[0])}  # not remembered is what was done before migrating was cut off
    return [name for name in done if name not in here() or sums[name] != here()[name]]


def refuse(url: str) -> None:
    """Refuse a database whose tables are not those of this program, before anything in it is touched. Needs Django."""
    found = others(url)
    if found is None:
        found = _missing_columns()
    if found:
        raise PlainError(
            "The tables of this database were made by another state of the program ({names}); nothing was touched. "
            "Go on with the version it was made with, or take the data out there (lists, policy pack) and into a new "
            "database here; from release to release migrating is enough. A demonstration is built anew by: "
            "leadtocash demo",
            names=", ".join(found[:NAMED_AT_MOST]) + (" …" if len(found) > NAMED_AT_MOST else ""),
        )


def _missing_columns() -> list[str]:
    """Columns that the migrations done make and that are not there."""
    connection = import_module("django.db").connections["default"]
    loader = import_module("django.db.migrations.loader").MigrationLoader(connection)
    done = [node for node in loader.applied_migrations if node in loader.graph.nodes]
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        there = {name for (name,) in cursor}
    wanted = {
        f"{model._meta.db_table}.{field.column}"
        for model in loader.project_state(done).apps.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.local_concrete_fields
    }
    return sorted(wanted - there)


def _sum(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r'"(sql/[^"]+)"', text):
        text += (path.parents[1] / name).read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]
