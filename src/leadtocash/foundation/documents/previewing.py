"""What is shown of a file without downloading it: made once by a program of its own, kept beside the file."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from threading import BoundedSemaphore
from typing import Any

import nh3
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from leadtocash.foundation.documents import converter
from leadtocash.foundation.documents.models import Attachment

FOLDER = "previews"
SECONDS, MOST_BYTES = 30, 12_000_000
_BY_TYPE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "words",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "sheets",
    "application/vnd.ms-excel": "sheets",
    "application/zip": "archive",
}
_PARTS = ("thumb", "view", "words", "sheets", "table", "text", "archive", "pages")
_TAGS = {
    "p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "u", "s", "sup", "sub", "ul", "ol", "li", "table",
    "thead", "tbody", "tr", "td", "th", "blockquote", "pre", "img", "hr",
}  # fmt: skip
_few_at_a_time = BoundedSemaphore(2)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Preview:
    """kind: pdf, image, words, tables, text, archive, or "" where there is none. html: cleaned; tables: sheets with
    name, rows, total."""

    kind: str = ""
    html: str = ""
    text: str = ""
    tables: tuple[dict[str, Any], ...] = ()


def preview_of(attachment: Attachment) -> Preview:
    """What can be shown of a file. Raises OSError when the storage has lost it."""
    what = part_for(attachment)
    if what in ("pdf", "view", ""):
        return Preview("image" if what == "view" else what)
    made = part(attachment, what)
    if made is None:
        return Preview()
    if what == "words":
        return Preview("words", html=made.decode())
    if what == "text":
        return Preview("text", text=made.decode())
    return Preview("archive" if what == "archive" else "tables", tables=tuple(json.loads(made)))


def part_for(attachment: Attachment) -> str:
    """What is made of a file to show it: pdf (itself), a maker of the converter, or ""."""
    if attachment.content_type == "application/pdf":
        return "pdf"
    if attachment.content_type.startswith("image/"):
        return "view"
    if attachment.content_type == "text/plain":
        return "table" if PurePath(attachment.name).suffix.lower() == ".csv" else "text"
    return _BY_TYPE.get(attachment.content_type, "")


def part(attachment: Attachment, what: str) -> bytes | None:
    """One made part, from the storage or made now; None when the content cannot be shown.

    An empty one is kept for what cannot be shown, so that it is not tried again each time.
    """
    name = _name(attachment.digest, what)
    try:
        with default_storage.open(name) as kept:
            return kept.read() or None
    except OSError:
        pass
    with _few_at_a_time:
        made = _made(attachment, what)
    if made is None:
        return None
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(made))
    return made or None


def forget_previews(digest: str) -> None:
    """Remove what was made of a file."""
    for what in _PARTS:
        default_storage.delete(_name(digest, what))


def _name(digest: str, what: str) -> str:
    return f"{FOLDER}/{digest[:2]}/{digest}.{what}"


def _made(attachment: Attachment, what: str) -> bytes | None:
    """b"" when the content can never be shown; None when it took too long this time."""
    assert attachment.stored is not None  # noqa: S101
    with tempfile.TemporaryFile() as copy:
        with attachment.stored.file.open("rb") as content:
            shutil.copyfileobj(content, copy, 1 << 20)
        copy.seek(0)
        command = [sys.executable, "-I", str(Path(converter.__file__)), what]
        try:
            ended = subprocess.run(  # noqa: S603
                command, stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, env={}
            )
        except subprocess.TimeoutExpired:
            _log.warning("no preview of %s %s: too slow", what, attachment.digest[:12])
            return None
        if ended.returncode == 0 and len(ended.stdout) <= MOST_BYTES:
            return _cleaned(ended.stdout) if what == "words" else ended.stdout
    _log.info("no preview of %s %s: ended with %s", what, attachment.digest[:12], ended.returncode)
    return b"" if ended.returncode in (0, converter.CANNOT) else None


def _cleaned(html: bytes) -> bytes:
    """Only text, tables and pictures that lie within it; no link, form, style or script."""
    attributes = {"img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}

    def filtered(tag: str, name: str, value: str) -> str | None:
        return value if name != "src" or value.startswith("data:image/jpeg;base64,") else None

    return nh3.clean(
        html.decode(), tags=_TAGS, attributes=attributes, attribute_filter=filtered, url_schemes={"data"},
        strip_comments=True, link_rel=None,
    ).encode()  # fmt: skip
