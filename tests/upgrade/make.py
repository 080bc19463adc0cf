"""Keep the small demonstration company as this version stores it, so that later versions prove they take it over.

    python3 dev.py keep-release        at each release: writes tests/upgrade/<version>/, to be committed with it

A kept release is never changed: it is what is out there. Plain SQL, so that a change in it would be seen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg

from leadtocash import __version__
from leadtocash.config.binaries import pg_binary

KEPT = Path(__file__).parent
BUILD = "import django; django.setup(); from leadtocash.config import demo; demo.build(say=print, plan=demo.SMALL)"


def leadtocash(url: str, files: Path, *words: str) -> str:
    """Run one command of the program on this database and these files; give what it says."""
    return _run([sys.executable, "-m", "leadtocash.config.command", *words], url, files)


def build(url: str, files: Path) -> None:
    """A small company with a record of every kind, in an empty database."""
    leadtocash(url, files, "migrate", "--verbosity", "0")
    _run([sys.executable, "-c", BUILD], url, files)


def keep(url: str, files: Path, folder: Path) -> None:
    """Write down the database as SQL and its files beside it."""
    folder.mkdir()
    dump = [str(pg_binary("pg_dump")), "--no-owner", "--no-privileges", "--file", str(folder / "database.sql"), url]
    subprocess.run(dump, check=True)
    shutil.copytree(files, folder / "files")


def take_up(folder: Path, url: str, files: Path) -> None:
    """Bring a kept release into an empty database."""
    command = [str(pg_binary("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    subprocess.run([*command, "-f", str(folder / "database.sql"), url], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(folder / "files", files)


def create(server: str) -> str:
    """A new empty database beside this one; gives its address."""
    name = f"t{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        host, user = connection.info.host, connection.info.user
    return f"postgresql://{user}@/{name}?host={host}"


def _run(command: list[str], url: str, files: Path) -> str:
    environment = os.environ | {"DATABASE_URL": url, "LEADTOCASH_FILES": str(files)}
    environment |= {"DJANGO_SETTINGS_MODULE": "leadtocash.config.settings", "LEADTOCASH_TESTING": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def main() -> None:
    """Keep this version."""
    folder = KEPT / __version__
    if folder.exists():
        raise SystemExit(f"{folder} is kept already; a release is kept once.")
    url, files = create(os.environ["DATABASE_URL"]), Path(os.environ["LEADTOCASH_DATA"]) / f"kept-{uuid4().hex[:8]}"
    files.mkdir()
    build(url, files)
    keep(url, files, folder)
    shutil.rmtree(files)
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main()
