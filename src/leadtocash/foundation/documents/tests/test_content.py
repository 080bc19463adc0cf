"""Files are known by their content, not by their name; only those who see the record get them (PLT-7)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.customers import actions as customers
from leadtocash.foundation.documents import actions
from leadtocash.foundation.documents.content import checked_type
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError

pytestmark = pytest.mark.req("PLT-7")
PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
EXE = b"MZ" + b"\x00" * 200


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("签收表.pdf", PDF, "application/pdf"),
        ("章.PNG", PNG, "image/png"),
        (
            "表.xlsx",
            zipped("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("包.zip", zipped("a.txt"), "application/zip"),
        ("序列号.csv", "序列号\nA1\n".encode("gb18030"), "text/plain"),
    ],
)
def test_office_files_are_taken(name, content, kind):
    assert checked_type(name, SimpleUploadedFile(name, content), most=10**6) == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "file_empty"),
        ("大.pdf", PDF + b"x" * 2000, "file_too_large"),
        ("程序.exe", EXE, "file_type"),
        ("伪装.pdf", EXE, "file_type"),
        ("伪装.png", PDF, "file_ending"),
        ("页面.html", b"<script>alert(1)</script>", "file_type"),
        ("页面.csv", b"a\x00b", "file_type"),
        ("图.svg", b"<svg onload='x'/>", "file_type"),
        ("坏.docx", b"PK\x03\x04broken", "file_type"),
    ],
)
def test_everything_else_is_refused_with_the_reason(name, content, code):
    with pytest.raises(RuleError) as refusal:
        checked_type(name, SimpleUploadedFile(name, content), most=1000)
    assert refusal.value.code == code


@pytest.fixture
def customer(cast):
    return customers.create_customer({"name": "皖江钢铁股份有限公司"}, act=cast.act("wang"))


def test_a_file_is_served_only_to_those_who_see_its_record(cast, page, customer):
    file = actions.attach(customer, SimpleUploadedFile("营业执照.pdf", PDF), act=cast.act("wang"))
    url = f"/attachments/{file.pk}/"
    answer = page("li").get(url)
    assert (answer.status_code, answer.getvalue()) == (200, PDF)
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "sandbox" in page("li").get(url + "?download")["Content-Security-Policy"]
    assert page("zhao").get(url).status_code == 404
    assert page("zhao").post(f"/attachments/{file.pk}/removal/").status_code == 404


def test_who_may_not_change_the_record_may_not_attach(cast, customer):
    with pytest.raises(NotAllowed):
        actions.attach(customer, SimpleUploadedFile("a.pdf", PDF), act=cast.act("chen"))


def test_a_removed_file_is_gone_from_the_record_and_stays_in_the_journal(cast, page, customer):
    file = actions.attach(customer, SimpleUploadedFile("a.pdf", PDF), act=cast.act("wang"))
    actions.remove(file, customer, act=cast.act("wang"))
    assert list(actions.attachments_of(customer)) == []
    assert page("wang").get(f"/attachments/{file.pk}/").status_code == 404


def test_a_file_the_storage_has_lost_is_a_sentence_not_an_error(cast, page, customer):
    file = actions.attach(customer, SimpleUploadedFile("a.pdf", PDF), act=cast.act("wang"))
    file.stored.file.storage.delete(file.stored.file.name)
    answer = page("li").get(f"/attachments/{file.pk}/")
    assert answer.status_code == 409
    assert "a.pdf" in answer.content.decode()
