"""Pages of sales projects as people use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.browsing import text
from tests.cast import NOW, SHANGHAI, Cast

from leadtocash.areas.contracts.tests import factories as contracts
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.tests import factories

pytestmark = pytest.mark.django_db
Page = Callable[[str], Any]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock; here it stands at the cast's moment, on the eighth working day for the arrived."""
    moment = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.req("PRJ-1", "PRJ-11", "PLT-3")
def test_the_list_shows_state_contract_clock_and_total(cast: Cast, page: Page) -> None:
    project = factories.arrived(cast)
    shown = text(page("wang").get("/projects/"))
    for words in (project.code, project.title, "到货", project.contract.number, "8/10 · 剩 2 个工作日", "113.00"):
        assert words in shown
    assert project.code in text(page("wang").get("/projects/?view=awaiting_signoff"))
    assert project.code not in text(page("wang").get("/projects/?view=signoff_overdue"))
    exported = page("wu").get("/projects/?export=csv")
    assert project.code in b"".join(exported.streaming_content).decode()


@pytest.mark.req("CON-5")
def test_a_virtual_contract_is_named_in_list_and_on_the_page(cast: Cast, page: Page) -> None:
    project = factories.prepared(cast, "virtual")
    words = f"虚拟合同 {project.contract.number}"
    assert words in text(page("wang").get("/projects/?view=virtual"))
    shown = text(page("wang").get(project.get_absolute_url()))
    assert words in shown
    assert "正式合同还没有签" in shown


@pytest.mark.req("ORG-4", "PLT-6")
def test_what_one_may_not_see_is_not_there_and_margin_only_for_those_who_may(cast: Cast, page: Page) -> None:
    project = factories.set_up(cast)
    for name in ("", "setup/", "signoff/", "purchases/new/", "closing/", "setup/print/", "signoff/print/"):
        assert page("zhao").get(f"{project.get_absolute_url()}{name}").status_code == 404
    assert project.code not in text(page("zhao").get("/projects/"))
    assert "毛利率" in text(page("wang").get(project.get_absolute_url()))
    assert "毛利率" not in text(page("zhou").get(project.get_absolute_url()))
    assert "毛利率" not in text(page("zhou").get("/projects/"))
    purchasing = f"{project.get_absolute_url()}?tab=purchasing"
    assert "立项成本" in text(page("sun").get(purchasing))
    assert "立项成本" not in text(page("zhou").get(purchasing))


@pytest.mark.req("PRJ-2")
def test_the_set_up_task_is_kept_as_draft_and_submitted_on_one_page(cast: Cast, page: Page) -> None:
    rows = [*factories.lines(), {"description": "机柜", "quantity": 1, "unit_price": 100}]
    project = factories.prepared(cast, lines=rows, delivery_place="")
    url, client = f"/projects/{project.pk}/setup/", page("wang")
    shown = text(client.get(url))
    assert "还差 3 项" in shown
    assert "权限表" in shown
    third = project.lines.get(position=3)
    rack = contracts.a_product("RACK-42U", warranty_years=2)
    lines = {f"product_{line.pk}": line.product_id or "" for line in project.lines.all()}
    lines |= {f"warranty_{line.pk}": line.warranty_years or "" for line in project.lines.all()}
    values = {
        "title": project.title,
        "delivery_place": "杭州　三楼",
        "delivery_on": "2026/12/25",
        "remark": "",
        **lines,
    }
    kept = client.post(url, {**values, "revision": project.revision, "save": "draft"})
    assert kept.status_code == 302
    assert Project.objects.get(pk=project.pk).delivery_place == "杭州 三楼"
    stale = client.post(url, {**values, "revision": project.revision, "save": "draft"})
    assert stale.status_code == 412
    held = client.post(url, {**values, "revision": project.revision + 1, "save": "submit"})
    assert held.status_code == 409
    assert "第 3 行 机柜 的类别、系列、型号" in text(held)
    full = {**values, f"product_{third.pk}": rack.pk, f"warranty_{third.pk}": "２", "save": "submit"}
    assert client.post(url, {**full, f"product_{third.pk}": "99999999"}).status_code == 422
    assert client.post(url, full).status_code == 302
    third.refresh_from_db()
    assert (third.model, third.warranty_years) == ("RACK-42U", 2)
    assert Project.objects.get(pk=project.pk).state == "in_approval"
    assert client.get(url).status_code == 409


@pytest.mark.req("PRJ-4")
def test_commerce_orders_and_records_arrivals_page_by_page(cast: Cast, page: Page) -> None:
    project, client = factories.set_up(cast), page("sun")
    line = project.lines.get(position=1)
    assert "全部到货" in text(client.get(project.get_absolute_url()))
    refused = client.post(f"/projects/{project.pk}/arrival/", headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "R7525：到 0 / 3，只订了 0" in text(refused)
    order = {
        "line": line.pk, "supplier": "联强国际", "po_number": "PO-1", "quantity": "３", "unit_cost": "210,000.00",
        "ordered_on": "2026-11-12", "expected_on": "2026-11-20",
    }  # fmt: skip
    assert client.post(f"/projects/{project.pk}/purchases/new/", {**order, "quantity": "4"}).status_code == 409
    assert client.post(f"/projects/{project.pk}/purchases/new/", {**order, "supplier": ""}).status_code == 422
    assert client.post(f"/projects/{project.pk}/purchases/new/", order).status_code == 302
    purchase = line.purchases.get()
    arrival = {"quantity": "2", "arrived_on": "2026-11-19"}
    assert client.post(f"/purchases/{purchase.pk}/arrivals/new/", arrival).status_code == 302
    shown = text(client.get(f"{project.get_absolute_url()}?tab=purchasing"))
    assert "2 / 3" in shown
    assert page("wang").get(f"/projects/{project.pk}/purchases/new/").status_code == 403
    assert page("wang").post(f"/projects/{project.pk}/arrival/").status_code == 403


def sheet(project: Project, serials: list[str], **more: Any) -> dict[str, Any]:
    line = project.lines.get(position=1)
    return {
        "line": [line.pk] * len(serials), "serial": serials, "box": [""] * len(serials),
        "customer_signer": "徐慧", "customer_unit": "信息中心", "signed_on": "2026-11-18", "note": "", **more,
    }  # fmt: skip


@pytest.mark.req("PRJ-5")
def test_good_serials_are_kept_while_bad_rows_stay_on_the_screen(cast: Cast, page: Page) -> None:
    project, client = factories.arrived(cast), page("wang")
    url = f"/projects/{project.pk}/signoff/"
    shown = text(client.get(url))
    assert shown.count('name="serial"') == 3
    assert "还差 4 项" in shown
    answer = client.post(url, sheet(project, ["ABCDE12345", "abcde12345", "SHORT"], save="keep"))
    assert answer.status_code == 200
    shown = text(answer)
    assert "已保存 1 个序列号；2 行有误，没有保存。" in shown
    assert "与第 1 行重复。" in shown
    assert 'value="SHORT"' in shown
    assert list(project.serials.values_list("serial", flat=True)) == ["ABCDE12345"]
    checked = client.post(f"/projects/{project.pk}/serials/check/", sheet(project, ["ABCDE12345", "X"]))
    assert "只有 1 位，这个型号应为 10 位。" in text(checked)
    assert project.serials.count() == 1


@pytest.mark.req("PRJ-5")
def test_the_sheet_is_handed_in_from_the_page_when_complete(cast: Cast, page: Page) -> None:
    project, client = factories.arrived(cast), page("guo")
    url, numbers = f"/projects/{project.pk}/signoff/", ["ABCDE12345", "ABCDE12346", "ABCDE12347"]
    held = client.post(url, sheet(project, numbers, save="hand_in"))
    assert held.status_code == 409
    assert "签收明细表盖章扫描件" in text(held)
    scan = SimpleUploadedFile("签收表.pdf", b"%PDF-1.4 stamped", content_type="application/pdf")
    assert client.post(url, sheet(project, numbers, save="keep", scan=scan)).status_code == 302
    assert "提交签收" in text(client.get(project.get_absolute_url()))
    assert client.post(f"/projects/{project.pk}/signoff/submission/").status_code == 302
    assert Project.objects.get(pk=project.pk).sheet.state == "checking"
    assert client.get(url).status_code == 409


@pytest.mark.req("PRJ-7")
def test_closing_is_refused_with_clause_and_list_and_carried_out_with_the_sheet(cast: Cast, page: Page) -> None:
    project = factories.arrived(cast)
    refused = page("wu").get(f"/projects/{project.pk}/closing/", headers={"HX-Request": "true"})
    assert refused.status_code == 409
    shown = text(refused)
    for words in ("客户签收的明细表是结项的唯一依据", "S0 2.5.3", "R7525：差 3 台的序列号", "王敏"):
        assert words in shown
    assert page("wang").get(f"/projects/{project.pk}/closing/").status_code == 403


@pytest.mark.req("PRJ-7")
def test_the_closed_projects_page_offers_only_what_is_left(cast: Cast, page: Page) -> None:
    project = factories.closed(cast, acceptance_needed=True)
    shown = text(page("wang").get(project.get_absolute_url()))
    assert "重新立项" in shown
    assert "登记验收" in shown
    assert "录入签收" not in shown
    again = page("wang").post(f"/projects/{project.pk}/successor/")
    assert again.status_code == 302
    assert again.headers["Location"].startswith("/contracts/")
    late = page("wang").get(f"/projects/{project.pk}/signoff/")
    assert late.status_code == 409
    assert "不再接受变更" in text(late)


@pytest.mark.req("PRJ-2", "PRJ-5", "PRJ-7")
def test_the_three_papers_print_as_pdf(cast: Cast, page: Page) -> None:
    project = factories.closed(cast)
    for name in ("setup", "signoff", "closing"):
        answer = page("wu").get(f"/projects/{project.pk}/{name}/print/")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


@pytest.mark.req("PRJ-7")
def test_the_closing_notice_cannot_be_printed_before_there_is_one(cast: Cast, page: Page) -> None:
    project = factories.arrived(cast)
    assert page("wu").get(f"/projects/{project.pk}/closing/print/").status_code == 409


def test_queries_do_not_grow_with_rows(cast: Cast, page: Page) -> None:
    client = page("wang")
    first = factories.arrived(cast)

    def once(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    def count(path: str) -> int:
        """The fewer of two readings after a first: what is noted once a minute is not the page's."""
        client.get(path)
        return min(once(path), once(path))

    paths = (
        "/projects/",
        first.get_absolute_url(),
        f"{first.get_absolute_url()}?tab=purchasing",
        f"/projects/{first.pk}/signoff/",
    )
    before = [count(path) for path in paths]
    second = factories.arrived(cast, title="第二个", lines=[*factories.lines(), *_more_lines()])
    third = factories.prepared(cast, title="第三个")
    assert third.state == "preparing"
    after = [count(path.replace(f"/{first.pk}/", f"/{second.pk}/")) for path in paths]
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, 0, 0, 0]


def _more_lines() -> list[dict[str, Any]]:
    switch = contracts.a_product("X6820", warranty_years=3)
    store = contracts.a_product("S9200", warranty_years=5)
    return [{"product": one, "quantity": 2, "unit_price": 1000, "unit_cost": 500} for one in (switch, store)]


def test_pressing_twice_orders_once(cast: Cast, page: Page) -> None:
    project, client = factories.set_up(cast), page("sun")
    line = project.lines.get(position=1)
    order = {
        "_key": "k-1", "line": line.pk, "supplier": "联强国际", "po_number": "PO-1", "quantity": "1",
        "unit_cost": "1", "ordered_on": NOW.date(), "expected_on": NOW.date(),
    }  # fmt: skip
    for _time in range(2):
        assert client.post(f"/projects/{project.pk}/purchases/new/", order).status_code == 302
    assert line.purchases.count() == 1
