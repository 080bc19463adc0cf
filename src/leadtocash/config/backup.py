"""Backup and restore of everything: the database, the uploaded files, and a manifest that proves both whole.

One file, a plain tar: `database.dump` (pg_dump's own format), `files/…`, and last `manifest.json` with the
checksum of each part and the number of rows of each table, counted in the very snapshot that was dumped.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import psycopg
from psycopg import sql

from leadtocash.config.binaries import pg_binary
from leadtocash.config.places import Bucket, Folder
from leadtocash.config.sentences import PlainError

DUMP, MANIFEST, FILES = "database.dump", "manifest.json", "files/"
FORMAT = 1
TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    format: int
    server: int
    rows: dict[str, int]
    checksums: dict[str, str]


def backup(url: str, files: Path | Bucket, target: Path) -> Manifest:
    """Write the backup under another name and rename it when whole."""
    unfinished = target.with_name(target.name + ".part")
    try:
        with psycopg.connect(url) as connection, tempfile.TemporaryDirectory(dir=target.parent) as folder:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            dump = Path(folder) / DUMP
            server = connection.info.server_version // 10000
            _dump(url, dump, server=server, snapshot=_snapshot(connection))
            rows = count_rows(connection)
            with tarfile.open(unfinished, "w") as archive:
                checksums = {DUMP: _add(archive, dump, DUMP)}
                for name in place_of(files).names():
                    checksums[FILES + name] = _add_from(archive, place_of(files), name)
                manifest = Manifest(FORMAT, server, rows, checksums)
                written = Path(folder) / MANIFEST
                written.write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
                archive.add(written, MANIFEST)
        unfinished.chmod(0o600)
        unfinished.replace(target)
    except OSError as error:
        raise PlainError("The backup could not be written: {reason}", reason=error) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def restore(url: str, files: Path | Bucket, source: Path) -> Manifest:
    """Bring a backup into an empty database, all or nothing, and prove it by the manifest."""
    place = place_of(files)
    _refuse_full(url, place)
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory(dir=place.beside()) as folder:
            manifest = _verified(archive)
            _extract(archive, DUMP, Path(folder) / DUMP)
            for name in manifest.checksums:
                if name.startswith(FILES):
                    place.write(name.removeprefix(FILES), _blocks(archive.extractfile(name)))
            _load(url, Path(folder) / DUMP, manifest)
    except (OSError, tarfile.TarError) as error:
        raise PlainError("The backup {file} cannot be read: {reason}", file=source, reason=error) from None
    else:
        place.finish()
    finally:
        place.give_up()
    return manifest


def place_of(files: Path | Bucket) -> Folder | Bucket:
    """Where files lie: a folder, or a bucket."""
    return Folder(files) if isinstance(files, Path) else files


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Count the rows of each table of the program."""
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        found = connection.execute(counting).fetchone()
        counts[f"{schema}.{table}"] = int(found[0]) if found else 0
    return counts


def empty(url: str) -> None:
    """Remove everything the program keeps in this database."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL lock_timeout = '5s'")
        try:
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        except psycopg.errors.LockNotAvailable:
            raise PlainError("The database is in use; stop the program first.") from None
        connection.execute("CREATE SCHEMA public")


def _snapshot(connection: psycopg.Connection[Any]) -> str:
    found = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return str(found[0]) if found else ""


def _dump(url: str, target: Path, *, server: int, snapshot: str) -> None:
    options = [
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={target}",
    ]
    _client(pg_binary("pg_dump", server=server), url, *options)


def _load(url: str, dump: Path, manifest: Manifest) -> None:
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10000
    program = pg_binary("pg_restore", server=server)
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _client(program, url, *options, dump)
    with psycopg.connect(url) as connection:
        found = count_rows(connection)
    wrong = sorted(name for name in manifest.rows.keys() | found if manifest.rows.get(name) != found.get(name))
    if wrong:
        empty(url)
        raise PlainError("The restored rows do not match the manifest ({tables}).", tables=", ".join(wrong))


def _client(program: Path, url: str, *options: str | Path) -> None:
    """Run one of PostgreSQL's clients; the address goes by the environment, where `ps` does not show it."""
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parameters = psycopg.conninfo.conninfo_to_dict(url)
    told = {variable: str(parameters[key]) for key, variable in names.items() if parameters.get(key)}
    database = ["--dbname", told["PGDATABASE"]] if program.name == "pg_restore" else []
    command = [str(part) for part in (program, *database, *options)]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["?"]
        raise PlainError("{program} failed: {reason}", program=program.name, reason=lines[0])


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file and give the checksum of what was read, even if the file grows meanwhile."""
    entry = archive.gettarinfo(path, name)
    with path.open("rb") as source:
        reading = _Reading(source)
        archive.addfile(entry, reading)
    return reading.digest.hexdigest()


def _add_from(archive: tarfile.TarFile, place: Folder | Bucket, name: str) -> str:
    """Add a stored file by its name."""
    size, source = place.open(name)
    with source:
        entry = tarfile.TarInfo(FILES + name)
        entry.size, entry.mode = size, 0o600
        reading = _Reading(source)
        archive.addfile(entry, reading)
    return reading.digest.hexdigest()


class _Reading:
    """A file that is summed up while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


def _verified(archive: tarfile.TarFile) -> Manifest:
    """Read the manifest and check every part against it before anything is touched."""
    try:
        found = archive.extractfile(MANIFEST)
        manifest = Manifest(**json.loads(found.read())) if found else None
    except (KeyError, TypeError, ValueError):
        manifest = None
    if manifest is None or manifest.format != FORMAT:
        raise PlainError("{file} is not a whole backup of this program.", file=archive.name)
    sums = {member.name: _sum(archive, member) for member in archive if member.name != MANIFEST}
    leading_out = [name for name in sums if ".." in PurePosixPath(name).parts or name.startswith("/")]
    if sums != manifest.checksums or leading_out:
        damaged = sorted(
            name for name in sums.keys() | manifest.checksums if sums.get(name) != manifest.checksums.get(name)
        )
        raise PlainError("The backup is damaged: {parts}", parts=", ".join((leading_out + damaged)[:5]))
    return manifest


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    """Write one part where it belongs; what the archive says about owners and links is not followed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for block in _blocks(archive.extractfile(name)):
            out.write(block)


def _sum(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    digest = hashlib.sha256()
    for block in _blocks(archive.extractfile(member)):
        digest.update(block)
    return digest.hexdigest()


def _blocks(source: IO[bytes] | None) -> Iterator[bytes]:
    while source is not None and (block := source.read(1 << 20)):
        yield block


def _refuse_full(url: str, place: Folder | Bucket) -> None:
    with psycopg.connect(url) as connection:
        full = connection.execute(TABLES).fetchone() is not None
    if full:
        raise PlainError("The database is not empty; a backup is only restored into an empty one.")
    if not place.is_empty():
        raise PlainError("The folder {folder} is not empty; a backup is only restored into an empty one.", folder=place)
