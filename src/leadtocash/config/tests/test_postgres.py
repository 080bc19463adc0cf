"""The embedded PostgreSQL: safe, alone, shared, and whole again after every kind of death."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from leadtocash.config import binaries, postgres
from leadtocash.config.postgres import Home
from leadtocash.config.sentences import PlainError


def ask(url: str, question: str) -> tuple:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone() or ()


def test_the_server_keeps_every_commit_knows_chinese_and_listens_on_no_network(home: Home) -> None:
    with postgres.running(home) as url:
        found = ask(
            url,
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('listen_addresses'), datctype, lower('Ä')"
            " FROM pg_database WHERE datname = current_database()",
        )
    assert found == ("on", "on", "", "C.UTF-8", "ä")


def test_nobody_else_may_enter_the_folders_of_the_server(home: Home) -> None:
    with postgres.running(home):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home.cluster, home.run, home.files)}
    assert modes == {"postgres": 0o700, "run": 0o700, "files": 0o700}


def test_the_server_is_shared_and_the_last_one_to_leave_stops_it(home: Home) -> None:
    with postgres.running(home):
        first = postgres.alive(home)
        with postgres.running(home):
            assert postgres.alive(home) == first
        assert postgres.alive(home) == first
    assert postgres.alive(home) is None


def test_after_kill_9_the_server_starts_again_and_has_what_was_committed(home: Home) -> None:
    with postgres.running(home) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        killed = postgres.alive(home)
        assert killed
        os.kill(killed, signal.SIGKILL)
        time.sleep(0.3)
        assert postgres.start(home) == url
        assert postgres.alive(home) not in {None, killed}
        assert ask(url, "SELECT one FROM kept") == (1,)


def test_a_process_id_that_now_belongs_to_another_program_does_not_block_the_start(home: Home) -> None:
    with postgres.running(home):
        pass
    with subprocess.Popen(["sleep", "60"]) as other:
        (home.cluster / "postmaster.pid").write_text(f"{other.pid}\n{home.cluster}\n")
        with postgres.running(home) as url:
            assert ask(url, "SELECT 1") == (1,)
        assert other.poll() is None
        other.kill()


def test_a_first_start_that_was_interrupted_leaves_nothing_in_the_way(home: Home) -> None:
    unfinished = home.root / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    with postgres.running(home) as url:
        assert ask(url, "SELECT 1") == (1,)
    assert not unfinished.exists()


def own_by_server(path: Path) -> None:
    os.chown(path, postgres._runner().uid, postgres._runner().gid)


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(home: Home) -> None:
    home.cluster.mkdir(parents=True)
    own_by_server(home.cluster)
    (home.cluster / "letter.txt").write_text("mine")
    with pytest.raises(PlainError, match="holds something else than a database"):
        postgres.start(home)
    assert [path.name for path in home.cluster.iterdir()] == ["letter.txt"]


def test_a_folder_of_an_unknown_version_is_refused(home: Home) -> None:
    home.cluster.mkdir(parents=True)
    own_by_server(home.cluster)
    (home.cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(PlainError, match="was made by PostgreSQL 9, which is not installed here"):
        postgres.start(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_account_is_refused(home: Home) -> None:
    home.cluster.mkdir(parents=True)
    os.chown(home.cluster, 1, 1)
    with pytest.raises(PlainError, match="belongs to another account"):
        postgres.start(home)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_data_folder_is_one_clear_sentence(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(PlainError, match="cannot be used"):
        postgres.start(Home(folder / "data"))


def test_the_path_of_the_socket_stays_short_however_long_the_data_folder_is(folder: Path) -> None:
    long = Home(folder / ("long" * 30))
    assert len(os.fsencode(long.run / ".s.PGSQL.5432")) < 100
    assert Home(folder).run == folder / "run"


def test_two_checkouts_have_two_data_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADTOCASH_DATA", raising=False)
    assert postgres.default_home(Path("/a")).root != postgres.default_home(Path("/b")).root
    monkeypatch.setenv("LEADTOCASH_DATA", "/somewhere")
    assert postgres.default_home(Path("/a")).root == Path("/somewhere")


def test_programs_another_account_cannot_reach_are_copied_once_and_run(folder: Path) -> None:
    original = binaries.installed()[0]

    def call(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
        if program.is_relative_to(original.folder):
            raise PermissionError
        return subprocess.run([program, *words], capture_output=True, text=True)

    copy = binaries.reachable_by(call, original, folder)
    made = copy.folder.stat().st_mtime_ns
    assert copy.folder.is_relative_to(folder)
    assert binaries.reachable_by(call, original, folder).folder.stat().st_mtime_ns == made


def test_the_client_program_is_the_oldest_that_understands_the_server() -> None:
    majors = sorted(one.major for one in binaries.installed())
    assert binaries.pg_binary("pg_dump", server=15) == binaries.installed()[-1].bin / "pg_dump"
    assert binaries.pg_binary("pg_dump", server=majors[-1]) == binaries.installed()[0].bin / "pg_dump"
    with pytest.raises(PlainError, match="newer than the programs installed here"):
        binaries.pg_binary("pg_dump", server=99)
