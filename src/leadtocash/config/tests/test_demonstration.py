"""The demonstration is built once, anew when half-made, and never over somebody's data."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from leadtocash.config import backup, demonstration
from leadtocash.config.sentences import PlainError


@pytest.fixture(autouse=True)
def files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = folder / "files"
    made.mkdir()
    (made / "old.pdf").write_text("old")
    monkeypatch.setenv("LEADTOCASH_FILES", str(made))
    return made


def give_people(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE accounts_user AS SELECT 1 AS id")


def has_tables(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute(backup.TABLES).fetchone() is not None


def test_an_empty_database_gets_the_demonstration_and_a_whole_one_is_left_alone(new_database: str) -> None:
    assert demonstration.needs_building(new_database, reset=False)
    give_people(new_database)
    demonstration.mark(new_database, demonstration.WHOLE)
    assert not demonstration.needs_building(new_database, reset=False)
    assert has_tables(new_database)


def test_a_half_made_demonstration_is_removed_and_built_anew(new_database: str, files: Path) -> None:
    demonstration.mark(new_database, demonstration.UNFINISHED)
    give_people(new_database)
    assert demonstration.needs_building(new_database, reset=False)
    assert not has_tables(new_database)
    assert list(files.iterdir()) == []


def test_reset_removes_a_whole_demonstration(new_database: str) -> None:
    demonstration.mark(new_database, demonstration.WHOLE)
    give_people(new_database)
    assert demonstration.needs_building(new_database, reset=True)
    assert not has_tables(new_database)


@pytest.mark.parametrize("reset", [False, True])
def test_data_that_is_no_demonstration_is_never_touched(new_database: str, files: Path, *, reset: bool) -> None:
    give_people(new_database)
    with pytest.raises(PlainError, match="not the demonstration"):
        demonstration.needs_building(new_database, reset=reset)
    assert has_tables(new_database)
    assert [path.name for path in files.iterdir()] == ["old.pdf"]
