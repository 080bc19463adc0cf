"""What a file really is, by its content: only kinds that offices use are taken, and none that carries macros."""

from __future__ import annotations

import codecs
from pathlib import PurePath

import filetype
from django.core.files.base import File
from django.utils.translation import gettext as _

from leadtocash.foundation.documents import containers
from leadtocash.foundation.kernel.errors import RuleError

IMAGES = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
}
TEXT = (".txt", ".csv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def checked_type(name: str, file: File[bytes], *, most: int) -> str:
    """The content type of a file that may be attached.

    Raises RuleError when it is empty, larger than `most` bytes, of a kind not taken, not what its ending says, blown
    up when unpacked, or with macros in it.
    """
    if not file.size:
        raise RuleError(_("%(name)s is empty.") % {"name": name}, code="file_empty")
    if file.size > most:
        values = {"name": name, "most": most // 1024 // 1024}
        raise RuleError(_("%(name)s is larger than %(most)s MB.") % values, code="file_too_large")
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    ending = PurePath(name).suffix.lower()
    try:
        kind, endings = _recognise(head, file, ending)
    except containers.Refused as refused:
        raise RuleError(refused.sentence % {"name": name}, code=refused.code) from None
    finally:
        file.seek(0)
    if not kind:
        sentence = _(
            "%(name)s is of a kind that is not taken: use PDF, pictures, Word, Excel, PowerPoint, text or ZIP."
        )
        raise RuleError(sentence % {"name": name}, code="file_type")
    if ending not in endings:
        values = {"name": name, "ending": endings[0]}
        raise RuleError(_("%(name)s is really a %(ending)s file.") % values, code="file_ending")
    return kind


def _recognise(head: bytes, file: File[bytes], ending: str) -> tuple[str, tuple[str, ...]]:
    if head.startswith(b"%PDF-"):
        return "application/pdf", (".pdf",)
    if head.startswith(_OLE):
        return containers.ole_kind(file)
    guess = filetype.guess(head)
    mime = guess.mime if guess else ""
    if mime in IMAGES:
        return mime, IMAGES[mime]
    if head.startswith(b"PK\x03\x04"):
        return containers.zip_kind(file)
    if ending in TEXT and _is_text(head):
        return "text/plain", TEXT
    return "", ()


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)  # the head may end within a sign
        except UnicodeDecodeError:
            continue
        return True
    return False
