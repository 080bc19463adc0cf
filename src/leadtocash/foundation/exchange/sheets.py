"""Read tables people hand in: CSV as Excel writes it, columns by name, every cell as text without stray blanks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import clean_line

ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Row:
    """One row: its place in the file (the heading is row 1), its cells by column."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_csv(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a file (UTF-8 or GB 18030) that must have these columns; empty rows are no rows.

    Raises RuleError naming the missing columns, or the file when it cannot be read.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    heading = [clean_line(cell).lower() for cell in next(reader, [])]
    absent = [column for column in columns if column not in heading]
    if absent:
        raise RuleError(
            _("%(file)s has not all its columns.") % {"file": path.name},
            code="columns_missing",
            missing=[Missing(what=column) for column in absent],
        )
    found = []
    for number, cells in enumerate(reader, start=2):
        cleaned = [clean_line(cell) for cell in cells]
        if any(cleaned):
            found.append(Row(number, dict(zip(heading, cleaned, strict=False))))
    return found


def require_files(folder: Path, names: Sequence[str]) -> None:
    """Raise RuleError naming the files that are not in the folder."""
    absent = [name for name in names if not (folder / name).is_file()]
    if absent:
        raise RuleError(
            _("%(folder)s does not hold all files.") % {"folder": folder},
            code="files_missing",
            missing=[Missing(what=name) for name in absent],
        )


def _text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleError(_("%(file)s is neither UTF-8 nor GB 18030 text.") % {"file": path.name}, code="unreadable")
