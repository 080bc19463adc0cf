"""Debian packages: installed where one is root, otherwise unpacked into a folder of this checkout.

apt fetches and verifies them either way; unpacked ones are never configured, and nobody else sees them.
Standard library only.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from xml.sax.saxutils import escape

from leadtocash.config.sentences import PlainError, on_one_line
from leadtocash.config.steps import Steps

NEVER_UNPACKED = ("libc6_", "libc-bin_")  # the system's own loader works with the system's own only
PATIENCE = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <include ignore_missing="yes">{folder}/etc/fonts/conf.d</include>
  <dir>/usr/share/fonts</dir>
  <dir>{folder}/usr/share/fonts</dir>
  <cachedir>{folder}/var/cache/fontconfig</cachedir>
</fontconfig>
"""
STARTER = """#!/bin/sh
# Starts the Chromium unpacked beside this file with the libraries and fonts unpacked with it.
export LD_LIBRARY_PATH={libraries} FONTCONFIG_FILE={fonts}
exec {program} --no-sandbox "$@"
"""


@dataclass(frozen=True)
class Debian:
    """Debian's packages for one checkout; `folder` takes those that cannot be installed."""

    steps: Steps
    folder: Path

    def install(self, *packages: str) -> bool:
        """Install into the system, for root; False for others, and where there is no apt or it fails."""
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            return False
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        try:
            self.steps.run("apt-get update", "apt-get", *PATIENCE, "update", "-qq")
            options = [*PATIENCE, "-y", "-qq", "--no-install-recommends"]
            self.steps.run(f"apt-get install {packages[0]}", "apt-get", *options, "install", *packages)
        except PlainError as error:
            print(error, file=sys.stderr)
            return False
        return True

    def unpack(self, *packages: str) -> bool:
        """Fetch these packages and what the system lacks for them, and unpack all; False where impossible."""
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            return False
        try:
            self.steps.refuse_full_disk()
            with self._private_apt() as options:
                self.steps.run("apt-get update", "apt-get", *options, "update", "-qq")
                fetching = ["-y", "-qq", "--no-install-recommends", "--download-only", "install"]
                title = on_one_line("Debian packages for this checkout: {packages}", packages=packages[0])
                self.steps.run(title, "apt-get", *options, *fetching, *packages)
                self._unpack_fetched()
        except PlainError as error:
            print(error, file=sys.stderr)
            return False
        (self.folder / "fonts.conf").write_text(FONTS.format(folder=escape(str(self.folder))))
        return True

    def chromium(self) -> Path | None:
        """Give a program that starts the unpacked Chromium, or None where there is none."""
        program = self.folder / "usr" / "lib" / "chromium" / "chromium"
        if not program.exists():
            return None
        starter = self.folder / "chromium"
        holes = {
            "libraries": ":".join(str(path) for path in self.libraries()),
            "fonts": self.folder / "fonts.conf",
            "program": program,
        }
        starter.write_text(STARTER.format(**{name: quote(str(value)) for name, value in holes.items()}))
        starter.chmod(0o755)
        return starter

    def libraries(self) -> list[Path]:
        """Where the unpacked libraries lie."""
        patterns = ("lib/*-linux-gnu*", "usr/lib/*-linux-gnu*", "usr/lib/*-linux-gnu*/*")
        folders = [path for pattern in patterns for path in sorted(self.folder.glob(pattern))]
        return [path for path in folders if any(path.glob("lib*.so*"))]

    @contextmanager
    def _private_apt(self) -> Iterator[list[str]]:
        """Options that give apt lists and a cache of its own; both are removed afterwards."""
        own = self.folder / "apt"
        shutil.rmtree(own, ignore_errors=True)
        for part in ("lists/partial", "cache/archives/partial"):
            (own / part).mkdir(parents=True)
        settings = {
            "Dir::State": own,
            "Dir::State::lists": own / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": own / "cache",
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": "root",
        }
        try:
            yield [*PATIENCE, *(part for key, value in settings.items() for part in ("-o", f"{key}={value}"))]
        finally:
            shutil.rmtree(own, ignore_errors=True)

    def _unpack_fetched(self) -> None:
        fetched = sorted((self.folder / "apt" / "cache" / "archives").glob("*.deb"))
        wanted = [file for file in fetched if not file.name.startswith(NEVER_UNPACKED)]
        script = 'folder="$1"; shift; for file in "$@"; do dpkg-deb -x "$file" "$folder" || exit 1; done'
        title = on_one_line("Unpacking {count} packages", count=len(wanted))
        self.steps.run(title, "/bin/sh", "-c", script, "sh", self.folder, *wanted)
