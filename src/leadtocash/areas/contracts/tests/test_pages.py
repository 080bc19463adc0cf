"""Pages: what is shown to whom, refusals, forms with sheets, the printed form, exports."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW

from leadtocash.areas.contracts import actions
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.factories import act, agree, reject
from leadtocash.areas.contracts.tests.test_actions import again, won

pytestmark = pytest.mark.django_db
D = Decimal
HEADER = {
    "title": "服务器与存储扩容", "kind": "formal", "text_kind": "standard", "delivery_on": "2026/12/25",
    "delivery_place": "杭州", "technical_terms": "V2", "warranty_terms": "三年", "penalty_terms": "",
}  # fmt: skip


def sheet(prefix: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A formset as a browser posts it."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 500,
    }  # fmt: skip
    for place, row in enumerate(rows):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


def line(**values: Any) -> dict[str, Any]:
    return {"product": "", "description": "", "quantity": "1", "unit": "台", "unit_price": "", "tax_rate": "13.0",
            "unit_cost": "", **values}  # fmt: skip


def posted(customer: int, lines: list[dict[str, Any]], terms: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    return {**HEADER, "customer": customer, **sheet("lines", lines), **sheet("terms", terms), **values}


TERMS = [
    {"event": "signing", "percent": "30", "days_after": "10", "note": ""},
    {"event": "receipt", "percent": "70", "days_after": "", "note": ""},
]


@pytest.mark.req("CON-2")
def test_the_form_takes_sheets_with_full_width_digits_and_models_of_the_catalogue(cast, page):
    factories.a_product()
    customer = factories.a_customer(cast)
    rows = [
        line(product="ts860-v5", quantity="３", unit_price="90,400.00"),
        line(),
        line(description="安装", unit="项", unit_price="１００００.01", tax_rate="6", unit_cost="6000"),
    ]
    answer = page("wang").post("/contracts/new/", posted(customer.pk, rows, TERMS, save="draft"))
    contract = Contract.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contracts/{contract.pk}/edit/")
    assert (contract.amount, contract.state, contract.lines.count()) == (D("281200.01"), "draft", 2)
    assert [term.amount for term in contract.terms.all()] == [D("84360.00"), D("196840.01")]


@pytest.mark.req("CON-2")
def test_saving_an_unchanged_form_keeps_every_line(cast, page):
    contract = factories.draft_contract(cast)
    before = list(contract.lines.values_list("position", "description", "amount"))
    shown = page("wang").get(f"/contracts/{contract.pk}/edit/")
    form, lines, terms = (shown.context[name] for name in ("form", "lines", "terms"))
    data = {name: value for name, value in form.initial.items() if value is not None and name in HEADER}
    data |= {"customer": contract.customer_id, "revision": contract.revision, "save": "draft"}
    for formset in (lines, terms):
        rows = [
            {name: one.initial.get(name, "") for name in one.fields if name != "DELETE"}
            for one in formset.initial_forms
        ]
        data |= sheet(formset.prefix, rows) | {f"{formset.prefix}-INITIAL_FORMS": len(rows)}
    answer = page("wang").post(f"/contracts/{contract.pk}/edit/", data)
    assert answer.status_code == 302
    assert list(again(contract).lines.values_list("position", "description", "amount")) == before
    assert again(contract).terms.count() == 4


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([line(product="没有的型号", unit_price="1")], "产品目录里没有这个型号"),
        ([line(unit_price="12")], "写明卖什么"),
        ([line(description="x", quantity="0", unit_price="1")], "1"),
        ([line(description="x" * 201, unit_price="1")], "200"),
    ],
)
def test_a_wrong_row_is_shown_in_its_row_and_nothing_is_saved(cast, page, rows, wrong):
    customer = factories.a_customer(cast)
    answer = page("wang").post("/contracts/new/", posted(customer.pk, rows, TERMS, save="draft"))
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert not Contract.objects.exists()


@pytest.mark.req("CON-2")
def test_the_form_from_a_won_opportunity_is_filled_in(cast, page):
    opportunity = won(cast)
    shown = page("wang").get(f"/contracts/new/?opportunity={opportunity.pk}")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert 'value="服务器与存储扩容"' in text
    assert 'value="TS860-V5"' in text
    assert 'value="90400.00"' in text
    assert page("zhao").get(f"/contracts/new/?opportunity={opportunity.pk}").status_code == 404
    opportunity.state = "lost"
    opportunity.save()
    assert page("wang").get(f"/contracts/new/?opportunity={opportunity.pk}").status_code == 409


@pytest.mark.req("CON-3")
def test_save_and_submit_hands_a_complete_contract_on_and_keeps_an_incomplete_one(cast, page):
    factories.shipped()
    customer = factories.a_customer(cast)
    rows = [line(description="服务器", unit_price="100000", unit_cost="60000")]
    page("wang").post("/contracts/new/", posted(customer.pk, rows, TERMS))
    assert Contract.objects.get().state == "in_review"
    answer = page("wang").post("/contracts/new/", posted(customer.pk, rows, []), follow=True)
    kept = Contract.objects.order_by("-pk").first()
    assert (kept.state, kept.lines.count()) == ("draft", 1)
    assert "还没有付款计划" in answer.content.decode()


@pytest.mark.req("CON-3")
def test_a_contract_in_review_is_not_edited_and_the_page_says_who_has_it(cast, page):
    contract = factories.submitted_contract(cast)
    answer = page("wang").get(f"/contracts/{contract.pk}/edit/")
    assert answer.status_code == 409
    assert all(name in answer.content.decode() for name in ("卫东", "孙立", "蒋平", "褚伟", "钱慧", "S3 4.5"))


@pytest.mark.req("CON-3")
def test_the_page_shows_what_the_round_changed_and_the_opinions_by_round(cast, page):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "违约金不封顶，改")
    agree(contract)
    actions.change_contract(again(contract), {"penalty_terms": "上限百分之三"}, act=act(cast, "wang"))
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"))
    text = page("wang").get(f"/contracts/{contract.pk}/").content.decode()
    assert "第 2 轮改了什么" in text
    assert "上限百分之三" in text
    assert "违约金不封顶，改" in text
    assert text.count("本轮不问") == 4
    assert "人民币贰拾捌万壹仟贰佰元零壹分" in text


@pytest.mark.req("ORG-4")
def test_who_may_not_see_a_contract_gets_404_everywhere(cast, page):
    contract = factories.registered_contract(cast)
    paths = ["", "edit/", "review-form/", "registration/", "cancellation/"]
    assert [page("zhao").get(f"/contracts/{contract.pk}/{path}").status_code for path in paths] == [404] * 5
    for path in ("submission/", "replacement/", "registration/", "cancellation/"):
        assert page("zhao").post(f"/contracts/{contract.pk}/{path}").status_code == 404
    assert contract.title not in page("zhao").get("/contracts/").content.decode()
    assert page("outsider").get("/contracts/virtual/").status_code == 403


@pytest.mark.req("ORG-4")
def test_cost_and_margin_are_shown_to_those_alone_who_may_see_them(cast, page):
    contract = factories.submitted_contract(cast)
    for name, sees in (("wang", True), ("qian", True), ("wei", False), ("chu", False), ("zhou", False)):
        shown = page(name).get(f"/contracts/{contract.pk}/?tab=lines").content.decode()
        listed = page(name).get("/contracts/").content.decode()
        exported = b"".join(page(name).get("/contracts/?export=csv").streaming_content).decode()
        assert ("60,000.00" in shown, "25.4%" in shown) == (sees, sees), name
        assert ("186,000.00" in listed, "186000.00" in exported) == (sees, sees), name
        assert b"%PDF" in page(name).get(f"/contracts/{contract.pk}/review-form/").content[:8]


@pytest.mark.req("ORG-4")
def test_the_list_hides_the_margin_of_a_contract_opened_to_somebody_from_elsewhere(cast, page):
    from leadtocash.foundation.access.gate import open_to

    contract = factories.submitted_contract(cast)
    open_to(contract, cast.zhao, why="copied", act=act(cast, "wang"))
    listed = page("zhao").get("/contracts/").content.decode()
    assert contract.draft_number in listed
    assert "186,000.00" not in listed


@pytest.mark.req("CON-7")
def test_the_contract_administrator_registers_on_the_page(cast, page):
    contract = factories.passed_contract(cast)
    assert page("wang").get(f"/contracts/{contract.pk}/registration/").status_code == 403
    shown = page("zhou").get(f"/contracts/{contract.pk}/registration/")
    assert "S0 2.3.2" in shown.content.decode()
    answer = page("zhou").post(f"/contracts/{contract.pk}/registration/", {"signed_on": "2026-11-12"})
    assert answer.status_code == 302
    contract = again(contract)
    assert (contract.number, str(contract.signed_on)) == ("HT-2026-0001", "2026-11-12")
    assert page("zhou").post(f"/contracts/{contract.pk}/registration/").status_code == 409


@pytest.mark.req("CON-5")
def test_the_register_of_virtual_contracts_shows_age_exposure_and_who_answers(cast, page):
    from django.utils import timezone

    now = timezone.now()
    old = factories.registered_contract(cast, "virtual", at=now - timedelta(days=40), title="抢险通信车")
    Contract.objects.filter(pk=old.pk).update(expected_signing_on=timezone.localdate() - timedelta(days=5))
    factories.registered_contract(cast, "virtual", at=now, title="智慧园区")
    text = page("zhou").get("/contracts/virtual/").content.decode()
    assert "郑国栋" in text
    assert "超 5 天" in text
    assert "562,400.02" in text
    assert re.search(r">\s*40\s*<", text)
    late = page("zhou").get("/contracts/virtual/?view=late").content.decode()
    assert ("抢险通信车" in late, "智慧园区" in late) == (True, False)


@pytest.mark.req("CON-5")
def test_the_formal_contract_is_drafted_by_one_press(cast, page):
    virtual = factories.registered_contract(cast, "virtual")
    assert page("li").post(f"/contracts/{virtual.pk}/replacement/").status_code == 403
    answer = page("wang").post(f"/contracts/{virtual.pk}/replacement/")
    formal = Contract.objects.get(replaces=virtual)
    assert answer["Location"] == f"/contracts/{formal.pk}/edit/"
    assert page("wang").post(f"/contracts/{virtual.pk}/replacement/").status_code == 409
    text = page("wang").get(f"/contracts/{formal.pk}/edit/").content.decode()
    assert virtual.number in text
    assert virtual.project_code in text


@pytest.mark.req("CON-8")
def test_a_draft_is_dropped_on_its_page_only_with_a_reason(cast, page):
    contract = factories.draft_contract(cast)
    assert page("wang").post(f"/contracts/{contract.pk}/cancellation/", {"reason": " "}).status_code == 409
    answer = page("wang").post(f"/contracts/{contract.pk}/cancellation/", {"reason": "重复起草"})
    assert (answer.status_code, again(contract).state) == (302, "cancelled")


def test_a_press_twice_submits_once(cast, page):
    factories.shipped()
    contract = factories.draft_contract(cast)
    client = page("wang")
    answers = [client.post(f"/contracts/{contract.pk}/submission/", {"_key": "same"}).status_code for _ in range(2)]
    assert (answers, again(contract).review_round) == ([302, 302], 1)


@pytest.mark.parametrize("path", ["/contracts/", "/contracts/?view=in-review", "/contracts/virtual/"])
def test_the_lists_ask_no_more_for_more_rows(cast, page, path):
    client = page("zhou")

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    factories.submitted_contract(cast)
    factories.registered_contract(cast, "virtual")
    client.get(path)
    one = counted()
    for _ in range(2):
        factories.submitted_contract(cast)
        factories.registered_contract(cast, "virtual")
    assert counted() == one


def test_the_page_of_a_contract_asks_no_more_for_more_lines(cast, page):
    def counted(lines: int) -> int:
        rows = [
            {"description": f"第 {n} 行", "quantity": 1, "unit_price": D(100), "unit_cost": D(60)} for n in range(lines)
        ]
        contract = factories.submitted_contract(cast, lines=rows)
        client = page("wang")
        client.get(f"/contracts/{contract.pk}/?tab=lines")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/contracts/{contract.pk}/?tab=lines")
        return len(asked)

    assert counted(1) == counted(12)


def test_every_page_answers_in_both_languages(cast, page):
    draft = factories.draft_contract(cast)
    review = factories.submitted_contract(cast)
    virtual = factories.registered_contract(cast, "virtual", at=NOW)
    paths = ["/contracts/", "/contracts/new/", "/contracts/virtual/", f"/contracts/{draft.pk}/edit/",
             f"/contracts/{draft.pk}/cancellation/"]  # fmt: skip
    paths += [
        f"/contracts/{one.pk}/{tab}" for one in (draft, review, virtual) for tab in ("", "?tab=lines", "?tab=clauses")
    ]
    client = page("wang")
    for language in ("zh-hans", "en"):
        cast.wang.language = language
        cast.wang.save()
        assert [client.get(path).status_code for path in paths] == [200] * len(paths)


@pytest.mark.req("CON-2")
def test_the_opportunity_shows_the_contract_drafted_from_it(cast, page):
    opportunity = won(cast)
    contract = actions.draft_from_opportunity(opportunity, act=act(cast, "wang"))
    assert contract.draft_number in page("wang").get(f"/opportunities/{opportunity.pk}/").content.decode()


def test_the_customers_page_shows_its_contracts_to_those_who_may_see_them(cast, page):
    contract = factories.draft_contract(cast)
    address = f"/customers/{contract.customer_id}/?tab=contracts.of_customer"
    assert contract.draft_number in page("wang").get(address).content.decode()
    assert contract.draft_number in page("li").get(address).content.decode()


@pytest.mark.req("ORG-4")
def test_the_history_tells_cost_only_to_those_who_may_see_it(cast, page):
    contract = factories.draft_contract(cast)
    address = f"{contract.get_absolute_url()}?tab=history"
    cost = str(contract.cost_amount)
    assert cost in page("wang").get(address).content.decode()
    assert cost not in page("zhou").get(address).content.decode()
    assert "不可见" in page("zhou").get(address).content.decode()
