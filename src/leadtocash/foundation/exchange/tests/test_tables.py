"""Tables are opened whatever wrote them, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from leadtocash.foundation.exchange import tables
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = pytest.mark.req("PLT-3")
TEXT = "客户名称,电话\r\n甬江港务集团,0574-8888\r\n\r\n镇海石化,139\r\n"


def workbook(rows) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def read(content: bytes):
    file = io.BytesIO(content)
    form = tables.form_of(file, len(content))
    return form, [(line.number, line.cells) for line in tables.lines(file, form)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found(encoding, separator):
    _form, rows = read(TEXT.replace(",", separator).encode(encoding))
    assert rows == [(1, ["客户名称", "电话"]), (2, ["甬江港务集团", "0574-8888"]), (4, ["镇海石化", "139"])]


def test_chinese_that_only_comes_late_decides_the_encoding_too():
    content = ("name\n" + "a\n" * 200_000 + "甲\n").encode("gb18030")
    assert tables.form_of(io.BytesIO(content), len(content)) == "gb18030"


def test_a_workbook_keeps_its_row_numbers():
    form, rows = read(workbook([[], ["name", "n"], [], ["甲", 3.5]]))
    assert (form, rows) == ("workbook", [(2, ["name", "n"]), (4, ["甲", 3.5])])


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\xff\xff\xff", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no workbook", b"\xff\xff\xff"]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(RuleError) as refusal:
        read(content)
    assert refusal.value.code == "unreadable"


def test_too_large_and_swollen_files_are_refused(monkeypatch):
    with pytest.raises(RuleError) as refusal:
        tables.form_of(io.BytesIO(), tables.MOST_BYTES + 1)
    assert refusal.value.code == "file_too_large"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 2_000_000)
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(RuleError) as refusal:
        read(buffer.getvalue())
    assert refusal.value.code == "file_too_large"


def test_letters_are_those_of_a_spreadsheet():
    assert [tables.letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
