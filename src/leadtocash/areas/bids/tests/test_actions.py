"""A bid from the tender to its review, with money to the cent and a deadline that holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.bids import actions
from leadtocash.areas.bids.models import Bid
from leadtocash.areas.bids.tests.factories import BOND, a_bid, decided, fresh, opened, prepared, tick_all, who_has
from leadtocash.areas.market.models import PriceSeen
from leadtocash.areas.market.tests.factories import a_competitor, a_reason
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.criteria import look
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.calendar.feed import sources
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-10")]


def refusal(do):
    with pytest.raises(RuleError) as caught:
        do()
    return caught.value


def test_a_tender_belongs_to_the_deals_owner_and_gets_the_checklist(cast):
    bid = a_bid(cast)
    assert (bid.number, bid.owner, bid.state) == ("ZBJC-2026-0001", cast.wang, Bid.State.REGISTERED)
    assert {item.part for item in bid.items.all()} == {"technical", "commercial", "qualification", "sealing"}
    assert all(cast.act("wang").today <= item.due_on <= bid.deadline.date() for item in bid.items.all())
    act = cast.act("wang")
    for wrong, field in (
        ({"deadline": NOW}, "deadline"),
        ({"bond_due_on": None}, "bond_due_on"),
        ({"weight_price": 30}, "__all__"),
        ({"opening_at": NOW}, "__all__"),
    ):
        with pytest.raises(ValidationError) as caught:
            a_bid(cast, deal=bid.opportunity, **wrong)
        assert field in caught.value.message_dict
    lost = deals.lose_opportunity(an_opportunity(act), act=act, closed_for=a_reason())
    assert refusal(lambda: a_bid(cast, deal=lost)).code == "opportunity_closed"
    with pytest.raises(NotAllowed):
        actions.change_bid(bid, {"note": "x"}, act=cast.act("qian"))


def test_the_way_of_a_bid_by_the_policy(cast):
    bid, act = a_bid(cast), cast.act("wang")
    actions.ask_decision(bid, act=act)
    assert refusal(lambda: actions.ask_decision(bid, act=act)).code == "bid_state"
    assert who_has(bid) == [("decide", "li")]
    assert decided(bid).state == Bid.State.PREPARING
    assert who_has(bid) == [("bond", "qian")]
    actions.move_bond(bid, "paid", amount=Decimal("20000.00"), on=act.today, act=cast.act("qian"))
    assert who_has(bid) == [("bond", "qian")]
    actions.move_bond(bid, "paid", amount=Decimal("30000.00"), on=act.today, act=cast.act("qian"))
    assert who_has(bid) == [("commercial", "wang"), ("qualification", "wang"), ("technical", "wang")]
    held = refusal(lambda: actions.finish_part(bid, "technical", act=act))
    assert (held.code, {one.who for one in held.missing}) == ("bid_incomplete", {"王敏"})
    tick_all(bid, act)
    actions.change_bid(fresh(bid), {"price": None}, act=act)
    assert [one.what for one in refusal(lambda: actions.finish_part(bid, "commercial", act=act)).missing] == [
        "我方报价"
    ]
    actions.change_bid(fresh(bid), {"price": Decimal(888000)}, act=act)
    for part in actions.PREPARED:
        actions.finish_part(fresh(bid), part, act=act)
    assert who_has(bid) == [("check", "chu"), ("check", "qian"), ("check", "wei")]
    early = refusal(lambda: actions.submit_bid(fresh(bid), act=act))
    assert [one.what for one in early.missing] == ["投标价放行"]
    ready = decided(bid)
    assert (ready.state, ready.price_released_on) == (Bid.State.READY, act.today)
    with pytest.raises(ValidationError):
        actions.change_bid(ready, {"price": Decimal(1)}, act=act)
    actions.submit_bid(ready, act=act)
    assert refusal(lambda: actions.submit_bid(fresh(bid), act=act)).code == "bid_state"
    assert who_has(bid) == [("opening", "wang")]


def test_no_bid_ends_it_and_a_refused_check_opens_the_parts_again(cast):
    bid = actions.ask_decision(a_bid(cast), act=cast.act("wang"))
    assert decided(bid, reject="li").state == Bid.State.DECLINED
    other, act = a_bid(cast, bond_amount=Decimal(0)), cast.act("wang")
    decided(actions.ask_decision(other, act=act))
    tick_all(other, act)
    for part in actions.PREPARED:
        actions.finish_part(fresh(other), part, act=act)
    again = decided(other, reject="wei")
    decided(other)
    assert (again.state, fresh(other).parts_done) == (Bid.State.PREPARING, [])
    assert [step for step, _who in who_has(other)] == ["commercial", "qualification", "technical"]


def test_after_the_deadline_nothing_is_handed_in_any_more(cast):
    bid = prepared(cast)
    late = bid.deadline + timedelta(minutes=1)
    told = refusal(lambda: actions.submit_bid(bid, act=cast.act("wang", late)))
    assert (told.code, told.clause) == ("bid_deadline_over", "S2 milestone.5")
    assert actions.watch(act=cast.act("admin", late)) == 1
    missed = fresh(bid)
    assert (missed.state, who_has(bid)) == (Bid.State.MISSED, [])
    assert refusal(lambda: actions.submit_bid(missed, act=cast.act("wang", late))).code == "bid_state"
    assert [one.person for one in Notice.objects.filter(topic="bids.missed")] == [cast.wang]


def test_alarms_are_told_once_each_to_whoever_owes_something(cast):
    bid = a_bid(cast)
    item = bid.items.first()
    actions.change_item(item, {"owner": cast.guo}, act=cast.act("wang"))
    heard = []
    for days in (9, 5, 4, 2, 1, 0):
        at = bid.deadline - timedelta(days=days, hours=1)
        for _twice in range(2):
            actions.watch(act=cast.act("admin", at))
        heard.append(Notice.objects.filter(topic="bids.deadline", person=cast.wang).count())
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 3)
    assert Notice.objects.filter(topic="bids.deadline", person=cast.guo).count() == 3
    due = [one.title for one in sources.get("bids")(cast.wang, NOW.date())]
    assert due == [f"投标保证金截止：{bid}", f"投标截止：{bid}", f"开标：{bid}"]


def test_a_bond_is_watched_to_the_cent_until_it_is_back_or_forfeited(cast):
    bid, finance = prepared(cast), cast.act("qian")
    back = {"on": finance.today, "act": finance}
    with pytest.raises(ValidationError):
        actions.move_bond(bid, "paid", amount=Decimal("0.01"), **back)
    actions.move_bond(bid, "back", amount=Decimal("49999.99"), **back)
    with pytest.raises(ValidationError):
        actions.move_bond(bid, "back", amount=Decimal("0.02"), **back)
    bid = fresh(bid)
    assert (bid.bond_paid, bid.bond_out) == (BOND, Decimal("0.01"))
    late = cast.act("admin", NOW + timedelta(days=80))
    actions.submit_bid(bid, act=cast.act("wang"))
    for _twice in range(2):
        actions.remind(act=late)
    assert {one.person for one in Notice.objects.filter(topic="bids.bond_late")} == {cast.wang, cast.qian}
    done = actions.move_bond(bid, "forfeited", amount=Decimal("0.01"), reason="尾差", **back)
    assert done.bond_out == 0
    with pytest.raises(NotAllowed):
        actions.move_bond(bid, "back", amount=Decimal(1), on=finance.today, act=cast.act("wang"))


def test_a_barrier_is_not_left_out_and_what_is_left_out_says_why(cast):
    bid, act = a_bid(cast), cast.act("wang")
    barrier, other = bid.items.filter(mandatory=True).first(), bid.items.filter(mandatory=False).first()
    assert refusal(lambda: actions.change_item(barrier, {"state": "not_needed"}, act=act)).code == "bid_barrier"
    with pytest.raises(ValidationError):
        actions.change_item(other, {"state": "not_needed"}, act=act)
    left = actions.change_item(other, {"state": "not_needed", "note": "招标文件没要"}, act=act)
    assert (left.settled_by, left.settled_on) == (cast.wang, act.today)


@pytest.mark.req("CRM-7", "OPP-11")
def test_a_lost_bid_teaches_its_prices_and_loses_its_deal(cast):
    act, rival = cast.act("wang"), a_competitor(cast.act("wang"), name="海威科技")
    bid = opened(cast, {"name": "海威科技", "competitor": rival, "price": Decimal(799000), "rank": 1})
    assert refusal(lambda: actions.submit_bid(bid, act=act)).code == "bid_state"
    done = actions.close_bid(
        bid, "lost", act=act, closed_for=a_reason(), winner=rival, lesson="报价高一成", with_deal=True
    )
    assert (done.state, done.winner, who_has(bid)) == (Bid.State.LOST, rival, [])
    price = PriceSeen.objects.get()
    assert (price.competitor, price.price, price.source) == (rival, Decimal(799000), bid.number)
    deal = Opportunity.objects.get(pk=bid.opportunity_id)
    assert (deal.state, deal.lost_to, deal.closed_for.code) == ("lost", rival, "price")
    assert [one.competitor for one in deal.rivals.all()] == [rival]


@pytest.mark.req("OPP-4")
def test_what_the_gate_finds_out_about_a_bid(cast):
    deal = an_opportunity(cast.act("wang"))
    day = cast.act("wang").today

    def found() -> dict[str, bool]:
        names = ("bond_paid", "bid_complete", "bid_submitted", "price_released")
        return {name: look(name, deal, {}, day).met for name in names}

    assert found() == dict.fromkeys(("bond_paid", "bid_complete", "bid_submitted", "price_released"), False)
    bid = prepared(cast, deal=deal)
    assert found() == {"bond_paid": True, "bid_complete": True, "bid_submitted": False, "price_released": True}
    actions.submit_bid(bid, act=cast.act("wang"))
    assert found()["bid_submitted"]
    rival = a_competitor(cast.act("wang"))
    ours = {"name": "我公司", "is_us": True, "price": Decimal(9)}
    rows = [ours, {"name": "对手", "competitor": rival, "price": Decimal(10)}]
    actions.record_opening(fresh(bid), rows, act=cast.act("wang"))
    actions.close_bid(fresh(bid), "won", act=cast.act("wang"), closed_for=a_reason("technology"))
    won = deals.win_opportunity(Opportunity.objects.get(pk=deal.pk), act=cast.act("wang"))
    assert [one.competitor for one in won.rivals.all()] == [rival]
