"""Every kept release is taken over without loss, and a backup brings the company back on an empty machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests

from leadtocash.config import postgres
from leadtocash.config.backup import count_rows
from leadtocash.config.serving import free_port
from tests.upgrade import make

pytestmark = [pytest.mark.slow, pytest.mark.req("PLT-9")]
NOW = "as this version is now"
PASSING = {"public.django_session", "public.procrastinate_workers"}


@dataclass
class Company:
    """A filled database with its files, and a folder for what a test makes."""

    url: str
    files: Path
    folder: Path


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    folder = Path(tempfile.mkdtemp(prefix="ltc-"))
    folder.chmod(0o711)  # the server's account must pass through
    with postgres.running(postgres.Home(folder / "data"), durable=False) as server:
        made = Company(make.create(server), folder / "files", folder)
        made.files.mkdir()
        make.build(made.url, made.files)
        yield made
    shutil.rmtree(folder, ignore_errors=True)


def rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return {name: count for name, count in count_rows(connection).items() if name not in PASSING}


@pytest.mark.parametrize("release", [*sorted(one.parent.name for one in make.KEPT.glob("*/database.sql")), NOW])
def test_a_kept_release_is_taken_over_without_loss(company: Company, release: str) -> None:
    kept = make.KEPT / release
    if release == NOW:
        kept = company.folder / "kept"
        make.keep(company.url, company.files, kept)
    url, files = make.create(company.url), company.folder / f"files-{release}"
    make.take_up(kept, url, files)
    before = rows(url)
    assert before["public.customers_customer"] >= 5
    make.leadtocash(url, files, "migrate", "--verbosity", "0")
    after = rows(url)
    assert {name: after[name] for name in before if after.get(name, count := before[name]) < count} == {}
    assert "0 problems found." in make.leadtocash(url, files, "check")
    make.leadtocash(url, files, "migrate", "--verbosity", "0")
    assert rows(url) == after, "a second time changes nothing"


def test_a_backup_brings_the_company_back_on_an_empty_machine(company: Company) -> None:
    """No database server, no files: only the program and the backup."""
    machine = company.folder / "machine"
    archive = company.folder / "company.tar"

    def run(*words: str, **environment: str) -> str:
        command = [sys.executable, "-m", "leadtocash.config.command", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    here = {**os.environ, "DATABASE_URL": company.url, "LEADTOCASH_FILES": str(company.files)}
    there = {name: value for name, value in here.items() if name not in {"DATABASE_URL", "LEADTOCASH_FILES"}}
    there |= {"LEADTOCASH_DATA": str(machine), "LEADTOCASH_TESTING": "0"}
    assert re.search(r"Backup written: .* \(\d+ rows, [1-9]\d* files\)", run("backup", str(archive), **here))
    assert "Restored and verified" in run("restore", str(archive), **there)
    assert "0 problems found." in run("check", **there)
    assert contents(machine / "files") == contents(company.files)
    sign_in(there)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sign_in(environment: dict[str, str]) -> None:
    """Serve what was restored, and sign in as a person of the company."""
    port = free_port("127.0.0.1", 8790)
    command = [sys.executable, "-m", "leadtocash.config.command", "serve", "--port", str(port), "--workers", "1"]
    site = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout
        assert any("Ready" in line for line in site.stdout)
        base = f"http://127.0.0.1:{port}"
        browser = requests.Session()
        page = browser.get(f"{base}/sign-in/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        answer = browser.post(
            f"{base}/sign-in/",
            {"csrfmiddlewaretoken": found[1], "username": "wangmin", "password": "demo-2026"},
            headers={"Referer": base},
        )
        assert answer.status_code == 200
        assert browser.get(f"{base}/customers/").url.endswith("/customers/")
        assert requests.get(f"{base}/readyz", timeout=20).json()["status"] == "ready"
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(30)
