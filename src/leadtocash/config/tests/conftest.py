"""A PostgreSQL of its own for these tests: they stop it, kill it and spoil it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from leadtocash.config import postgres
from leadtocash.config.postgres import Home


def _open_folder() -> Path:
    """A folder that the account of the server may pass through: pytest's own are closed to everybody else."""
    folder = Path(tempfile.mkdtemp(prefix="ltc-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    made = _open_folder()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def home(folder: Path) -> Iterator[Home]:
    place = Home(folder / "data")
    yield place
    postgres.stop(place)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    made = _open_folder()
    with postgres.running(Home(made / "data"), durable=False) as url:
        yield url
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def new_database(server: str) -> str:
    """The address of an empty database."""
    return create(server)


def create(server: str, options: str = "") -> str:
    name = f"t{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
    return server.replace("@/leadtocash?", f"@/{name}?")
