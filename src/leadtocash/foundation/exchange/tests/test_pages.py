"""An import from the pages and over the API, with customers as the example."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import load_workbook
from tests.browsing import text

from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.kernel import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]
TABLE = "客户名称,行业\n甬江港务集团,港口\n,物流\n"


def table(content: str = TABLE) -> SimpleUploadedFile:
    return SimpleUploadedFile("客户.csv", content.encode("gb18030"))


def work() -> None:
    """What the worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="runs.work", status="todo").order_by("pk"):
        jobs.work(**job.args)


def test_from_the_list_to_the_result_and_back(page):
    wang = page("wang")
    assert "/imports/new/?kind=customers.customer" in text(wang.get("/customers/"))
    assert "甬江" not in text(wang.get("/imports/new/?kind=customers.customer"))
    address = wang.post("/imports/new/", {"kind": "customers.customer", "file": table()})["Location"]
    assert "甬江港务集团" in text(wang.get(address))
    assert wang.post(f"{address}columns/", {"column-0": "name", "column-1": "industry"}).status_code == 302
    assert 'hx-trigger="every 1s"' in text(wang.get(address))
    work()
    shown = text(wang.get(address))
    assert "导入正确的行" in shown
    assert "此项必填" in shown or "必填" in shown
    wang.post(f"{address}start/", {"known": "skip", "similar": "skip"})
    work()
    assert "甬江港务集团" in text(wang.get(address))
    assert "撤回导入" in text(wang.get(address))
    faulty = wang.get(f"{address}rows-not-imported.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(faulty.streaming_content))).get_sheet_by_index(0)
    assert [row[1:3] for row in sheet.to_python()[1:]] == [["物流", "3"]]
    wang.post(f"{address}undoing/")
    work()
    assert "已撤" in text(wang.get(address)) or "删除 1 条" in text(wang.get(address))
    assert text(wang.get("/imports/")).count("客户.csv") >= 1


def test_another_s_import_does_not_exist_and_who_may_nothing_imports_nothing(page):
    address = page("wang").post("/imports/new/", {"kind": "customers.customer", "file": table()})["Location"]
    assert [page("li").get(f"{address}{part}").status_code for part in ("", "rows-not-imported.csv")] == [404, 404]
    assert page("outsider").get("/imports/new/").status_code == 403
    assert page("qian").get("/imports/templates/customers.customer.xlsx").status_code == 403


def test_a_wrong_file_is_refused_on_the_page_itself(page):
    answer = page("wang").post("/imports/new/", {"kind": "customers.customer"})
    assert (answer.status_code, "选" in text(answer)) == (422, True)
    answer = page("wang").post("/imports/new/", {"kind": "customers.customer", "file": table("\n")})
    assert (answer.status_code, "空的" in text(answer)) == (422, True)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_is_understood_again(page, form):
    answer = page("wang").get(f"/imports/templates/customers.customer.{form}")
    content = answer.content if form == "csv" else b"".join(answer.streaming_content)
    file = SimpleUploadedFile(f"t.{form}", content if form == "xlsx" else content + "甲公司\n".encode())
    answer = page("wang").post("/imports/new/", {"kind": "customers.customer", "file": file})
    if form == "csv":
        run = ImportRun.objects.get()
        assert len(run.mapping) == len(run.headings)
    else:
        assert answer.status_code == 422


def test_the_same_over_the_api(api):
    client = api("wang")
    kinds = client.get("/api/v1/importable-kinds/").json()
    assert "name" in {c["key"] for c in next(k for k in kinds if k["kind"] == "customers.customer")["columns"]}
    sent = client.post("/api/v1/imports/", {"kind": "customers.customer", "file": table()}, format="multipart")
    assert (sent.status_code, sent.json()["mapping"]) == (201, {"0": "name", "1": "industry"})
    address = f"/api/v1/imports/{sent.json()['id']}/"
    early = client.post(f"{address}start/", {})
    assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
    assert client.post(f"{address}columns/", {"mapping": sent.json()["mapping"]}).status_code == 202
    work()
    assert client.get(address).json()["counts"] == {"fresh": 1, "known": 0, "similar": 0, "wrong": 1}
    assert [fault["row"] for fault in client.get(f"{address}faults/").json()] == [3]
    assert client.post(f"{address}start/", {"known": "fill"}).status_code == 202
    work()
    assert client.get(address).json()["counts"]["made"] == 1
    assert client.post(f"{address}undoing/").status_code == 202
    work()
    assert client.get(address).json()["undo"]["removed"] == 1
    assert api("li").get(address).status_code == 404
