"""Where the buyer is beside where we are, and the next best step (OPP-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from tests.browsing import text

from leadtocash.areas.opportunities import actions, advice, rules
from leadtocash.areas.opportunities.models import Criterion, Stage
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]
URL = "/api/v1/opportunities/"


@pytest.mark.parametrize(("ours", "buyers", "found"), [(1, 3, (-2, 4)), (3, 1, (2, 9)), (2, 2, (0, 4))])
def test_the_lag_counts_from_the_day_of_the_one_ahead(cast, ours, buyers, found):
    today = cast.act("wang").today
    days = {"our_day": today - timedelta(days=9), "their_day": today - timedelta(days=4)}
    assert rules.lag(ours=ours, buyers=buyers, today=today, **days) == found


def test_the_buyers_step_is_noted_with_what_shows_it_and_found_in_the_list(cast, page, api):
    act = cast.act("wang", now())
    deal, other = an_opportunity(act), an_opportunity(act, name="另一个")
    there = a_stage(4)
    noted = page("wang").post(
        f"/opportunities/{deal.pk}/buyer/",
        {"stage": there.pk, "since": act.today - timedelta(days=3), "note": "已发招标公告"},
    )
    assert noted.status_code == 302
    shown = text(page("wang").get(f"/opportunities/{deal.pk}/"))
    assert "已发招标公告" in shown
    assert "招标初筛" in shown
    found = api("wang").get(f"{URL}?behind_buyer=1").json()["results"]
    assert [one["id"] for one in found] == [deal.pk]
    answer = api("wang").post(f"{URL}{other.pk}/buyer-step/", {"stage": a_stage(1).pk, "note": "刚提需求"})
    assert (answer.status_code, answer.json()["buyer_note"]) == (200, "刚提需求")
    with pytest.raises(ValidationError) as caught:
        actions.note_buyer(other, a_stage(1, "ltc"), note="", since=act.today + timedelta(days=1), act=act)
    assert set(caught.value.message_dict) == {"stage", "since", "note"}
    assert api("zhao").post(f"{URL}{deal.pk}/buyer-step/", {"stage": there.pk, "note": "x"}).status_code == 404


def test_the_buyer_is_forgotten_where_another_method_knows_no_such_step(cast):
    act = cast.act("wang")
    deal = actions.note_buyer(an_opportunity(act), a_stage(2), note="在做可研", act=act)
    deal = actions.change_stage(deal, a_stage(1, "ltc"), reason="换方法", act=act)
    assert (deal.buyer_stage, deal.buyer_since, deal.buyer_note) == (None, None, "")


def test_the_most_urgent_comes_first(cast):
    act = cast.act("wang")
    day = act.today
    criterion = Criterion.objects.create(stage=a_stage(1), position=1, text="找到教练")
    deal = an_opportunity(act, next_step="拜访张工", next_step_on=day + timedelta(days=2))

    def best(**fields):
        for name, value in fields.items():
            setattr(deal, name, value)
        return advice.best(advice.scene_of(deal, day))

    assert "找到教练" in best().text
    assert best(stage_since=day - timedelta(days=40)).urgency == advice.STANDING
    actions.confirm(deal, criterion, note="张工每周报信", act=act)
    assert best().urgency == advice.READY
    assert best(buyer_stage=a_stage(3), buyer_since=day).urgency == advice.BEHIND
    assert best(expected_close_on=day - timedelta(days=1)).urgency == advice.CLOSING
    assert best(next_step_on=day - timedelta(days=5)).urgency == advice.OVERDUE
    assert best(state="won") is None


def test_the_page_and_the_api_say_the_same_step(cast, page, api):
    act = cast.act("wang", now())
    deal = an_opportunity(act, next_step="拜访张工", next_step_on=act.today - timedelta(days=5))
    assert "拜访张工" in text(page("wang").get(f"/opportunities/{deal.pk}/"))
    reader = text(page("chen").get(f"/opportunities/{deal.pk}/"))
    assert "拜访张工" in reader
    assert f"/opportunities/{deal.pk}/edit/" not in reader, "who may not do it gets no button"
    told = api("wang").get(f"{URL}{deal.pk}/next-best-step/").json()
    assert (told["urgency"], "拜访张工" in told["text"]) == (advice.OVERDUE, True)


def test_a_stage_that_needs_a_quotation_is_not_left_without_its_paper(cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    Stage.objects.filter(pk=a_stage(1).pk).update(quote_required=True)
    act = cast.act("wang")
    deal = an_opportunity(act)
    with pytest.raises(RuleError) as caught:
        actions.change_stage(deal, a_stage(2), act=act)
    assert [one.what for one in caught.value.missing] == ["已批准的报价"]
    documents.attach(deal, SimpleUploadedFile("bj.pdf", b"%PDF-1.4"), act=act, category="quotation")
    assert actions.change_stage(deal, a_stage(2), act=act).stage.position == 2
