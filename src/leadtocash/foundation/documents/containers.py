"""Files that hold files: ZIP (Office since 2007 too) and the older OLE of Office. Nothing in them is unpacked here."""

from __future__ import annotations

import zipfile
from typing import Any

import olefile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",)),
}
OLE = {
    "worddocument": ("application/msword", (".doc", ".wps")),
    "workbook": ("application/vnd.ms-excel", (".xls", ".et")),
    "book": ("application/vnd.ms-excel", (".xls", ".et")),
    "powerpoint document": ("application/vnd.ms-powerpoint", (".ppt", ".dps")),
}
_MACRO_FOLDERS = {"macros", "_vba_project_cur", "vba", "_vba_project"}
_MOST_ENTRIES, _MOST_DIRECTORY = 10_000, 2_000_000
_MOST_UNPACKED, _MOST_RATIO, _FREE = 1_000_000_000, 150, 50_000_000
Kind = tuple[str, tuple[str, ...]]
_MACROS = _("%(name)s contains macros. Save it without macros and attach it again.")
_BOMB = _("%(name)s would become far too large when unpacked and is not taken.")


class Refused(Exception):
    """sentence: with %(name)s; code: stable."""

    def __init__(self, sentence: Promise | str, code: str) -> None:
        self.sentence, self.code = str(sentence), code


def zip_kind(file: Any) -> Kind:
    """What a ZIP file is, by the names in it; ("", ()) when it cannot be read.

    Raises Refused for one that blows up when unpacked, or holds macros. Only its directory is read, and that only
    after its length was looked at.
    """
    if _directory_size(file) > _MOST_DIRECTORY:
        raise Refused(_BOMB, "file_bomb")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "", ()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_tight = unpacked > _FREE and unpacked > packed * _MOST_RATIO
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or too_tight:
        raise Refused(_BOMB, "file_bomb")
    for prefix, found in OFFICE.items():
        if any(entry.filename.startswith(prefix) for entry in entries):
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
                raise Refused(_MACROS, "file_macros")
            return found
    return "application/zip", (".zip",)


def ole_kind(file: Any) -> Kind:
    """What an OLE file is, by its streams; ("", ()) for anything but Office. Raises Refused when it holds macros."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file.file if hasattr(file, "file") else file) as found:
            paths = [[part.lower() for part in path] for path in found.listdir(storages=True)]
    except (OSError, ValueError, IndexError, RecursionError, MemoryError):
        return "", ()
    if any(_MACRO_FOLDERS.intersection(path) for path in paths):
        raise Refused(_MACROS, "file_macros")
    tops = {path[0] for path in paths if len(path) == 1}
    return next((kind for stream, kind in OLE.items() if stream in tops), ("", ()))


def _directory_size(file: Any) -> int:
    """How long the list of entries says it is, from the record at the end of the file; 0 when there is none."""
    file.seek(0, 2)
    file.seek(max(file.tell() - 65_557, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    file.seek(0)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if 0 <= at <= len(tail) - 22 else 0
