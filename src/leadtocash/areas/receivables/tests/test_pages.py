"""The pages of money, as people use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.projects.events import ProjectClosed
from leadtocash.areas.receivables import actions
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable, RevenueEntry
from leadtocash.areas.receivables.tests import factories as make
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.events import publish

D = Decimal
pytestmark = pytest.mark.django_db
Page = Callable[[str], Client]


@pytest.mark.req("FIN-1")
def test_the_list_shows_each_view_and_bucket(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast, signed_on=date(2026, 8, 1), delivery_on=date(2099, 1, 1))
    make.owed(cast, contract)
    shown = {
        view: page("wang").get(f"/receivables/?view={view}").content.decode().count(contract.number)
        for view in ("waiting", "near", "due", "overdue", "paid")
    }
    assert shown == {"waiting": 2, "near": 0, "due": 1, "overdue": 1, "paid": 0}
    whole = page("wang").get("/receivables/").content.decode()
    assert whole.count(contract.number) == 4
    assert "100,000.00" in whole
    assert page("wang").get("/receivables/?age=91-").content.decode().count(contract.number) == 1
    assert page("wang").get("/receivables/?age=1-30,31-60").content.decode().count(contract.number) == 0


@pytest.mark.req("ORG-4")
def test_nobody_sees_money_outside_his_scope(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    one = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer)
    assert contract.number not in page("zhao").get("/receivables/").content.decode()
    assert receipt.number not in page("zhao").get("/receipts/").content.decode()
    for address in (one.get_absolute_url(), receipt.get_absolute_url()):
        assert [page(name).get(address).status_code for name in ("wang", "li", "qian", "zhao")] == [200, 200, 200, 404]
    assert page("outsider").get("/receivables/").status_code == 403
    assert page("yang").get("/receivables/").status_code == 403
    assert page("wei").get(one.get_absolute_url()).status_code == 403


@pytest.mark.req("FIN-2")
def test_finance_records_a_receipt_and_matches_what_is_offered(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    client = page("qian")
    given = {
        "customer": contract.customer_id, "received_on": "２０２６-11-09", "amount": "３5,000.00",
        "bank_reference": "icbc１", "_key": "k1",
    }  # fmt: skip
    answer = client.post("/receipts/new/", given)
    receipt = Receipt.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/receipts/{receipt.pk}/allocations/")
    assert (receipt.amount, receipt.bank_reference, receipt.received_on) == (D("35000.00"), "ICBC1", date(2026, 11, 9))
    client.post("/receipts/new/", given)
    assert Receipt.objects.count() == 1
    offered = client.get(answer["Location"]).content.decode()
    assert 'value="30000.00"' in offered
    assert 'value="5000.00"' in offered
    answer = client.post(answer["Location"], {f"owed-{signing.pk}": "30,000.00", f"owed-{delivery.pk}": "4999.99"})
    assert answer["Location"] == receipt.get_absolute_url()
    receipt.refresh_from_db()
    assert receipt.advance == D("0.01")


@pytest.mark.req("FIN-2")
def test_too_much_is_refused_with_the_numbers_and_nothing_is_written(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    receipt = make.a_receipt(cast, contract.customer, "35000.00")
    address = f"/receipts/{receipt.pk}/allocations/"
    answer = page("qian").post(address, {f"owed-{signing.pk}": "30000.00", f"owed-{delivery.pk}": "5000.01"})
    assert answer.status_code == 409
    assert "0.01" in answer.content.decode()
    assert page("qian").post(address, {f"owed-{signing.pk}": ""}).status_code == 409
    assert page("qian").post(address, {f"owed-{signing.pk}": "-1"}).status_code == 422
    assert page("wang").post(address, {f"owed-{signing.pk}": "1"}).status_code == 403
    assert page("zhao").post(address, {f"owed-{signing.pk}": "1"}).status_code == 404
    assert not Allocation.objects.exists()


def test_a_wrong_receipt_shows_its_errors_at_the_fields(cast: Any, page: Page) -> None:
    customer = a_customer(cast.act("wang"))
    first = make.a_receipt(cast, customer, bank_reference="CMB7")
    answer = page("qian").post(
        "/receipts/new/",
        {"customer": customer.pk, "received_on": "2026-11-09", "amount": "5", "bank_reference": "CMB7"},
    )
    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    answer = page("qian").post(
        "/receipts/new/", {"customer": "x", "received_on": "2026-13-09", "amount": "0", "bank_reference": "y" * 500}
    )
    assert answer.status_code == 422
    assert page("wang").get("/receipts/new/").status_code == 403


@pytest.mark.req("FIN-2")
def test_undoing_and_voiding_ask_for_a_reason_and_explain_why_not(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("20000.00"))], act=make.act(cast))
    match, client = Allocation.objects.get(), page("qian")
    assert client.get(f"/receipts/{receipt.pk}/voiding/").status_code == 409
    assert client.get(f"/receipts/{receipt.pk}/allocations/").status_code == 409
    assert client.get(f"/allocations/{match.pk}/reversal/").status_code == 200
    assert client.post(f"/allocations/{match.pk}/reversal/", {"reason": " "}).status_code == 422
    assert client.post(f"/allocations/{match.pk}/reversal/", {"reason": "核错合同"}).status_code == 302
    assert client.get(f"/allocations/{match.pk}/reversal/").status_code == 409
    assert client.post(f"/receipts/{receipt.pk}/voiding/", {"reason": "重复登记"}).status_code == 302
    receipt.refresh_from_db()
    assert (receipt.void_reason, receipt.advance) == ("重复登记", D(0))
    assert "核错合同" in client.get(receipt.get_absolute_url()).content.decode()


@pytest.mark.req("FIN-5", "PLT-6")
def test_finance_recognises_revenue_and_margin_shows_only_to_those_who_may(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    project = make.closed(contract)
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    entry = RevenueEntry.objects.get()
    address = f"/revenue/{entry.pk}/confirmation/"
    assert page("wang").get(address).status_code == 403
    assert page("qian").post(address, {"recognised_on": "2026-11-05"}).status_code == 422
    assert page("qian").post(address, {"recognised_on": "2026-11-10"}).status_code == 302
    assert page("qian").post(address, {"recognised_on": "2026-11-10"}).status_code == 409
    assert "28,495.58" in page("qian").get("/revenue/").content.decode()
    assert "28,495.58" in page("wang").get(entry.get_absolute_url()).content.decode()
    assert page("zhao").get(entry.get_absolute_url()).status_code == 404
    assert page("yang").get("/revenue/").status_code == 403
    forget_margin("project_admin")
    for address in ("/revenue/", entry.get_absolute_url(), "/revenue/?export=csv"):
        answer = page("wu").get(address)
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"28,495.58" not in text
        assert b"28495.58" not in text
        assert b"60000.00" not in text


def forget_margin(role: str) -> None:
    from leadtocash.foundation.access.models import RolePermission

    RolePermission.objects.filter(role__code=role, permission="projects.see_margin").delete()


@pytest.mark.req("FIN-5")
def test_the_collection_report_adds_up_and_exports(cast: Any, page: Page) -> None:
    make.owed(cast, make.a_contract(cast))
    make.owed(cast, make.a_contract(cast, owner="zhao"))
    text = page("qian").get("/receivables/collection/").content.decode()
    assert "王敏" in text
    assert "200,000.00" in text
    assert "赵凯" not in page("li").get("/receivables/collection/").content.decode()
    assert page("qian").get("/receivables/collection/?export=xlsx").status_code == 200
    entry = Entry.objects.get(verb="exports.exported")
    assert (entry.actor, entry.data["list"], entry.data["rows"]) == (cast.people["qian"], "回款率", 2)
    assert page("outsider").get("/receivables/collection/").status_code == 403


@pytest.mark.req("FIN-1")
def test_the_contract_page_carries_the_bar_and_the_money_tab(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("20000.00"))], act=make.act(cast))
    text = page("wang").get(f"{contract.get_absolute_url()}?tab=money").content.decode()
    assert "lc-money" in text
    assert receipt.number in text
    assert "80,000.00" in text


@pytest.mark.parametrize("address", ["/receivables/", "/receipts/", "/receivables/collection/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Any, page: Page, address: str) -> None:
    def queries() -> int:
        client = page("qian")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    contract = make.a_contract(cast)
    make.owed(cast, contract)
    make.a_receipt(cast, contract.customer)
    few = queries()
    for _ in range(3):
        contract = make.a_contract(cast)
        make.owed(cast, contract)
        make.a_receipt(cast, contract.customer)
    assert queries() == few


@pytest.mark.req("PLT-1")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_there_in_each_language(cast: Any, page: Page, language: str) -> None:
    contract = make.a_contract(cast)
    one = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer)
    client = page("qian")
    client.cookies["lc_lang"] = language
    for address in ("/receivables/", "/receipts/", "/revenue/", one.get_absolute_url(), receipt.get_absolute_url()):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Language"]) == (200, language)


def test_today_counts_as_due_not_as_overdue(cast: Any, page: Page) -> None:
    contract = make.a_contract(cast)
    one = make.owed(cast, contract)[0]
    today = timezone.localdate()
    Receivable.objects.filter(pk=one.pk).update(event_on=date(2026, 10, 20), due_on=today)
    assert page("wang").get("/receivables/?view=due").content.decode().count(contract.number) == 1
    assert page("wang").get("/receivables/?view=overdue").content.decode().count(contract.number) == 0


@pytest.mark.req("ORG-4")
def test_a_receipt_shows_only_the_matches_of_contracts_one_may_see(cast: Any, page: Page) -> None:
    mine = make.a_contract(cast)
    other = make.a_contract(cast, owner="zhao", customer=mine.customer, department=cast.departments["GZ"])
    one, two = make.owed(cast, mine)[0], make.owed(cast, other)[0]
    receipt = make.a_receipt(cast, mine.customer, "50000.00")
    actions.allocate(receipt, [(one.pk, D("30000.00")), (two.pk, D("20000.00"))], act=make.act(cast))
    text = page("wang").get(receipt.get_absolute_url()).content.decode()
    assert (mine.number in text, other.number in text, "20,000.00" in text) == (True, False, True)
    text = page("zhao").get(two.get_absolute_url()).content.decode()
    assert (receipt.number in text, receipt.get_absolute_url() in text) == (True, False)
