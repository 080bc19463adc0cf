"""Bids as people use them in the browser, and over the API with the same refusals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, localtime, now
from tests.browsing import text

from leadtocash.areas.bids import actions
from leadtocash.areas.bids.models import Bid, ChecklistEntry
from leadtocash.areas.bids.tests.factories import a_bid, decided, fresh, opened, prepared, tick_all
from leadtocash.areas.market.tests.factories import a_competitor, a_reason
from leadtocash.areas.opportunities.tests.factories import an_opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-10")]


def test_register_ask_and_prepare_on_the_pages(page, cast):
    client, deal = page("wang"), an_opportunity(cast.act("wang", now()))
    deadline = localtime(now() + timedelta(days=20)).strftime("%Y-%m-%d %H:%M")
    sent = {"opportunity": deal.pk, "title": "港区视频监控采购", "buyer": "甬江港务", "deadline": deadline,
            "weight_technical": "40", "weight_commercial": "20", "weight_price": "40", "formula": "lowest",
            "price": "８８．８万"}  # fmt: skip
    assert client.post("/bids/new/", {**sent, "weight_price": "50"}).status_code == 422
    made = client.post("/bids/new/", sent)
    bid = Bid.objects.get()
    assert (made.status_code, made["Location"], bid.price) == (302, bid.get_absolute_url(), Decimal(888000))
    assert "港区视频监控采购" in text(client.get(f"{deal.get_absolute_url()}?tab=deal_bids"))
    assert client.post(f"{bid.get_absolute_url()}decision/").status_code == 302
    decided(bid, at=now())
    checklist = text(client.get(f"{bid.get_absolute_url()}?tab=checklist"))
    assert "投标函、法定代表人授权书" in checklist
    item = bid.items.first()
    client.post(f"/bid-items/{item.pk}/tick/", {"done": "1"})
    item.refresh_from_db()
    assert item.state == "done"
    held = client.post(f"{bid.get_absolute_url()}parts/commercial/")
    assert (held.status_code, "这部分还没有完成" in text(held)) == (409, True)
    tick_all(bid, cast.act("wang", now()))
    assert client.post(f"{bid.get_absolute_url()}parts/commercial/").status_code == 302
    assert client.post(f"{bid.get_absolute_url()}submission/").status_code == 409
    for other in ("zhao", "sun"):
        assert page(other).get(bid.get_absolute_url()).status_code == 404
    assert page("qian").get(f"{bid.get_absolute_url()}edit/").status_code == 403


def test_opening_and_result_on_the_pages(page, cast):
    rival = a_competitor(cast.act("wang", now()), name="海威科技")
    bid = prepared(cast, at=now())
    client, one = page("wang"), bid.get_absolute_url()
    assert client.get(f"{one}opening/").status_code == 409
    assert client.post(f"{one}submission/").status_code == 302
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "rows-0-name": "我公司", "rows-0-price": "888000",
            "rows-0-technical": "35", "rows-0-commercial": "18", "rows-1-name": "海威 科技", "rows-1-price": "79.9万",
            "rows-1-technical": "36", "rows-1-commercial": "19", "rows-1-rank": "1"}  # fmt: skip
    assert "勾选" in text(client.post(f"{one}opening/", rows))
    assert client.post(f"{one}opening/", {**rows, "rows-0-is_us": "on"}).status_code == 302
    shown = text(client.get(f"{one}?tab=opening"))
    assert all(words in shown for words in ("799,000.00", "95.000", "88.991", "-10.0%"))
    assert bid.bidders.get(is_us=False).competitor == rival
    done = client.post(
        f"{one}result/", {"state": "lost", "closed_for": a_reason().pk, "winner": rival.pk, "lesson": "贵"}
    )
    assert done.status_code == 302
    assert "海威科技中标" in text(client.get(one))
    assert "海威科技" in text(client.get(f"{rival.get_absolute_url()}?tab=prices"))


def test_lists_papers_calendar_and_template(page, cast):
    bid = a_bid(cast, at=now())
    client, one = page("wang"), bid.get_absolute_url()
    for address in ("/bids/", "/bids/?as=board", "/bids/?view=mine", "/bid-items/", "/bids/bonds/"):
        assert "港区视频监控采购" in text(client.get(address)), address
    for paper in ("approval", "checklist"):
        printed = client.get(f"{one}{paper}/print/")
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    calendar = client.get(f"{one}calendar/")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert calendar.content.count(b"BEGIN:VEVENT") == 3
    assert client.get("/bid-checklist/new/").status_code == 403
    body = {"part": "sealing", "text": "演示样机", "days": "2", "position": "5", "is_active": "on"}
    assert page("admin").post("/bid-checklist/new/", body).status_code == 302
    entry = ChecklistEntry.objects.get(text="演示样机")
    assert page("admin").post(f"/bid-checklist/{entry.pk}/edit/", {**body, "is_active": ""}).status_code == 302
    assert "演示样机" not in a_bid(cast, at=now()).items.values_list("text", flat=True)


def test_the_api_does_and_refuses_as_the_pages(api, cast):
    deal = an_opportunity(cast.act("wang", now()), amount=Decimal(900000))
    deadline = (now() + timedelta(days=20)).isoformat()
    sent = {
        "opportunity": deal.pk,
        "title": "门禁采购",
        "buyer": "甬江港务",
        "deadline": deadline,
        "price": "500000.00",
    }
    made = api("wang").post("/api/v1/bids/", sent)
    one = f"/api/v1/bids/{made.json()['id']}/"
    assert (made.status_code, made.json()["state"]) == (201, "registered")
    wrong = api("wang").post("/api/v1/bids/", {**sent, "bond_amount": "5"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["bond_due_on"])
    assert api("zhao").get(one).status_code == 404
    assert list(api("zhao").post("/api/v1/bids/", sent).json()["fields"]) == ["opportunity"]
    assert api("wang").post(f"{one}decision/").json()["state"] == "deciding"
    bid = decided(Bid.objects.get(), at=now())
    added = api("wang").post(f"{one}items/", {"part": "technical", "text": "样机", "owner": cast.wang.pk,
                                              "due_on": localdate().isoformat()})  # fmt: skip
    assert added.status_code == 201
    left = api("wang").patch(
        f"/api/v1/bid-items/{added.json()['id']}/", {"state": "not_needed"}, headers={"If-Match": "*"}
    )
    assert (left.status_code, list(left.json()["fields"])) == (400, ["note"])
    refused = api("wang").post(f"{one}parts/", {"part": "technical"})
    assert (refused.status_code, refused.json()["code"], len(refused.json()["missing"])) == (409, "bid_incomplete", 4)
    tick_all(bid, cast.act("wang", now()))
    for part in actions.PREPARED:
        assert api("wang").post(f"{one}parts/", {"part": part}).status_code == 200
    decided(bid, at=now())
    assert api("wang").post(f"{one}submission/").json()["state"] == "submitted"
    rows = [{"name": "我", "is_us": True, "price": "500000"}, {"name": "甲", "price": "450000", "rank": 1}]
    assert len(api("wang").post(f"{one}opening/", {"rows": rows}).json()["bidders"]) == 2
    closed = api("wang").post(f"{one}result/", {"state": "lost", "closed_for": "price", "with_deal": True})
    assert (closed.json()["state"], fresh(bid).opportunity.state) == ("lost", "lost")
    assert (
        api("qian").post(f"{one}bond/", {"kind": "back", "amount": "1", "on": localdate().isoformat()}).status_code
        == 400
    )


def test_what_one_page_asks_does_not_grow_with_bids(page, cast, django_assert_max_num_queries):
    bid = opened(cast, {"name": "甲", "price": Decimal(9)}, at=now())
    client = page("wang")
    client.get(bid.get_absolute_url())
    for _more in range(3):
        a_bid(cast, deal=bid.opportunity, at=now())
    with django_assert_max_num_queries(60):
        client.get("/bids/")
