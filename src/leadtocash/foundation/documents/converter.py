"""Makes what a browser can show out of a file: run as a program of its own, closed in, knowing nothing of ours.

    python converter.py WHAT < file > shown

WHAT: thumb, view (JPEG), words (HTML, not yet cleaned), sheets (JSON), text, archive, pages (JSON). Ends with 3 when
the content cannot be shown. Nothing of the file is ever carried out, and no address in it is looked up.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time
from typing import IO, Any

MEMORY, SECONDS = 2_000_000_000, 20
ROWS, COLUMNS, SHEETS, SIGNS = 200, 40, 12, 300_000
PIXELS = 120_000_000
PAGES, PAGE_SIGNS = 2_000, 4_000_000
CANNOT = 3


def thumb(file: IO[bytes]) -> bytes:
    return _picture(file, 240)


def view(file: IO[bytes]) -> bytes:
    return _picture(file, 2000)


def _picture(file: IO[bytes], longest: int) -> bytes:
    """A JPEG the right way up; what the camera wrote beside it (place, time, device) is left out."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with contextlib.suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    with Image.open(file, formats=("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")) as found:
        found.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((longest, longest))
        plain = Image.new("RGB", upright.size, "white")
        plain.paste(upright, mask=upright.convert("RGBA").getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=82, progressive=True)
    return out.getvalue()


def words(file: IO[bytes]) -> bytes:
    """A text document as HTML; its pictures small and within it, at most forty."""
    import mammoth

    shown = 0

    def picture(image: Any) -> dict[str, str]:
        nonlocal shown
        shown += 1
        if shown > 40:
            return {}
        from base64 import b64encode

        try:
            with image.open() as content:
                small = _picture(io.BytesIO(content.read()), 1000)
        except (OSError, ValueError):
            return {}
        return {"src": "data:image/jpeg;base64," + b64encode(small).decode(), "alt": image.alt_text or ""}

    html: str = mammoth.convert_to_html(file, convert_image=mammoth.images.img_element(picture)).value
    return html.encode()


def sheets(file: IO[bytes]) -> bytes:
    """The first rows and columns of a workbook's sheets."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(file)
    return _tables([_sheet(name, book.get_sheet_by_name(name)) for name in book.sheet_names[:SHEETS]])


def _sheet(name: str, sheet: Any) -> dict[str, Any]:
    rows = sheet.to_python(skip_empty_area=False, nrows=ROWS)
    return _table(name, [[_said(cell) for cell in row[:COLUMNS]] for row in rows], sheet.end[0] + 1 if sheet.end else 0)


def table(file: IO[bytes]) -> bytes:
    """A csv file as one sheet."""
    lines = _decoded(file).splitlines()
    with contextlib.suppress(csv.Error):
        dialect: Any = csv.excel
        with contextlib.suppress(csv.Error):
            dialect = csv.Sniffer().sniff("\n".join(lines[:20]), delimiters=",;\t")
        rows = [row[:COLUMNS] for row in csv.reader(lines[:ROWS], dialect)]
        return _tables([_table("", rows, len(lines))])
    raise ValueError("not a table")


def text(file: IO[bytes]) -> bytes:
    return _decoded(file).encode()


def archive(file: IO[bytes]) -> bytes:
    """What lies in a ZIP file, by name and size."""
    with zipfile.ZipFile(file) as found:
        entries = [entry for entry in found.infolist() if not entry.is_dir()]
        rows = [[_name(entry), str(entry.file_size)] for entry in entries[:ROWS]]
    return _tables([_table("", rows, len(entries))])


def pages(file: IO[bytes]) -> bytes:
    """The words of a PDF page by page, as far as they are read; total: its pages; locked: it asks for a password."""
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        if "password" not in str(error).lower():
            raise
        return json.dumps({"pages": [], "total": 0, "locked": True}).encode()
    found, room = [], PAGE_SIGNS
    for number in range(min(len(book), PAGES)):
        said = book[number].get_textpage().get_text_bounded()[:room]
        found.append(said)
        room -= len(said)
        if room <= 0:
            break
    return json.dumps({"pages": found, "total": len(book), "locked": False}, ensure_ascii=False).encode()


def _name(entry: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 mark come from Chinese Windows as a rule."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _decoded(file: IO[bytes]) -> str:
    raw = file.read(SIGNS)
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):  # the block may end within a sign
            try:
                return raw[: len(raw) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return raw.decode("utf-8", errors="replace")


def _table(name: str, rows: list[list[str]], total: int) -> dict[str, Any]:
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((max((n for n, cell in enumerate(row, 1) if cell), default=0) for row in rows), default=0)
    return {"name": name, "rows": [row[:width] for row in rows], "total": total}


def _tables(found: list[dict[str, Any]]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def _said(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)[:500]


def main(what: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    makers = {one.__name__: one for one in (thumb, view, words, sheets, table, text, archive, pages)}
    try:
        shown = makers[what](sys.stdin.buffer)
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr)  # noqa: T201
        return CANNOT
    sys.stdout.buffer.write(shown)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
