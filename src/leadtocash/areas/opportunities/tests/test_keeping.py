"""The records of a lost deal are kept for three years (CRM-9, S3 A.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW

from leadtocash.areas.bids.tests.factories import a_bid
from leadtocash.areas.opportunities import actions, rules
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits.tests.factories import a_plan
from leadtocash.foundation.collaboration import actions as comments
from leadtocash.foundation.documents import actions as files
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.recycling import actions as bin_

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-9")]
URL = "/api/v1/opportunities/"
LATER = NOW + timedelta(days=3 * 366)


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [(date(2026, 4, 2), 36, date(2029, 4, 2)), (date(2028, 2, 29), 36, date(2031, 2, 28)),
     (date(2026, 12, 31), 14, date(2028, 2, 29))],
)  # fmt: skip
def test_the_same_day_so_many_months_on_or_the_last_of_its_month(day, months, until):
    assert rules.kept_until(day, months=months) == until


def _lost(cast, **fields) -> Opportunity:
    return actions.lose_opportunity(an_opportunity(cast.act("wang"), **fields), act=cast.act("wang"), reason="价格")


def test_a_lost_deal_is_deleted_only_after_three_years(cast):
    deal = _lost(cast)
    with pytest.raises(RuleError) as refused:
        bin_.remove(deal, "清理", act=cast.act("wang"))
    assert (refused.value.code, refused.value.clause) == ("records_kept", "S3 A.4")
    assert rules.kept_until(deal.closed_on, months=36).isoformat() in refused.value.message
    assert bin_.remove(deal, "清理", act=cast.act("wang", at=LATER)).record_id == deal.pk


def test_to_work_on_it_again_does_not_get_around_it(cast):
    deal = actions.reopen_opportunity(_lost(cast), reason="客户回来了", act=cast.act("wang"))
    with pytest.raises(RuleError) as refused:
        bin_.remove(deal, "清理", act=cast.act("wang"))
    assert refused.value.code == "records_kept"


def test_a_deal_never_lost_may_go_and_one_won_never(cast):
    act = cast.act("wang")
    assert bin_.remove(an_opportunity(act), "录错", act=act)
    won = actions.win_opportunity(an_opportunity(act), act=act)
    with pytest.raises(RuleError) as refused:
        bin_.remove(won, "录错", act=cast.act("wang", at=LATER))
    assert (refused.value.code, refused.value.clause) == ("records_of_contract", "S3 A.4")


def test_its_files_and_comments_stay_too(cast):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    file = files.attach(deal, SimpleUploadedFile("纪要.txt", b"x", "text/plain"), act=act)
    said = comments.comment(deal, "对方嫌贵", act=act)
    deal = actions.lose_opportunity(deal, act=act, reason="价格")
    for taking in (lambda: files.remove(file, deal, act=act), lambda: comments.withdraw(said, deal, act=act)):
        with pytest.raises(RuleError) as refused:
            taking()
        assert refused.value.code == "records_kept"
    assert files.attach(deal, SimpleUploadedFile("复盘.txt", b"y", "text/plain"), act=act).pk


def test_what_belongs_to_it_stays_too(cast):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    parts = [a_plan(act, opportunity=deal), a_bid(cast, deal=deal)]
    actions.lose_opportunity(deal, act=act, reason="价格")
    for part in parts:
        with pytest.raises(RuleError) as refused:
            bin_.remove(part, "清理", act=act)
        assert refused.value.code == "records_kept"


def test_page_list_and_api_say_until_when(cast, page, api):
    deal = _lost(cast)
    until = rules.kept_until(deal.closed_on, months=36).isoformat()
    assert api("wang").get(f"{URL}{deal.pk}/").json()["kept_until"] == until
    listed = api("wang").get(f"{URL}?kept_until_from={until}&kept_until_to={until}&fields=id,kept_until")
    assert listed.json()["results"] == [{"id": deal.pk, "kept_until": until}]
    assert api("wang").get(f"{URL}?kept_until_to={deal.closed_on.isoformat()}").json()["results"] == []
    assert "资料保存到" in page("wang").get(f"/opportunities/{deal.pk}/").content.decode()
    refused = api("wang").post(f"/api/v1/recycle-bin/opportunities.opportunity/{deal.pk}/", {"reason": "清理"})
    assert (refused.status_code, refused.json()["code"]) == (409, "records_kept")


def test_a_deal_under_way_is_kept_for_no_time(cast, api):
    assert api("wang").get(f"{URL}{an_opportunity(cast.act('wang')).pk}/").json()["kept_until"] is None
