"""Pages and API of packs: who sees them, upload, dry run, taking over, comparison, export."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.projects.limits import SIGNOFF
from leadtocash.foundation.packs import limits
from leadtocash.foundation.packs.folder import from_zip, to_zip
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import Head, sealed

ADDRESSES = [
    "/packs/", "/packs/export/", "/packs/comparison/", "/packs/shipped/project_sales/",
    "/packs/shipped/quality_processes/file/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh():
    limits.forget()
    yield
    limits.forget()


def upload(days: int = 7) -> SimpleUploadedFile:
    files = sealed(
        Head(name="a_pack", title="试验包", version="3"), {"limits.toml": f"[projects]\nsignoff_days = {days}\n"}
    )
    return SimpleUploadedFile("制度.zip", to_zip(files, "a_pack"), "application/zip")


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_administrators_see_packs(page, address):
    assert page("admin").get(address).status_code == 200
    assert page("chen").get(address).status_code == 403
    assert page("wang").get(address).status_code == 403


def test_upload_dry_run_taking_over_and_history(page):
    client = page("admin")
    answer = client.post("/packs/imports/", {"file": upload()}, follow=True)
    body = answer.content.decode()
    assert limits.number(SIGNOFF) == 10
    assert all(words in body for words in ("预演：还没有改动", "10 个工作日", "7 个工作日", "制度.zip"))
    url = answer.redirect_chain[-1][0]
    assert client.post(f"{url}application/", {"part": ["limits"], "reason": ""}).status_code == 409
    body = client.post(f"{url}application/", {"part": ["limits"], "reason": "新规定"}, follow=True).content.decode()
    assert limits.number(SIGNOFF) == 7
    assert "无变化：公司与这个包完全一致" in body
    body = client.get("/packs/").content.decode()
    assert all(words in body for words in ("试验包 3", "新规定", "期限与限值"))


def test_what_is_no_pack_is_refused_with_its_reasons(page):
    file = SimpleUploadedFile("x.zip", b"nothing", "application/zip")
    answer = page("admin").post("/packs/imports/", {"file": file})
    assert answer.status_code == 409
    assert "这不是 zip 文件" in answer.content.decode()
    assert page("admin").post("/packs/imports/", {}).status_code == 302
    assert not PackImport.objects.exists()


def test_a_shipped_pack_is_looked_at_without_changing_anything(page):
    answer = page("admin").post("/packs/shipped/contract_management/imports/", follow=True)
    body = answer.content.decode()
    assert all(words in body for words in ("合同与回款管理", "业务指引", "XS-{year}-{seq:04d}", "保持不变"))
    assert limits.number("receivables.notice_days") == 10
    assert page("admin").get("/packs/shipped/nobody/").status_code == 404


def test_any_two_are_compared(page):
    body = page("admin").get("/packs/comparison/?left=shipped:project_sales&right=shipped:quality_processes")
    assert "各单位依次评审" in body.content.decode()
    for key in ("import:999", "import:x", "shipped:nobody", "x"):
        assert page("admin").get(f"/packs/comparison/?left={key}").status_code == 404


def test_a_comparison_asks_the_database_once_for_each_kind_of_thing(page, django_assert_max_num_queries):
    browser = page("admin")
    browser.get("/packs/comparison/")
    with django_assert_max_num_queries(39):
        browser.get("/packs/comparison/")


def test_the_exported_zip_can_be_read_back_and_changes_nothing(page):
    data = page("admin").get("/packs/export/").content
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"company/pack.toml", "company/authority.csv", "company/processes/signoff.bpmn"} <= set(names)
    answer = page("admin").post("/packs/imports/", {"file": SimpleUploadedFile("c.zip", data)}, follow=True)
    assert "无变化：公司与这个包完全一致" in answer.content.decode()
    assert from_zip(data)["pack.toml"].startswith('name = "company"')


def test_the_api_does_the_same(api):
    client = api("admin")
    assert client.get("/api/v1/packs/").json()[0]["name"] == "project_sales"
    assert client.get("/api/v1/packs/export/").content[:2] == b"PK"
    made = client.post("/api/v1/packs/imports/", {"file": upload(8)}, format="multipart")
    assert made.status_code == 201
    (part,) = made.json()["parts"]
    assert part["differences"][0]["changes"] == [{"name": "数值", "old": "10 个工作日", "new": "8 个工作日"}]
    url = f"/api/v1/packs/imports/{made.json()['id']}/"
    assert client.post(f"{url}application/", {"parts": ["limits"], "reason": ""}).json()["code"] == "reason_missing"
    done = client.post(f"{url}application/", {"parts": ["limits"], "reason": "试试"}).json()
    assert "done" in done["outcome"]["limits"]
    assert client.get(url).json()["reason"] == "试试"
    assert len(client.get("/api/v1/packs/imports/").json()) == 1
    assert client.post("/api/v1/packs/imports/", {}).status_code == 400
    assert client.post("/api/v1/packs/imports/", {"shipped": "sales_rules"}).status_code == 201
    found = client.get("/api/v1/packs/comparison/?left=shipped:project_sales&right=company").json()
    assert {row["part"] for row in found} >= {"limits", "roles", "processes"}
    for address in ("packs/", "packs/export/", "packs/imports/", "packs/comparison/?left=company&right=company"):
        assert api("wang").get(f"/api/v1/{address}").status_code == 403
    assert api("wang").post("/api/v1/packs/imports/", {"shipped": "sales_rules"}).status_code == 403
