"""The board of rivals: strategy, barriers, and where they stand in the tender."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.browsing import text

from leadtocash.areas.market import actions as market
from leadtocash.areas.opportunities import criteria
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.winning import actions, queries, rules
from leadtocash.areas.winning.models import Barrier, Rival
from leadtocash.areas.winning.tests.factories import a_stakeholder
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.documents.tests.test_reading import a_pdf, a_scan
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-6")]


@pytest.fixture
def act(cast):
    return cast.act("wang")


@pytest.fixture
def deal(act):
    return an_opportunity(act)


@pytest.fixture
def competitor(act):
    return market.create_competitor({"name": "海澜视讯有限公司"}, act=act)


def a_barrier(deal, act, **values):
    return actions.add_barrier(deal, {"text": "断网续传不少于 72 小时", "wording": "72小时", **values}, act=act)


def test_a_rival_stands_once_on_the_board_and_his_coach_is_of_this_deal(act, deal, competitor):
    coach = a_stakeholder(deal, act)
    rival = actions.add_rival(deal, {"competitor": competitor, "coach": coach}, act=act)
    assert not criteria.look("strategy", deal, {}, act.today).met
    actions.change_rival(rival, {"strategy": "flank"}, act=act)
    assert criteria.look("strategy", deal, {}, act.today).met
    with pytest.raises(ValidationError):
        actions.add_rival(deal, {"competitor": competitor}, act=act)
    elsewhere = a_stakeholder(an_opportunity(act), act)
    with pytest.raises(ValidationError):
        actions.change_rival(rival, {"coach": elsewhere}, act=act)


@pytest.mark.parametrize(
    ("theirs", "ours", "apart"), [("90", "100", "-0.1"), ("110", "100", "0.1"), (None, "100", None), ("5", "0", None)]
)
def test_how_far_their_price_is_from_ours(theirs, ours, apart):
    found = rules.price_apart(Decimal(theirs) if theirs else None, Decimal(ours))
    assert found == (Decimal(apart) if apart else None)


def test_a_barrier_in_the_tender_says_where(act, deal):
    barrier = a_barrier(deal, act)
    barrier = actions.move_barrier(barrier, "placed", act=act)
    with pytest.raises(ValidationError):
        actions.move_barrier(barrier, "in_tender", act=act)
    barrier = actions.move_barrier(barrier, "in_tender", reference="技术规范书第 12 页", act=act)
    with pytest.raises(RuleError):
        actions.move_barrier(barrier, "in_tender", reference="第 12 页", act=act)
    assert (barrier.owner, barrier.state) == (act.person, "in_tender")


def test_barriers_are_found_in_the_words_of_the_tender(act, deal):
    found, other = a_barrier(deal, act), a_barrier(deal, act, text="本地备件库", wording="备件库")
    silent = a_barrier(deal, act, text="没有检索词", wording="")
    with pytest.raises(RuleError) as refused:
        actions.look_in_tender(deal, act=act)
    assert refused.value.code == "no_tender"
    tender = SimpleUploadedFile("招标文件.txt", "4.2 录像断网续传时间：不少于 ７２ 小时。".encode(), "text/plain")
    documents.attach(deal, tender, act=act, category="tender")
    assert actions.look_in_tender(deal, act=act).found == [found]
    states = {one.pk: one.state for one in queries.barriers_of(deal)}
    assert states == {found.pk: "in_tender", other.pk: "planned", silent.pk: "planned"}
    stored = Barrier.objects.get(pk=found.pk)
    assert "招标文件.txt" in stored.reference
    assert stored.attachment.name == "招标文件.txt"
    assert actions.look_in_tender(deal, act=act).found == []


def test_a_barrier_is_found_on_the_page_of_a_pdf_and_a_scan_says_so(page, api, act, deal):
    barrier = a_barrier(deal, act)
    scan = SimpleUploadedFile("扫描件.pdf", a_scan(), "application/pdf")
    documents.attach(deal, scan, act=act, category="tender")
    with pytest.raises(RuleError) as refused:
        actions.look_in_tender(deal, act=act)
    assert "扫描件.pdf" in str(refused.value.missing[0].what)
    tender = SimpleUploadedFile("招标文件.pdf", a_pdf("第一章", "录像断网续传：不少于 72 小时"), "application/pdf")
    documents.attach(deal, tender, act=act, category="tender")
    shown = page("wang").post(f"/opportunities/{deal.pk}/barriers/tender-check/", follow=True)
    assert "扫描件.pdf" in text(shown)
    assert "招标文件.pdf 第 2 页" in Barrier.objects.get(pk=barrier.pk).reference
    other = a_barrier(deal, act, wording="第一章")
    looked = api("wang").post("/api/v1/barriers/tender-checks/", {"opportunity": deal.pk}).json()
    assert ([one["id"] for one in looked["found"]], len(looked["unread"])) == ([other.pk], 1)


def test_the_board_is_filled_by_the_forms(page, act, deal, competitor):
    client = page("wang")
    given = {"competitor": competitor.pk, "price": "４50w", "strategy": "barrier", "plan": "写进技术规范"}
    assert client.post(f"/opportunities/{deal.pk}/rivals/new/", {**given, "competitor": ""}).status_code == 422
    assert client.post(f"/opportunities/{deal.pk}/rivals/new/", given).status_code == 302
    rival = Rival.objects.get()
    assert rival.price == Decimal("4500000.00")
    plan = {"text": "断网续传不少于 72 小时", "kind": "technical", "owner": act.person.pk, "rival": rival.pk}
    assert client.post(f"/opportunities/{deal.pk}/barriers/new/", plan).status_code == 302
    shown = text(client.get(f"/opportunities/{deal.pk}/?tab=competition"))
    assert "海澜视讯有限公司" in shown
    assert "断网续传不少于 72 小时" in shown
    barrier = Barrier.objects.get()
    assert client.get(f"/barriers/{barrier.pk}/edit/").status_code == 200
    assert client.post(f"/barriers/{barrier.pk}/state/", {"state": "in_tender"}).status_code == 422
    assert client.post(f"/barriers/{barrier.pk}/state/", {"state": "lost"}).status_code == 302
    assert deal.name in text(client.get(f"/competitors/{competitor.pk}/?tab=rivalries"))
    for address in ("/rivals/", "/barriers/"):
        assert deal.name in text(client.get(address))
        assert deal.name not in text(page("zhao").get(address))
    assert page("zhao").get(f"/rivals/{rival.pk}/edit/").status_code == 404


def test_the_same_over_the_api(api, act, deal, competitor):
    client = api("wang")
    given = {"opportunity": deal.pk, "competitor": competitor.pk, "strategy": "head_on", "price": "4300000.00"}
    rival = client.post("/api/v1/rivals/", given)
    assert (rival.status_code, rival.json()["competitor_name"]) == (201, "海澜视讯有限公司")
    assert client.post("/api/v1/rivals/", given).status_code == 400
    made = client.post("/api/v1/barriers/", {"opportunity": deal.pk, "text": "断网续传", "rival": rival.json()["id"]})
    address = f"/api/v1/barriers/{made.json()['id']}/"
    assert (made.status_code, made.json()["state"]) == (201, "planned")
    assert client.post(f"{address}state/", {"state": "in_tender"}).status_code == 400
    assert client.post(f"{address}state/", {"state": "placed"}).json()["state"] == "placed"
    refused = client.post("/api/v1/barriers/tender-checks/", {"opportunity": deal.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_tender")
    assert api("zhao").get(address).status_code == 404


@pytest.mark.parametrize(
    ("points", "mean"), [([], None), ([(3, 8), (1, 4)], "7.0"), ([(3, 8), (1, None)], "8.0"), ([(1, None)], None)]
)
def test_points_are_weighed_and_what_has_none_is_left_out(points, mean):
    assert rules.weighed(points) == (Decimal(mean) if mean else None)


def test_the_comparison_is_saved_as_one_sheet(page, api, act, deal, competitor):
    rival = actions.add_rival(deal, {"competitor": competitor}, act=act)
    client, address = page("wang"), f"/opportunities/{deal.pk}/comparison/"
    assert client.get(address).status_code == 200
    sheet = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "rows-0-text": "断网续传", "rows-0-weight": "３",
             "rows-0-ours": "9", f"rows-0-rival_{rival.pk}": "5"}  # fmt: skip
    assert client.post(address, {**sheet, "rows-0-ours": "11"}).status_code == 422
    assert client.post(address, sheet).status_code == 302
    shown = text(client.get(f"/opportunities/{deal.pk}/?tab=competition"))
    assert "断网续传" in shown
    assert "9.0" in shown
    over = f"/api/v1/buying-centres/{deal.pk}/comparison/"
    rows = api("wang").get(over).json()
    assert rows == [{"text": "断网续传", "weight": 3, "ours": 9, "scores": [{"rival": rival.pk, "points": 5}]}]
    assert api("wang").post(over, [{**rows[0], "ours": 7}]).json()[0]["ours"] == 7
    assert api("wang").post(over, [{**rows[0], "weight": 0}]).status_code == 400
    assert api("zhao").get(over).status_code == 404
    elsewhere = actions.add_rival(an_opportunity(act), {"competitor": competitor}, act=act)
    with pytest.raises(ValidationError):
        actions.compare(deal, [{"text": "价格", "weight": 1, "ours": 5, "theirs": {elsewhere: 5}}], act=act)
