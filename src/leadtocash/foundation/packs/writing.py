"""Text files written the same way every time: TOML and CSV that people read and git compares."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.registry import Trouble


def quoted(text: str) -> str:
    """A TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def plain(value: Any) -> str:
    """A TOML value: text, whole number, number, yes or no, or a table of these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {plain(one)}" for name, one in value.items()) + "}"
    return quoted(value) if isinstance(value, str) else str(value)


def head_text(values: Mapping[str, str], seal: Mapping[str, str]) -> str:
    """pack.toml."""
    lines = [f"{name} = {quoted(text)}" for name, text in values.items()]
    lines += ["", "[checksums]", *(f"{quoted(path)} = {quoted(digest)}" for path, digest in sorted(seal.items()))]
    return "\n".join(lines) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table; empty cells stay empty, lines end with a line feed."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


class Table:
    """Rows of a CSV file with their line numbers; what is wrong with the file itself stands in `troubles`."""

    def __init__(self, file: str, text: str, columns: Sequence[str], *, optional: Sequence[str] = ()) -> None:
        self.file, self.troubles = file, []  # type: tuple[str, list[Trouble]]
        self._reader = csv.DictReader(io.StringIO(text), strict=True)
        try:
            given = [(name or "").strip() for name in self._reader.fieldnames or []]
        except csv.Error as error:
            given = []
            self.trouble(1, str(error))
        self._reader.fieldnames = given
        lacking = [name for name in columns if name not in given]
        unknown = [name for name in given if name not in (*columns, *optional)]
        if lacking:
            self.trouble(1, _("columns are missing: %(names)s") % {"names": joined(lacking)})
        if unknown:
            self.trouble(1, _("columns nobody knows: %(names)s") % {"names": joined(unknown)})
        self.usable = not self.troubles

    def trouble(self, line: int, sentence: str, *, stops: bool = True) -> None:
        self.troubles.append(Trouble(file=self.file, line=line, sentence=sentence, stops=stops))

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, cells without blanks around them); nothing where the columns are wrong."""
        if not self.usable:
            return
        try:
            for row in self._reader:
                if None in row or None in row.values():
                    self.trouble(self._reader.line_num, _("this row has too many or too few cells"))
                    continue
                cells = {name: text.strip() for name, text in row.items()}
                if any(cells.values()):
                    yield self._reader.line_num, cells
        except csv.Error as error:
            self.trouble(self._reader.line_num, str(error))


def line_of(text: str, word: str) -> int:
    """The first line that begins with this word or names it as a key; 0 when there is none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith((word, quoted(word))):
            return number
    return 0
