"""Opportunities as people use them in the browser."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.market.tests.factories import a_competitor, a_reason
from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.areas.products.tests.factories import a_product
from leadtocash.foundation.web import formats

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(cast):
    """Acts of today: the pages read the clock."""
    return lambda name="wang", days=0: cast.act(name, now() - timedelta(days=days))


def sheet(*rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    """The posted fields of the sheet of lines."""
    posted = {"lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": str(initial)}
    for place, row in enumerate(rows):
        posted |= {f"lines-{place}-{name}": value for name, value in row.items()}
    return posted


@pytest.mark.req("PLT-3")
def test_the_list_shows_what_one_may_see_with_totals(page, today):
    mine = an_opportunity(today(), amount=Decimal(4860000))
    actions.change_stage(mine, a_stage(3), act=today())
    foreign = an_opportunity(today("zhao"), name="华南的商机")
    shown = text(page("wang").get("/opportunities/"))
    assert mine.number in shown
    assert "486.00" in shown
    assert "145.80" in shown
    assert "技术突破" in shown
    assert foreign.name not in shown
    assert foreign.name in text(page("feng").get("/opportunities/"))


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("mine", {"新", "停", "季", "过"}),
        ("quarter", {"季", "过"}),
        ("stalled", {"停"}),
        ("overdue", {"过"}),
        ("won", {"赢"}),
        ("lost", {"丢"}),
        ("unplanned", {"停", "季", "过"}),
    ],
)
def test_each_saved_view_shows_its_rows(page, today, view, expected):
    soon = localdate()
    an_opportunity(today(), name="新", next_step="拜访", next_step_on=soon)
    an_opportunity(today(days=20), name="停")
    an_opportunity(today(), name="季", expected_close_on=soon)
    an_opportunity(today(days=2), name="过", expected_close_on=soon - timedelta(days=1))
    actions.win_opportunity(an_opportunity(today(), name="赢"), act=today())
    actions.lose_opportunity(an_opportunity(today(), name="丢"), act=today(), reason="太贵")
    rows = page("wang").get(f"/opportunities/?view={view}").context["page"]["rows"]
    assert {str(row["cells"][1]["text"]) for row in rows} == expected


def test_filters_and_search_narrow_the_list_and_a_crooked_value_breaks_nothing(page, today):
    an_opportunity(today(), name="大单", amount=Decimal(9_000_000))
    an_opportunity(today(), name="小单", amount=Decimal(10_000))
    client = page("wang")

    def names(query: str) -> set[str]:
        rows = client.get(f"/opportunities/?{query}").context["page"]["rows"]
        return {str(row["cells"][1]["text"]) for row in rows}

    assert names("amount_from=1000000") == {"大单"}
    assert names("search=小") == {"小单"}
    assert names("state=won") == set()
    assert names(f"stage={a_stage(1).pk}&owner=me") == {"大单", "小单"}
    assert names("amount_from=abc&stage=x&owner=999999999999999999999&expected_close_on_from=13") == set()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_holds_plain_words_and_no_markup(page, today, kind):
    an_opportunity(today(), name="=1+1 一个很长很长很长很长很长很长很长很长很长的名字")
    answer = page("wang").get(f"/opportunities/?export={kind}")
    body = b"".join(answer.streaming_content)
    if kind == "xlsx":
        body = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    shown = body.decode()
    assert "很长的名字" in shown
    assert "lc-mini" not in shown
    assert "项目立项" in shown
    if kind == "csv":
        assert "'=1+1" in shown


def test_a_new_opportunity_with_lines_from_the_sheet(page, today):
    customer, product = a_customer(today()), a_product(model="R740")
    answer = page("wang").post(
        "/opportunities/new/",
        {
            "name": "影像归档　二期", "customer": customer.pk, "stage": a_stage(2).pk, "amount": "",
            "expected_close_on": "２０２６-12-31",
            **sheet(
                {"product": "r740", "quantity": "１２", "unit_price": "58,000.00"},
                {"description": "安装", "quantity": "1", "unit_price": "¥80,000.5"},
                {"product": "", "description": "", "quantity": "", "unit_price": ""},
            ),
        },
    )  # fmt: skip
    made = Opportunity.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.name, made.stage.position, made.amount) == ("影像归档 二期", 2, Decimal("776000.50"))
    assert [line.product for line in made.lines.all()] == [product, None]
    shown = text(page("wang").get(made.get_absolute_url()))
    assert "776,000.50" in shown


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"product": "没有的", "quantity": "1", "unit_price": "1"}, "product"),
        ({"product": "", "description": "", "quantity": "1", "unit_price": "1"}, "product"),
        ({"description": "服务", "quantity": "0", "unit_price": "1"}, "quantity"),
        ({"description": "服务", "quantity": "1", "unit_price": "-1"}, "unit_price"),
        ({"description": "长" * 201, "quantity": "1", "unit_price": "1"}, "description"),
    ],
)
def test_a_wrong_row_is_marked_and_nothing_is_saved(page, cast, row, column):
    answer = page("wang").post("/opportunities/new/", {"name": "x", **sheet(row)})
    assert answer.status_code == 422
    assert column in answer.context["sheet"].forms[0].errors
    assert not Opportunity.objects.exists()


def test_a_wrong_form_says_where(page, cast):
    hidden = a_customer(cast.act("zhao"))
    answer = page("wang").post("/opportunities/new/", {"name": "长" * 161, "customer": hidden.pk, **sheet()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "customer"}


def test_an_edit_replaces_the_lines_and_an_older_state_is_refused(page, today):
    line = {"product": None, "description": "服务", "quantity": 1, "unit_price": Decimal(10)}
    made = an_opportunity(today(), lines=[line])
    posted = {"name": "改名", "amount": "5", "revision": "1", **sheet(
        {"description": "服务", "quantity": "1", "unit_price": "10.00", "DELETE": "on"},
        {"description": "备件", "quantity": "2", "unit_price": "3"},
    )}  # fmt: skip
    address = f"{made.get_absolute_url()}edit/"
    assert page("wang").post(address, posted).status_code == 302
    assert [line.description for line in made.lines.all()] == ["备件"]
    assert page("wang").post(address, posted).status_code == 412


def test_an_edit_of_something_else_keeps_the_lines_that_are_sent_back_as_they_were(page, today):
    line = {"product": None, "description": "服务", "quantity": 2, "unit_price": Decimal(10)}
    made = an_opportunity(today(), lines=[line])
    same = {"description": "服务", "quantity": "2", "unit_price": "10.00"}
    posted = {"name": "改名", "amount": "20", "revision": "1", **sheet(same, {}, initial=1)}
    assert page("wang").post(f"{made.get_absolute_url()}edit/", posted).status_code == 302
    assert [(one.description, one.quantity) for one in made.lines.all()] == [("服务", 2)]


def test_the_button_moves_on_and_going_back_asks_for_a_reason(page, today):
    made = an_opportunity(today())
    address = f"{made.get_absolute_url()}stage/"
    assert page("wang").post(f"{address}?stage={a_stage(2).pk}").status_code == 302
    refused = page("wang").post(address, {"stage": a_stage(1).pk})
    assert refused.status_code == 409
    assert page("wang").post(address, {"stage": a_stage(1).pk, "reason": "重来"}).status_code == 302
    assert page("wang").post(address, {"stage": "999999"}).status_code == 422
    made.refresh_from_db()
    assert made.stage.position == 1


@pytest.mark.req("WFL-5")
def test_a_held_win_explains_what_is_missing_on_page_and_button(page, today):
    made = an_opportunity(today(), customer=None, amount=Decimal(0))
    shown = text(page("wang").get(made.get_absolute_url()))
    assert "还差 2 项" in shown
    refused = page("wang").get(f"{made.get_absolute_url()}win/")
    assert refused.status_code == 409
    assert "王敏" in text(refused)


def test_a_won_deal_offers_to_draft_the_contract_and_no_more_changes(page, today):
    made = an_opportunity(today())
    posted = {"closed_on": localdate().isoformat(), "amount": "4,500,000.00", "reason": "技术领先"}
    assert page("wang").post(f"{made.get_absolute_url()}win/", posted).status_code == 302
    shown = text(page("wang").get(made.get_absolute_url()))
    assert f"/contracts/new/?opportunity={made.pk}" in shown
    assert "450.00" in shown
    assert page("wang").get(f"{made.get_absolute_url()}edit/").status_code == 409
    assert page("wang").post(f"{made.get_absolute_url()}win/", posted).status_code == 409


def test_a_day_of_decision_in_the_future_is_wrong_at_its_field(page, today):
    made = an_opportunity(today())
    later = (localdate() + timedelta(days=1)).isoformat()
    answer = page("wang").post(f"{made.get_absolute_url()}loss/", {"closed_on": later, "closed_for": a_reason().pk})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["closed_on"]


def test_a_lost_deal_shows_why_and_is_opened_again(page, today):
    made = an_opportunity(today())
    day = localdate().isoformat()
    page("wang").post(
        f"{made.get_absolute_url()}loss/", {"closed_on": day, "closed_for": a_reason().pk, "reason": "输给海澜"}
    )
    assert "输给海澜" in text(page("wang").get(made.get_absolute_url()))
    assert page("wang").post(f"{made.get_absolute_url()}reopening/", {"reason": "重新招标"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "open"


@pytest.mark.req("ORG-4")
@pytest.mark.parametrize("what", ["", "edit/", "assignment/", "stage/", "win/", "loss/", "reopening/"])
def test_what_one_may_not_see_is_not_there(page, today, what):
    made = an_opportunity(today())
    address = f"{made.get_absolute_url()}{what}"
    for who in ("zhao", "qian", "admin", "outsider"):
        assert page(who).get(address).status_code == 404
        if what:
            assert page(who).post(address).status_code == 404


def test_who_may_only_look_has_no_buttons(page, today):
    made = an_opportunity(today())
    answer = page("chen").get(made.get_absolute_url())
    assert (answer.context["verbs"], answer.context["more"]) == ([], [])
    for what in ("edit/", "assignment/"):
        assert page("chen").get(f"{made.get_absolute_url()}{what}").status_code == 403


def test_who_gives_opportunities_out_but_does_not_edit_them_has_that_button_only(page, today):
    made = an_opportunity(today())
    answer = page("feng").get(made.get_absolute_url())
    assert (answer.context["verbs"], len(answer.context["more"])) == ([], 1)
    assert page("feng").get(f"{made.get_absolute_url()}assignment/").status_code == 200


def test_the_customer_s_page_lists_its_opportunities(page, today):
    made = an_opportunity(today())
    shown = text(page("wang").get(f"{made.customer.get_absolute_url()}?tab=customer_opportunities"))
    assert made.name in shown
    assert f"/opportunities/new/?customer={made.customer.pk}" in shown


def test_pickers_find_by_a_few_letters_only_what_one_may_see(page, today):
    made = an_opportunity(today(), name="码头视频")
    found = page("wang").get("/opportunities/options/?q=码头").json()["results"]
    assert [row["value"] for row in found] == [made.pk]
    assert page("zhao").get("/opportunities/options/?q=码头").json()["results"] == []
    assert page("wang").get("/customers/options/?q=甬江").json()["results"] != []
    assert page("zhao").get("/customers/options/?q=甬江").json()["results"] == []


@pytest.mark.req("PLT-3")
def test_the_list_costs_as_many_queries_for_many_rows_as_for_one(page, today, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = page("wang")
    an_opportunity(today())
    client.get("/opportunities/")
    with CaptureQueriesContext(connection) as one:
        client.get("/opportunities/")
    for _ in range(4):
        an_opportunity(today())
    with django_assert_max_num_queries(len(one)):
        client.get("/opportunities/")


@pytest.mark.req("PLT-3")
def test_the_board_has_the_open_ones_in_their_lanes_and_a_drop_asks_the_same_rules(page, today):
    first, second = an_opportunity(today(), name="甲"), an_opportunity(today(), name="乙", amount=Decimal(1))
    actions.win_opportunity(an_opportunity(today(), name="已成交"), act=today())
    an_opportunity(today("zhao"), name="别人的")
    shown = page("wang").get("/opportunities/?as=board").context["page"]["shown"]
    assert [[card["title"] for card in lane["cards"]] for lane in shown["lanes"]] == [["甲", "乙"], [], [], [], [], []]
    assert shown["lanes"][0]["count"] == "2"
    assert shown["lanes"][0]["total"] == formats.wan(first.amount + second.amount)
    assert all(card["move"] for card in shown["lanes"][0]["cards"])
    drop = f"{first.get_absolute_url()}stage/"
    assert page("wang").post(drop, {"to": a_stage(3).pk}).status_code == 302
    assert page("wang").post(drop, {"to": a_stage(1).pk}, headers={"HX-Request": "true"}).status_code == 409
    first.refresh_from_db()
    assert first.stage.position == 3
    assert "别人的" in text(page("zhao").get("/opportunities/?as=board&owner=me"))
    assert "甲" not in text(page("zhao").get("/opportunities/?as=board"))


@pytest.mark.req("PLT-3")
def test_the_calendar_moves_what_one_may_change_and_only_that(page, today, cast):
    day = today().today.replace(day=15)
    mine = an_opportunity(today(), name="甲", expected_close_on=day)
    actions.win_opportunity(an_opportunity(today(), name="已成交", expected_close_on=day), act=today())
    shown = page("wang").get("/opportunities/?as=calendar").context["page"]["shown"]
    entries = {entry["title"]: entry["move"] for one in shown["days"] for entry in one["entries"]}
    assert (bool(entries["甲"]), entries["已成交"]) == (True, "")
    assert page("wang").post(entries["甲"], {"to": f"{day.replace(day=16)}"}).status_code == 302
    mine.refresh_from_db()
    assert mine.expected_close_on == day.replace(day=16)
    assert page("wang").post(entries["甲"], {"to": "nonsense"}).status_code == 422
    assert page("zhao").post(entries["甲"], {"to": f"{day}"}).status_code == 404
    assert "甲" not in text(page("zhao").get("/opportunities/?as=calendar"))
    assert page("wang").get("/opportunities/?as=calendar&day=nonsense").status_code == 200


@pytest.mark.req("CRM-7", "OPP-11")
def test_the_record_against_a_competitor_is_of_the_deals_one_may_see(page, api, today):
    rival, other = a_competitor(today(), name="海威科技"), a_competitor(today(), name="华瑞")
    won = an_opportunity(today(), name="赢的")
    actions.win_opportunity(won, act=today(), closed_for=a_reason("technology"), rivals=[rival, other])
    lost = {
        "closed_on": localdate().isoformat(),
        "closed_for": a_reason().pk,
        "lost_to": rival.pk,
        "rivals": [rival.pk],
    }
    made = an_opportunity(today(), name="丢的")
    assert page("wang").post(f"{made.get_absolute_url()}loss/", lost).status_code == 302
    foreign = an_opportunity(today("zhao"), name="华南丢的")
    sent = {"closed_for": "price", "lost_to": rival.pk, "reason": "贵"}
    body = api("zhao").post(f"/api/v1/opportunities/{foreign.pk}/loss/", sent).json()
    assert (body["closed_for"], body["lost_to_name"]) == ("price", "海威科技")
    assert [one["competitor"] for one in body["rivals"]] == [rival.pk]
    shown = text(page("wang").get(f"{rival.get_absolute_url()}?tab=competitor_deals"))
    assert all(words in shown for words in ("赢的", "丢的", "486.00", "1 单", "技术与方案"))
    assert foreign.name not in shown
    assert "输给海威科技" in text(page("wang").get(made.get_absolute_url()))
    assert "丢的" in text(page("wang").get(f"/opportunities/?rival={rival.pk}&state=lost"))
    reopened = actions.reopen_opportunity(Opportunity.objects.get(pk=made.pk), act=today(), reason="重新招标")
    assert (reopened.closed_for, reopened.lost_to, reopened.rivals.count()) == (None, None, 0)
    wrong = page("wang").post(f"{made.get_absolute_url()}loss/", {**lost, "closed_for": a_reason("other").pk + 999})
    assert wrong.status_code == 422
