"""Competitors, the prices seen of them, and the reasons won or lost: actions, pages, API, import, merging."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.browsing import text

from leadtocash.areas.market import actions, queries
from leadtocash.areas.market.models import CloseReason, Competitor, PriceSeen
from leadtocash.areas.market.tests.factories import a_competitor, a_reason
from leadtocash.foundation.exchange.tests.driving import carried_out
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.merging import actions as merging

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-7"), pytest.mark.req("INF-2")]
URL = "/api/v1/competitors/"


def test_two_spellings_of_a_name_are_one_competitor(cast):
    made = a_competitor(cast.act("wang"), name="  海 威（杭州）科技 ")
    with pytest.raises(ValidationError) as caught:
        a_competitor(cast.act("zhao"), name="海威(杭州)科技")
    assert (made.name, caught.value.messages) == ("海 威（杭州）科技", ["这个竞争对手已经登记过了。"])
    with pytest.raises(NotAllowed):
        a_competitor(cast.act("qian"))


def test_a_price_seen_is_kept_with_its_day_and_where_it_comes_from(cast):
    act, rival = cast.act("wang"), a_competitor(cast.act("wang"))
    price = actions.add_price(
        rival, {"seen_on": act.today, "what": "DS-9600", "price": Decimal("8800.00"), "source": "开标"}, act=act
    )
    assert history(rival).first().data == {"what": "DS-9600", "price": "8,800.00"}
    for wrong, field in (({"price": Decimal(0)}, "price"), ({"seen_on": act.today + timedelta(days=1)}, "seen_on")):
        with pytest.raises(ValidationError) as caught:
            actions.change_price(price, wrong, act=act)
        assert list(caught.value.message_dict) == [field]


def test_pages(page, cast):
    client = page("wang")
    made = client.post("/competitors/new/", {"name": "海威科技", "strengths": "价格低"})
    rival = Competitor.objects.get()
    assert (made.status_code, made["Location"]) == (302, rival.get_absolute_url())
    again = client.post("/competitors/new/", {"name": "海威 科技"})
    assert (again.status_code, "已经登记过了" in text(again)) == (422, True)
    priced = {"seen_on": "2026-01-05", "what": "存储", "price": "１．２万", "source": "客户透露"}
    assert client.post(f"{rival.get_absolute_url()}prices/new/", priced).status_code == 302
    shown = text(client.get(f"{rival.get_absolute_url()}?tab=prices"))
    assert "12,000.00" in shown
    assert "客户透露" in shown
    assert "海威科技" in text(client.get("/competitor-prices/"))
    assert page("outsider").get(rival.get_absolute_url()).status_code == 404
    assert page("qian").get("/competitors/new/").status_code == 403


def test_api_enters_changes_and_refuses_as_the_pages_do(api, cast):
    made = api("wang").post(URL, {"name": "海威科技", "region": "华东"})
    one = f"{URL}{made.json()['id']}/"
    assert made.status_code == 201
    changed = api("zhao").patch(one, {"weaknesses": "服务慢", "revision": 1})
    assert (changed.status_code, changed.json()["weaknesses"]) == (200, "服务慢")
    assert list(api("wang").post(URL, {"name": "海威科技"}).json()["fields"]) == ["name"]
    priced = {"seen_on": "2026-01-05", "what": "存储", "price": "12000", "source": "开标"}
    assert api("wang").post(f"{one}prices/", priced).status_code == 201
    assert [row["price"] for row in api("li").get("/api/v1/competitor-prices/").json()["results"]] == ["12000.00"]
    assert api("outsider").get(one).status_code == 404
    assert api("qian").post(URL, {"name": "乙"}).status_code == 403


def test_import_finds_them_again_by_name(cast):
    act = cast.act("wang")
    carried_out(act, "竞争对手,优势\n海威科技,价格低\n", kind="market.competitor")
    carried_out(act, "竞争对手,优势,弱点\n海威 科技,价格低,服务慢\n", kind="market.competitor", known="fill")
    assert [(one.name, one.weaknesses) for one in Competitor.objects.all()] == [("海威科技", "服务慢")]


@pytest.mark.req("CRM-8")
def test_merging_keeps_the_prices_and_the_other_name(cast):
    act = cast.act("li")
    kept, gone = a_competitor(act, name="海威科技"), a_competitor(act, name="海威科技股份有限公司")
    actions.add_price(gone, {"seen_on": act.today, "what": "存储", "price": Decimal(9), "source": "开标"}, act=act)
    merging.merge(kept, [gone], act=act, reason="同一家")
    assert PriceSeen.objects.get().competitor == kept
    assert queries.named(act.person, ["海威科技股份有限公司"]) == {"海威科技股份有限公司": kept}


@pytest.mark.req("OPP-11")
def test_reasons_are_kept_by_who_may_and_never_deleted(page, api, cast):
    assert {"price", "no_budget"} <= set(CloseReason.objects.values_list("code", flat=True))
    won = [one.code for one in queries.reasons_for("won")]
    assert "price" in won
    assert "no_budget" not in won
    body = {"code": "promo", "name": "促销", "used_for": "won", "position": "5", "is_active": "on"}
    assert page("wang").post("/close-reasons/new/", body).status_code == 403
    assert page("admin").post("/close-reasons/new/", body).status_code == 302
    promo = a_reason("promo")
    one = f"/api/v1/close-reasons/{promo.pk}/"
    off = api("admin").patch(one, {"is_active": False, "code": "other-code", "revision": promo.revision})
    assert (off.json()["is_active"], off.json()["code"]) == (False, "promo")
    assert "promo" not in [one.code for one in queries.reasons_for("won")]
    assert api("admin").delete(one).status_code == 405
