"""The words of files, and why some have none (PLT-7)."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from weasyprint import HTML

from leadtocash.foundation.documents import actions, reading
from leadtocash.foundation.documents.previewing import part
from leadtocash.foundation.documents.reading import text_of
from leadtocash.foundation.documents.tests.samples import letter, photo, upload, workbook, zipped

pytestmark = pytest.mark.req("PLT-7")


@pytest.fixture
def attached(cast, customer):
    return lambda name, content: actions.attach(customer, upload(name, content), act=cast.act("wang"))


def a_pdf(*pages: str) -> bytes:
    made = HTML(string="".join(f"<p style='break-after:page'>{page}</p>" for page in pages)).write_pdf()
    assert made is not None
    return made


def a_scan() -> bytes:
    """Pages that are pictures."""
    book = pypdfium2.PdfDocument.new()
    for _page in range(3):
        book.new_page(595, 842)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LOCKED = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    b"3 0 obj\n<</Filter/Standard/V 2/R 3/Length 128/P -44/O<" + b"ab" * 32 + b">/U<" + b"cd" * 32 + b">>>\nendobj\n"
    b"trailer\n<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF\n"
)


def test_a_pdf_is_read_page_by_page(attached):
    found = text_of(attached("招标文件.pdf", a_pdf("第一章 招标公告", "录像断网续传不少于 72 小时")))
    assert (len(found.pages), found.trouble, found.is_paged) == (2, "", True)
    assert "断网续传" in found.pages[1]


def test_word_sheets_and_text_are_one_page(attached):
    files = [
        attached("函.docx", letter("断网续传 72 小时")),
        attached("表.xlsx", workbook({"要求": [["断网续传 72 小时"]]})),
        attached("文.txt", "断网续传 72 小时".encode()), attached("表.csv", "要求,断网续传 72 小时\n".encode()),
    ]  # fmt: skip
    for file in files:
        found = text_of(file)
        assert (found.trouble, found.is_paged, "断网续传 72 小时" in found.pages[0]) == ("", False, True), file.name


def test_what_has_no_words_says_why(attached, monkeypatch):
    told = {
        "扫描.pdf": (a_scan(), reading.SCAN), "加密.pdf": (LOCKED, reading.LOCKED),
        "坏.pdf": (b"%PDF-1.4\nnothing\n%%EOF\n", reading.BROKEN), "包.zip": (zipped(("a.txt", b"1")), reading.KIND),
        "图.jpg": (photo(), reading.KIND),
    }  # fmt: skip
    for name, (content, why) in told.items():
        assert text_of(attached(name, content)).trouble == why, name
        assert name in str(reading.TROUBLES[why]) % {"file": name}
    monkeypatch.setattr(reading, "LARGEST", 10)
    assert text_of(attached("大.txt", "很长的一段话".encode())).trouble == reading.LARGE


def test_a_read_pdf_is_kept(attached):
    file = attached("标.pdf", a_pdf("断网续传"))
    first = part(file, "pages")
    assert first is not None
    assert part(file, "pages") == first
