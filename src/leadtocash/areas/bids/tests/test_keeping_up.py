"""Bids follow their deals; what people are reminded of; two who write at a time; checklists from tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now
from tests.browsing import queries, text
from tests.cast import NOW

from leadtocash.areas.bids import actions
from leadtocash.areas.bids.models import Bid, BidItem, ChecklistEntry
from leadtocash.areas.bids.tests.factories import BOND, a_bid, decided, fresh, opened, prepared, who_has
from leadtocash.areas.market.tests.factories import a_reason
from leadtocash.areas.opportunities import actions as deals
from leadtocash.foundation.access.gate import sees
from leadtocash.foundation.calendar.feed import sources
from leadtocash.foundation.exchange.tests.driving import carried_out, checked, faults, undone
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-10")]
HEAD = "招标编号,部分,检查项,缺了废标,责任人,备注"


def fresh_item(item: BidItem) -> BidItem:
    return BidItem.objects.get(pk=item.pk)


def told(topic: str) -> list[str]:
    return sorted(Notice.objects.filter(topic=f"bids.{topic}").values_list("person__username", flat=True))


def test_a_bid_goes_with_its_deal(cast):
    act = cast.act("wang")
    running = decided(actions.ask_decision(a_bid(cast, bond_amount=Decimal(0)), act=act))
    done = opened(cast, {"name": "甲", "price": Decimal(9)}, deal=running.opportunity)
    actions.close_bid(done, "lost", act=act, closed_for=a_reason(), lesson="贵")
    theirs = running.items.first()
    actions.change_item(theirs, {"owner": cast.guo}, act=act)
    assert {who for _step, who in who_has(running)} == {"wang"}
    deals.assign_opportunity(running.opportunity, cast.li, act=cast.act("zheng"), reason="大客户")
    assert (fresh(running).owner, fresh(done).owner) == (cast.li, cast.wang)
    assert {who for _step, who in who_has(running)} == {"li"}
    owners = set(running.items.values_list("owner__username", flat=True))
    assert owners == {"li", "guo"}


def test_overdue_lines_are_told_each_working_day_in_one_notice(cast):
    bid, act = a_bid(cast), cast.act("wang")
    late = bid.deadline - timedelta(days=1)
    assert actions.remind(act=cast.act("admin", late)) == 0  # nobody has decided to bid
    decided(actions.ask_decision(bid, act=act))
    first = bid.items.order_by("due_on").first()
    assert not sees(cast.shen, bid)
    actions.change_item(first, {"owner": cast.shen}, act=act)
    for _twice in range(2):
        actions.remind(act=cast.act("admin", late))
    assert told("items_late") == ["shen", "wang"]
    due = [one.title for one in sources.get("bids.items")(cast.shen, NOW.date())]
    assert due == [f"投标准备：{first.text}"]
    actions.change_item(fresh_item(first), {"state": "done"}, act=cast.act("shen"))
    for wrong in (lambda: actions.submit_bid(bid, act=cast.act("shen")),
                  lambda: actions.change_item(fresh_item(first), {"owner": cast.guo}, act=cast.act("shen")),
                  lambda: actions.change_item(bid.items.last(), {"state": "done"}, act=cast.act("shen"))):  # fmt: skip
        with pytest.raises(NotAllowed):
            wrong()


def test_who_brings_a_line_ticks_it_on_the_page(page, cast):
    bid = a_bid(cast, at=now())
    item, other = bid.items.order_by("position")[:2]
    actions.change_item(item, {"owner": cast.shen}, act=cast.act("wang", now()))
    client = page("shen")
    shown = text(client.get(f"{bid.get_absolute_url()}?tab=checklist"))
    assert (f"/bid-items/{item.pk}/tick/" in shown, f"/bid-items/{other.pk}/tick/" in shown) == (True, False)
    assert client.post(f"/bid-items/{item.pk}/tick/", {"done": "1"}).status_code == 302
    assert client.post(f"/bid-items/{other.pk}/tick/", {"done": "1"}).status_code == 403
    edited = {"state": "todo", "note": "等原厂盖章", "owner": cast.guo.pk, "revision": fresh_item(item).revision}
    assert client.post(f"/bid-items/{item.pk}/edit/", edited).status_code == 302
    stored = fresh_item(item)
    assert (stored.state, stored.note, stored.owner) == ("todo", "等原厂盖章", cast.shen)


def test_a_bond_is_asked_for_before_its_day_and_each_week_after(cast):
    bid = prepared(cast)
    actions.submit_bid(bid, act=cast.act("wang"))
    back = fresh(bid).bond_back_by
    midday = NOW.replace(hour=12)

    def morning(days: int) -> None:
        at = midday + (back - NOW.date()) + timedelta(days=days)
        for _twice in range(2):
            actions.remind(act=cast.act("admin", at))

    morning(-20)
    assert told("bond_soon") == []
    morning(-1 if (back - timedelta(days=1)).weekday() < 5 else -4)
    assert told("bond_soon") == ["qian", "wang"]
    for days in range(1, 15):
        morning(days)
    assert told("bond_late") == ["qian", "qian", "qian", "wang", "wang", "wang"]
    assert [one.at for one in sources.get("bids.bonds")(cast.wang, NOW.date())] == [back]


def test_who_writes_on_an_old_page_is_told_so(page, api, cast):
    bid = prepared(cast, at=now())
    one, old = bid.get_absolute_url(), {"revision": bid.revision - 1}
    paid = {"kind": "back", "amount": "1", "on": localdate().isoformat(), **old}
    assert page("qian").post(f"{one}bond/", paid).status_code == 412
    assert api("wang").post(f"/api/v1{one}submission/", old).status_code == 412
    actions.submit_bid(bid, act=cast.act("wang", now()))
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-name": "我公司", "rows-0-price": "888000",
            "rows-0-is_us": "on"}  # fmt: skip
    assert page("wang").post(f"{one}opening/", {**rows, **old}).status_code == 412
    assert page("wang").post(f"{one}opening/", {**rows, "revision": fresh(bid).revision}).status_code == 302
    result = {"state": "lost", "closed_for": a_reason().pk, "lesson": "贵"}
    assert page("wang").post(f"{one}result/", {**result, **old}).status_code == 412
    entry = ChecklistEntry.objects.first()
    line = {"part": "sealing", "text": "样机", "days": "2", "position": "5", "is_active": "on"}
    assert page("admin").post(f"/bid-checklist/{entry.pk}/edit/", {**line, "revision": 1}).status_code == 302
    assert page("admin").post(f"/bid-checklist/{entry.pk}/edit/", {**line, "revision": 1}).status_code == 412
    assert fresh(bid).bond_out == BOND


def test_a_checklist_comes_from_a_table(cast):
    bid = a_bid(cast, tender_number="YJ-2026-08")
    there = bid.items.count()
    rows = ["YJ-2026-08,技术部分,原厂授权,是,王敏,盖章", f"{bid.number},commercial,报价明细,,guo,"]
    run = carried_out(cast.act("wang"), "\n".join([HEAD, *rows]), kind="bids.biditem")
    assert (run.counts["made"], bid.items.count()) == (2, there + 2)
    item = BidItem.objects.get(bid=bid, text="原厂授权")
    assert (item.mandatory, item.owner, item.due_on, item.note) == (True, cast.wang, bid.deadline.date(), "盖章")
    undone(cast.act("wang"), run)
    assert bid.items.count() == there
    wrong = ["没有的,技术部分,授权,,,", f"{bid.number},哪部分,授权,,,", f"{bid.number},技术部分,授权,,查无此人,"]
    run = checked(cast.act("wang"), "\n".join([HEAD, *wrong]), kind="bids.biditem")
    assert {key for _row, key in faults(run)} >= {"bid", "part", "owner"}
    Bid.objects.create(
        number="ZBJC-2026-9999", opportunity=bid.opportunity, title="同一招标", buyer=bid.buyer, owner=bid.owner,
        deadline=bid.deadline, tender_number=bid.tender_number, department=bid.department, created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    assert faults(checked(cast.act("wang"), f"{HEAD}\n{rows[0]}", kind="bids.biditem")) == [(2, "bid")]


def test_papers_of_an_opened_bid(page, cast):
    bid = opened(cast, {"name": "甲", "price": Decimal(9)}, at=now())
    for paper in ("approval", "checklist", "opening"):
        printed = page("wang").get(f"{bid.get_absolute_url()}{paper}/print/")
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf"), paper


def test_no_page_asks_more_for_more(page, cast):
    bid, client = opened(cast, {"name": "甲", "price": Decimal(9)}, at=now()), page("wang")
    one = bid.get_absolute_url()
    for _more in range(4):  # more than one page of lines
        a_bid(cast, deal=bid.opportunity, at=now())
    addresses = [
        "/bids/", "/bids/?as=board", "/bids/bonds/", "/bid-items/", "/bid-items/?view=late", "/bid-checklist/",
        f"{bid.opportunity.get_absolute_url()}?tab=deal_bids",
        *(f"{one}?tab={tab}" for tab in ("data", "checklist", "bond", "opening")),
    ]  # fmt: skip
    before = {address: queries(client, address) for address in addresses}
    for _more in range(3):
        a_bid(cast, deal=bid.opportunity, at=now())
    ours = {"name": "我公司", "is_us": True, "price": Decimal(888000)}
    rows = [ours, *({"name": f"乙{n}", "price": Decimal(9)} for n in range(4))]
    actions.record_opening(fresh(bid), rows, act=cast.act("wang", now()))
    actions.move_bond(fresh(bid), "back", amount=Decimal(1), on=localdate(), act=cast.act("qian", now()))
    assert {address: queries(client, address) for address in addresses} == before
    assert "乙3" in text(client.get(f"{one}?tab=opening"))
