"""The steps of a set-up: shown while they run, remembered when done, one clear sentence when they fail.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from leadtocash.config.sentences import PlainError, marked

SPACE_NEEDED = 2 * 2**30
OFFLINE = (
    r"name resolution|resolve host|failed to establish|network is unreachable|timed out"
    r"|connection refused|connection broken|connection error|connection reset|cannot connect to proxy"
    r"|could not find a version"
    r"|max retries|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET"
)
TELLING = {
    r"No space left|ENOSPC": marked("The disk is full."),
    r"do not match the hashes|EINTEGRITY": marked(
        "A downloaded package is not the one that was locked; nothing of it was installed."
    ),
    OFFLINE: marked("The package index cannot be reached; check the network, or name a mirror as pip and npm know it."),
}


class Steps:
    """Runs the steps of one checkout and remembers those that are done by what they were done from."""

    def __init__(self, root: Path, memory: Path) -> None:
        self.root, self.memory = root, memory

    def done(self, name: str, source: str) -> bool:
        """Whether this step was done from this very source."""
        file = self.memory / name
        return file.exists() and file.read_text() == source

    def remember(self, name: str, source: str) -> None:
        """Note that this step is done."""
        self.memory.mkdir(parents=True, exist_ok=True)
        (self.memory / name).write_text(source)

    def tried_lately(self, name: str) -> bool:
        """Whether this step was tried within the last hour, in vain."""
        file = self.memory / name
        return file.exists() and file.read_text() == "tried" and time.time() - file.stat().st_mtime < 3600

    def digest(self, files: Iterable[Path]) -> str:
        """One sum over the names and contents of these files."""
        total = hashlib.sha256()
        for path in sorted(files):
            total.update(str(path.relative_to(self.root)).encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()

    def run(self, title: str, *command: str | Path, folder: Path | None = None, total: int = 0) -> None:
        """Run a step, showing that it goes on; where a total is known, how far pip has come."""
        print(f"{title} …", flush=True)
        started, lines = time.monotonic(), []
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder or self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        counted = 0
        for line in process.stdout or ():
            lines.append(line)
            if total and line.lstrip().startswith(("Collecting ", "Processing ", "Requirement already")):
                counted += 1
                _show(counted, total)
        if process.wait():
            raise explained("".join(lines), title)
        print(f"  {time.monotonic() - started:.1f} s", flush=True)

    def refuse_full_disk(self) -> None:
        """Say so before the disk is full, not after."""
        free = shutil.disk_usage(self.root).free
        if free < SPACE_NEEDED:
            raise PlainError("Too little disk space: {free:.1f} GB free, 2 GB needed.", free=free / 2**30)


def explained(output: str, title: str) -> PlainError:
    """Turn what a failed program said into one sentence; what nobody foresaw is shown as it was said."""
    for pattern, sentence in TELLING.items():
        found = re.search(f".*(?:{pattern}).*", output, re.IGNORECASE)
        if found:
            print(f"  {found[0].strip()[:300]}", file=sys.stderr)
            return PlainError(sentence)
    print(output[-3000:], file=sys.stderr)
    return PlainError("This step failed; its last lines are above: {step}", step=title)


def succeeds(*command: str | Path) -> bool:
    """Whether a program is there and ends well."""
    try:
        words = [str(part) for part in command]
        return subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _show(counted: int, total: int) -> None:
    if sys.stdout.isatty():
        print(f"  {counted}/{total}", end="\r", flush=True)
    elif counted % 25 == 0:
        print(f"  {counted}/{total}", flush=True)
