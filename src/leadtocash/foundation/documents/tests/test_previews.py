"""Files are looked at without downloading them; nothing in them runs, nothing blows up (PLT-7)."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from leadtocash.foundation.documents import actions
from leadtocash.foundation.documents.containers import Refused, ole_kind
from leadtocash.foundation.documents.content import checked_type
from leadtocash.foundation.documents.previewing import part, preview_of
from leadtocash.foundation.documents.tests.samples import HEIC, PDF, letter, photo, upload, workbook, zipped
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = pytest.mark.req("PLT-7")


@pytest.fixture
def attached(cast, customer):
    return lambda name, content: actions.attach(customer, upload(name, content), act=cast.act("wang"))


def test_a_letter_is_shown_as_text_without_anything_active(attached, page):
    file = attached("函.docx", letter("您好 <script>alert(1)</script>", picture=photo()))
    html = preview_of(file).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert 'src="data:image/jpeg;base64,' in html
    shown = page("li").get(f"/attachments/{file.pk}/view/")
    assert shown.status_code == 200
    assert "您好" in shown.content.decode()
    assert page("zhao").get(f"/attachments/{file.pk}/view/").status_code == 404


def test_a_workbook_is_shown_by_its_first_rows_sheet_by_sheet(attached, page):
    rows = [["型号", n] for n in range(500)]
    file = attached("价格.xlsx", workbook({"价格表": rows, "备注": [["无"]]}))
    first, second = preview_of(file).tables
    assert (first["name"], len(first["rows"]), first["total"]) == ("价格表", 200, 500)
    assert second["rows"] == [["无"]]
    assert "备注" in page("wang").get(f"/attachments/{file.pk}/view/?sheet=1").content.decode()
    assert page("wang").get(f"/attachments/{file.pk}/view/?sheet=99").status_code == 200


def test_csv_text_and_zip(attached):
    assert preview_of(attached("序列号.csv", "序列号,数量\nA1,2\n".encode("gb18030"))).tables[0]["rows"][1] == [
        "A1",
        "2",
    ]
    assert preview_of(attached("说明.txt", "你好".encode())).text == "你好"
    assert preview_of(attached("包.zip", zipped(("甲/a.txt", b"123")))).tables[0]["rows"] == [["甲/a.txt", "3"]]
    assert preview_of(attached("a.pdf", PDF)).kind == "pdf"


def test_a_photo_is_upright_small_and_says_nothing_of_where_it_was_taken(attached, page):
    file = attached("现场.jpg", photo((4000, 3000), turned=True, place=True))
    small = page("li").get(f"/attachments/{file.pk}/thumb.jpg")
    image = Image.open(io.BytesIO(small.content))
    assert image.size == (180, 240)
    assert dict(image.getexif()) == {}
    assert "sandbox" in small["Content-Security-Policy"]
    assert page("zhao").get(f"/attachments/{file.pk}/thumb.jpg").status_code == 404
    assert page("zhao").get(f"/attachments/{file.pk}/view.jpg").status_code == 404
    assert page("li").get(f"/attachments/{file.pk}/etc.jpg").status_code == 404


def test_a_preview_is_made_once_and_what_cannot_be_shown_says_so(attached, page):
    file = attached("坏.jpg", b"\xff\xd8\xff\xe0" + b"x" * 500)
    assert part(file, "view") is None
    name = f"previews/{file.digest[:2]}/{file.digest}.view"
    assert default_storage.size(name) == 0
    default_storage.delete(name)
    default_storage.save(name, io.BytesIO(b"kept"))
    assert part(file, "view") == b"kept"


def test_what_would_blow_up_is_refused_by_its_directory_alone():
    bomb = zipped(("word/document.xml", b"\0" * 60_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(RuleError) as refusal:
        checked_type("炸弹.docx", upload("炸弹.docx", bomb), most=10**8)
    assert refusal.value.code == "file_bomb"
    many = zipped(*((f"{n}.txt", b"") for n in range(10_001)))
    with pytest.raises(RuleError) as refusal:
        checked_type("多.zip", upload("多.zip", many), most=10**8)
    assert refusal.value.code == "file_bomb"


def test_macros_are_refused():
    book = zipped(("xl/workbook.xml", b"x"), ("xl/vbaProject.bin", b"x"))
    with pytest.raises(RuleError) as refusal:
        checked_type("宏.xlsx", upload("宏.xlsx", book), most=10**6)
    assert refusal.value.code == "file_macros"


def ole(*streams: str) -> io.BytesIO:
    """The smallest OLE file with these (empty) streams and folders below its root."""
    entries = []
    for number, name in enumerate(("Root Entry", *streams)):
        folder = name.startswith("/")
        raw = name.lstrip("/").encode("utf-16le")
        right = number + 1 if 0 < number < len(streams) else 0xFFFFFFFF
        child = 1 if number == 0 else 0xFFFFFFFF
        kind = 5 if number == 0 else (1 if folder else 2)
        entry = raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + bytes([kind, 1])
        entry += b"".join(value.to_bytes(4, "little") for value in (0xFFFFFFFF, right, child))
        entries.append((entry + b"\0" * 36 + (0xFFFFFFFE).to_bytes(4, "little") + b"\0" * 8).ljust(128, b"\0"))
    directory = b"".join(entries).ljust(512, b"\0")[:512]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + b"\0" * 10
    header += b"".join(value.to_bytes(4, "little") for value in (1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0))
    header += b"\xff\xff\xff\xff" * 108
    fat = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff\xff\xff\xff" * 126
    return io.BytesIO(header + fat + directory)


def test_the_older_office_files_are_known_by_their_streams():
    assert ole_kind(ole("WordDocument"))[0] == "application/msword"
    assert ole_kind(ole("Workbook"))[0] == "application/vnd.ms-excel"
    assert ole_kind(ole("Something")) == ("", ())
    assert ole_kind(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900)) == ("", ())
    with pytest.raises(Refused):
        ole_kind(ole("Workbook", "/_VBA_PROJECT_CUR"))


def test_a_photo_of_a_phone_is_shown_in_any_browser(attached, page):
    file = attached("IMG_0001.HEIC", HEIC)
    assert file.content_type == "image/heic"
    shown = Image.open(io.BytesIO(page("li").get(f"/attachments/{file.pk}/view.jpg").content))
    assert (shown.format, shown.size) == ("JPEG", (64, 48))
    (left, _g, _b), (right, *_rest) = shown.getpixel((8, 24)), shown.getpixel((56, 24))
    assert right - left > 100
