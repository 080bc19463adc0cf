"""Debian packages without root: verified by apt, unpacked for this checkout, and nothing half-made."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from leadtocash.config.debian import Debian
from leadtocash.config.steps import Steps

APT = """#!/bin/sh
for word in "$@"; do case "$word" in Dir::Cache=*) cache="${word#Dir::Cache=}";; esac; done
echo "$@" >> "$LOG"
case " $* " in *" --download-only "*) touch "$cache/archives/libpango_1.deb" "$cache/archives/libc6_2.deb";; esac
exit ${APT_ENDS:-0}
"""
DPKG = """#!/bin/sh
mkdir -p "$3/usr/lib/x86_64-linux-gnu" "$3/usr/lib/chromium"
touch "$3/usr/lib/x86_64-linux-gnu/$(basename "$2").so" "$3/usr/lib/chromium/chromium"
"""


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Debian:
    """A machine whose apt-get and dpkg-deb write down what they are asked."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in {"apt-get": APT, "dpkg-deb": DPKG}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    return Debian(Steps(tmp_path, tmp_path / "stamps"), tmp_path / "it's the system")


def test_an_ordinary_user_installs_nothing(debian: Debian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not debian.install("libpango-1.0-0")
    assert not (tmp_path / "log").exists()


def test_packages_are_unpacked_but_never_the_systems_own_c_library(debian: Debian) -> None:
    assert debian.unpack("libpango-1.0-0")
    libraries = debian.libraries()
    assert [file.name for folder in libraries for file in folder.iterdir()] == ["libpango_1.deb.so"]
    assert not (debian.folder / "apt").exists()
    assert str(debian.folder / "usr/share/fonts") in (debian.folder / "fonts.conf").read_text()


def test_the_unpacked_browser_starts_with_its_libraries_also_under_an_odd_path(debian: Debian) -> None:
    assert debian.chromium() is None
    debian.unpack("chromium")
    program = debian.folder / "usr" / "lib" / "chromium" / "chromium"
    program.write_text('#!/bin/sh\necho "$LD_LIBRARY_PATH|$1|$2"\n')
    program.chmod(0o755)
    starter = debian.chromium()
    assert starter
    said = subprocess.run([starter, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    assert said == f"{debian.libraries()[0]}|--no-sandbox|--version"


def test_when_apt_fails_the_lists_are_gone_and_the_answer_is_no(
    debian: Debian, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APT_ENDS", "100")
    assert not debian.unpack("libpango-1.0-0")
    assert not (debian.folder / "apt").exists()
    assert "apt-get update" in capfd.readouterr().err
    monkeypatch.setenv("PATH", "")
    assert not debian.unpack("libpango-1.0-0")
