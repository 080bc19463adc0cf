"""Where a backup finds files, and where a restore puts them: a folder, or the bucket of the settings."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

#: made from the files whenever somebody looks at one
DERIVED = "previews/"


class Folder:
    """A folder; what is written becomes visible all at once, by `finish`."""

    def __init__(self, path: Path) -> None:
        self.path, self.unfinished = path, path.with_name(path.name + ".new")
        self.begun = False

    def __str__(self) -> str:
        return str(self.path)

    def names(self) -> Iterator[str]:
        for path in sorted(path for path in self.path.rglob("*") if path.is_file()):
            name = path.relative_to(self.path).as_posix()
            if not name.startswith(DERIVED):
                yield name

    def open(self, name: str) -> tuple[int, IO[bytes]]:
        """Its size and its content."""
        path = self.path / name
        return path.stat().st_size, path.open("rb")

    def is_empty(self) -> bool:
        return not (self.path.is_dir() and any(self.path.iterdir()))

    def beside(self) -> Path:
        """A folder on the same disk."""
        return self.path.parent

    def _begin(self) -> None:
        if not self.begun:
            shutil.rmtree(self.unfinished, ignore_errors=True)
            self.unfinished.mkdir(mode=0o700, parents=True)
            self.begun = True

    def write(self, name: str, blocks: Iterable[bytes]) -> None:
        self._begin()
        target = self.unfinished / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            out.writelines(blocks)

    def finish(self) -> None:
        """Put what was written in its place."""
        self._begin()
        if self.path.exists():
            self.path.rmdir()
        self.unfinished.rename(self.path)

    def give_up(self) -> None:
        """Remove what was written and not finished."""
        shutil.rmtree(self.unfinished, ignore_errors=True)


class Bucket:
    """The storage of the settings (S3); what was written before a failure is removed again."""

    def __init__(self) -> None:
        from django.core.files.storage import default_storage

        self.storage: Any = default_storage
        self.written: list[str] = []

    def __str__(self) -> str:
        return f"s3://{self.storage.bucket_name}/{self.storage.location}"

    def names(self) -> Iterator[str]:
        """In the order of the bucket, a thousand asked for at a time."""
        prefix = f"{self.storage.location}/" if self.storage.location else ""
        for found in self.storage.bucket.objects.filter(Prefix=prefix):
            name = found.key.removeprefix(prefix)
            if name and not name.startswith(DERIVED):
                yield name

    def open(self, name: str) -> tuple[int, IO[bytes]]:
        return self.storage.size(name), self.storage.open(name)

    def is_empty(self) -> bool:
        return next(self.names(), None) is None

    def beside(self) -> Path:
        return Path(tempfile.gettempdir())

    def write(self, name: str, blocks: Iterable[bytes]) -> None:
        from django.core.files.base import File

        with tempfile.TemporaryFile() as copy:
            copy.writelines(blocks)
            copy.seek(0)
            self.written.append(self.storage.save(name, File(copy, name)))

    def finish(self) -> None:
        self.written = []

    def give_up(self) -> None:
        for name in self.written:
            self.storage.delete(name)
        self.written = []
