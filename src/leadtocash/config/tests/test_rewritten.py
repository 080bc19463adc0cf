"""A database made by migrations that were rewritten since is known: a demonstration is built anew, others are kept."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from leadtocash.config import backup, demonstration, rewritten
from leadtocash.config.sentences import PlainError

pytestmark = pytest.mark.req("PLT-9")
FIRST = "customers.0001_initial"


@pytest.fixture(autouse=True)
def files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADTOCASH_FILES", str(folder / "files"))


@pytest.fixture
def migrated(new_database: str) -> str:
    """A database that says it went through all that is here, and one migration of somebody else."""
    with psycopg.connect(new_database) as made:
        made.execute("CREATE TABLE accounts_user AS SELECT 1 AS id")
        made.execute("CREATE TABLE django_migrations (app text, name text)")
        names = [name.split(".") for name in [*rewritten.here(), "auth.0001_initial"]]
        made.cursor().executemany("INSERT INTO django_migrations VALUES (%s, %s)", names)
    return new_database


def has_people(url: str) -> bool:
    with psycopg.connect(url) as asking:
        return asking.execute("SELECT to_regclass('accounts_user')").fetchone() != (None,)


def rewrite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rewritten.here(), FIRST, "another sum")


def test_what_was_done_by_the_migrations_here_is_at_home(new_database: str) -> None:
    assert rewritten.others(new_database) == []


def test_a_rewritten_migration_is_named(migrated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rewritten.others(migrated) is None
    rewritten.remember(migrated)
    assert rewritten.others(migrated) == []
    rewrite(monkeypatch)
    assert rewritten.others(migrated) == [FIRST]


def test_a_migration_of_a_newer_program_is_named(migrated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten.remember(migrated)
    monkeypatch.delitem(rewritten.here(), FIRST)
    assert rewritten.others(migrated) == [FIRST]


def test_what_was_done_before_migrating_was_cut_off_is_taken_as_done_from_here(
    migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.delitem(rewritten.here(), FIRST)
        rewritten.remember(migrated)
    assert rewritten.others(migrated) == []


@pytest.mark.parametrize("remembered", [True, False])
def test_a_demonstration_is_built_anew(
    migrated: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, remembered: bool
) -> None:
    demonstration.mark(migrated, demonstration.WHOLE)
    if remembered:
        rewritten.remember(migrated)
        assert not demonstration.needs_building(migrated, reset=False)
        rewrite(monkeypatch)
    assert demonstration.needs_building(migrated, reset=False)
    assert "it is built anew" in capsys.readouterr().out
    assert not has_people(migrated)


def test_other_data_is_refused_and_not_touched(migrated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten.remember(migrated)
    rewritten.refuse(migrated)
    rewrite(monkeypatch)
    with psycopg.connect(migrated) as asking:
        before = backup.count_rows(asking)
    with pytest.raises(PlainError, match=rf"another state of the program \({FIRST}\); nothing was touched"):
        rewritten.refuse(migrated)
    with pytest.raises(PlainError, match="not the demonstration"):
        demonstration.needs_building(migrated, reset=False)
    with psycopg.connect(migrated) as asking:
        assert backup.count_rows(asking) == before


@pytest.mark.django_db
def test_where_no_sums_are_remembered_a_missing_column_tells(migrated: str) -> None:
    rewritten.refuse(migrated)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_customer DROP COLUMN address CASCADE")
    with pytest.raises(PlainError, match=r"\(customers_customer.address\)"):
        rewritten.refuse(migrated)


def test_the_sum_of_a_migration_holds_the_sql_it_runs(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "chain.sql").write_text("one")
    (tmp_path / "migrations").mkdir()
    migration = tmp_path / "migrations" / "0001_initial.py"
    migration.write_text('files("app").joinpath("sql/chain.sql")')
    before = rewritten._sum(migration)
    (tmp_path / "sql" / "chain.sql").write_text("two")
    assert rewritten._sum(migration) != before
