"""Files as answers: streamed behind the gate of their record, never sniffed, in parts where a part is asked for."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.kernel.errors import RuleError

SHOWN_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}
#: the browser's own PDF viewer does not open in a sandbox; it runs apart from the page, without its rights
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_BLOCK = 1 << 17
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def check_served(attachment: Attachment) -> StoredFile:
    """The stored file; raises RuleError where it is infected, deleted, or lost by the storage."""
    stored = attachment.stored
    values = {"name": attachment.name, "finding": stored.finding if stored else ""}
    if stored is not None and stored.scan == StoredFile.Scan.INFECTED:
        sentence = _("“%(name)s” is blocked: the virus scanner found %(finding)s in it.")
        raise RuleError(sentence % values, code="file_infected")
    if stored is None:
        raise RuleError(_("“%(name)s” was removed long ago and is deleted.") % values, code="file_ended")
    return stored


def opened(attachment: Attachment) -> Any:
    """The content, for reading. Raises RuleError as `check_served`, and where the storage has lost it."""
    stored = check_served(attachment)
    try:
        return stored.file.open("rb")
    except OSError:
        raise lost(attachment) from None


def lost(attachment: Attachment) -> RuleError:
    """What is said when the storage has lost a file."""
    return RuleError(
        _("The file “%(name)s” is no longer in the storage. An administrator can bring it back from a backup.")
        % {"name": attachment.name},
        code="file_gone",
    )


def file_response(request: Any, attachment: Attachment, *, download: bool) -> HttpResponse | StreamingHttpResponse:
    """The file: shown in the browser where that is safe, else saved; one part of it (206) where asked for."""
    inline = attachment.content_type in SHOWN_INLINE and not download
    response = _part(request, attachment, opened(attachment))
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{attachment.digest}"'
    response["Content-Disposition"] = _disposition("inline" if inline else "attachment", attachment.name)
    is_pdf = attachment.content_type == "application/pdf"
    response["Content-Security-Policy"] = _PDF_POLICY if is_pdf and inline else _POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _part(request: Any, attachment: Attachment, content: Any) -> HttpResponse | StreamingHttpResponse:
    size, kind = attachment.size, attachment.content_type
    asked = _RANGE.match(request.headers.get("Range", ""))
    same = request.headers.get("If-Range", "") in ("", f'"{attachment.digest}"')
    if asked is None or not same or asked[0] == "bytes=-":
        return FileResponse(content, content_type=kind)
    start, end = (int(asked[1]), int(asked[2] or size - 1)) if asked[1] else (max(size - int(asked[2]), 0), size - 1)
    end = min(end, size - 1)
    if start > end:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content.seek(start)
    response = StreamingHttpResponse(_blocks(content, end - start + 1), status=206, content_type=kind)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _blocks(content: Any, left: int) -> Iterator[bytes]:
    with content:
        while left and (block := content.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


def archive_response(attachments: Iterable[Attachment], *, name: str) -> StreamingHttpResponse:
    """All these files as one ZIP, made while it is sent; what is infected or lost is left out and named in it."""
    response = StreamingHttpResponse(_zipped(list(attachments)), content_type="application/zip")
    response["Content-Disposition"] = _disposition("attachment", f"{name}.zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Pipe:
    """Where the ZIP is written to; what was written is taken out after each block."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        data, self.parts = b"".join(self.parts), []
        return data


def _zipped(attachments: list[Attachment]) -> Iterator[bytes]:
    pipe, taken, left_out = _Pipe(), set[str](), list[str]()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for one in attachments:
            try:
                content = opened(one)
            except RuleError as error:
                left_out.append(error.message)
                continue
            local = one.added_at.timetuple()[:6]
            entry = zipfile.ZipInfo(_own_name(one.name, taken), date_time=local)
            with content, archive.open(entry, "w", force_zip64=True) as target:
                while block := content.read(_BLOCK):
                    target.write(block)
                    yield pipe.taken()
        if left_out:
            archive.writestr("README.txt", "\r\n".join(left_out))
    yield pipe.taken()


def _own_name(name: str, taken: set[str]) -> str:
    path, own, number = PurePath(name), name, 1
    while own.lower() in taken:
        number += 1
        own = f"{path.stem} ({number}){path.suffix}"
    taken.add(own.lower())
    return own


def _disposition(how: str, name: str) -> str:
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"


def plain_response(request: HttpRequest, content: bytes, *, content_type: str) -> HttpResponse:
    """Something made of a file (a picture): own pages only, kept by this browser for ten minutes."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response
