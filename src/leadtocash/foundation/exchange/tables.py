"""Open the tables people upload: workbooks and text, encoding and separator found by itself, row by row."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import python_calamine as calamine
from django.utils.translation import gettext as _

from leadtocash.foundation.exchange.cells import plain
from leadtocash.foundation.kernel.errors import RuleError

MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
ENCODINGS = ("utf-8-sig", "gb18030")
WORKBOOK = "workbook"
_SIGNS = {b"PK\x03\x04": WORKBOOK, b"\xd0\xcf\x11\xe0": WORKBOOK, b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CHUNK = 1 << 20
Cells = list[Any]


@dataclass(frozen=True)
class Line:
    """A row that is not empty; number: as a spreadsheet counts, the heading is 1 where it stands first."""

    number: int
    cells: Cells


def form_of(file: IO[bytes], size: int) -> str:
    """How a file is to be read: "workbook", or the encoding of its text. Raises RuleError with what is wrong."""
    if size > MOST_BYTES:
        sentence = _("The file has %(has)s MB; at most %(most)s MB are taken. Split it into several.")
        raise RuleError(sentence % {"has": -(-size // 1024**2), "most": MOST_BYTES // 1024**2}, code="file_too_large")
    file.seek(0)
    start = file.read(4)
    form = next((form for sign, form in _SIGNS.items() if start.startswith(sign)), "")
    if start.startswith(b"PK"):
        _refuse_bomb(file)
    found = form or next((one for one in ENCODINGS if _decodes(file, one)), "")
    if not found:
        raise _unreadable()
    return found


def lines(file: IO[bytes], form: str) -> Iterator[Line]:
    """The rows that are not empty, heading first. Raises RuleError when the file cannot be read on, or is too long."""
    file.seek(0)
    rows = _of_workbook(file) if form == WORKBOOK else _of_text(file, form)
    found = 0
    for number, cells in enumerate(rows, start=1):
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if not any(cell is not None and plain(cell) for cell in cells):
            continue
        found += 1
        if found > MOST_ROWS + 1:
            sentence = _("The table has more than %(most)s rows. Split it into several.")
            raise RuleError(sentence % {"most": f"{MOST_ROWS:,}"}, code="too_many_rows")
        yield Line(number, cells[:MOST_COLUMNS])


def headings(first: Line) -> list[str]:
    """The names of the columns; one without a name is called by its letter."""
    return [
        (plain(cell) or _("Column %(letter)s") % {"letter": letter(place)})[:120]
        for place, cell in enumerate(first.cells)
    ]


def letter(place: int) -> str:
    """A, B … Z, AA: how a spreadsheet calls its columns, the first is 0."""
    found, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def _of_workbook(file: IO[bytes]) -> Iterator[Cells]:
    try:
        yield from calamine.load_workbook(file).get_sheet_by_index(0).iter_rows()
    except calamine.PasswordError:
        raise RuleError(_("The workbook is locked with a password. Save it without one."), code="locked") from None
    except (calamine.CalamineError, calamine.WorksheetNotFound, IndexError):
        raise _unreadable() from None


def _of_text(file: IO[bytes], encoding: str) -> Iterator[Cells]:
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        start = text.read(_CHUNK // 16)
        text.seek(0)
        yield from csv.reader(_without_nulls(text), delimiter=_separator(start))
    except (csv.Error, UnicodeDecodeError):
        raise _unreadable() from None
    finally:
        with contextlib.suppress(ValueError):  # the file was closed first
            text.detach()


def _without_nulls(text: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in text)


def _separator(start: str) -> str:
    first = start.split("\n", 1)[0]
    return max(",\t;", key=first.count)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_bomb(file: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile:
        raise _unreadable() from None
    if unpacked > MOST_UNPACKED:
        raise RuleError(_("Unpacked, the workbook is too large. Save it as csv, or split it."), code="file_too_large")


def _unreadable() -> RuleError:
    sentence = _("This is no table that can be read: it takes xlsx, xls and csv (UTF-8 or GB 18030).")
    return RuleError(sentence, code="unreadable")
