"""A backup brings everything back, and nothing is restored that is not whole."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from leadtocash.config import backup
from leadtocash.config.sentences import PlainError
from leadtocash.config.tests.conftest import create


@pytest.fixture
def filled(new_database: str, folder: Path) -> tuple[str, Path]:
    with psycopg.connect(new_database) as connection:
        connection.execute("CREATE TABLE quote (id bigint PRIMARY KEY, title text, amount numeric(18, 2))")
        connection.execute("INSERT INTO quote SELECT n, '丝杠 ' || n, n / 100.0 FROM generate_series(1, 1000) n")
        connection.execute("CREATE TABLE empty_one (id int)")
    files = folder / "files"
    (files / "2026").mkdir(parents=True)
    (files / "2026" / "合同.pdf").write_bytes(b"%PDF" + bytes(range(256)) * 5000)
    return new_database, files


def contents(url: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT * FROM quote ORDER BY id").fetchall()


def test_a_backup_restored_into_an_empty_database_is_equal(filled: tuple[str, Path], server: str, folder: Path) -> None:
    url, files = filled
    written = backup.backup(url, files, folder / "all.tar")
    fresh, there = create(server), folder / "there"
    read = backup.restore(fresh, there, folder / "all.tar")
    assert read == written
    assert written.rows == {"public.quote": 1000, "public.empty_one": 0}
    assert contents(fresh) == contents(url)
    assert (there / "2026" / "合同.pdf").read_bytes() == (files / "2026" / "合同.pdf").read_bytes()
    assert (folder / "all.tar").stat().st_mode & 0o077 == 0


def test_a_backup_is_refused_by_a_database_that_is_not_empty(filled: tuple[str, Path], folder: Path) -> None:
    url, files = filled
    backup.backup(url, files, folder / "all.tar")
    with pytest.raises(PlainError, match="only restored into an empty one"):
        backup.restore(url, folder / "there", folder / "all.tar")
    assert len(contents(url)) == 1000


def test_a_backup_is_refused_by_a_folder_that_is_not_empty(filled: tuple[str, Path], server: str, folder: Path) -> None:
    url, files = filled
    backup.backup(url, files, folder / "all.tar")
    with pytest.raises(PlainError, match="only restored into an empty one"):
        backup.restore(create(server), files, folder / "all.tar")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda raw: raw[:2000] + bytes([raw[2000] ^ 1]) + raw[2001:], "damaged: database.dump"),
        (lambda raw: raw[: len(raw) // 2], "cannot be read|not a whole backup"),
        (lambda raw: b"something else", "cannot be read"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    filled: tuple[str, Path], server: str, folder: Path, harm: object, sentence: str
) -> None:
    url, files = filled
    target = folder / "all.tar"
    backup.backup(url, files, target)
    target.write_bytes(harm(target.read_bytes()))
    fresh = create(server)
    with pytest.raises(PlainError, match=sentence):
        backup.restore(fresh, folder / "there", target)
    with psycopg.connect(fresh) as connection:
        assert connection.execute(backup.TABLES).fetchall() == []
    assert not (folder / "there").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing(filled: tuple[str, Path], folder: Path) -> None:
    url, files = filled
    with pytest.raises(PlainError, match="could not be written"):
        backup.backup(url, files, folder / "missing" / "all.tar")
    assert list(folder.iterdir()) == [files]
