"""The pages of a deal's people and needs, as people use them."""

from __future__ import annotations

import pytest
from tests.browsing import text

from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.models import Evidence, Influence, Need, Stakeholder, Value
from leadtocash.areas.winning.tests.factories import a_need, a_stakeholder, some_evidence

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-5")]


@pytest.fixture
def act(cast):
    return cast.act("wang")


@pytest.fixture
def deal(act):
    return an_opportunity(act)


def test_a_person_is_put_on_the_map_by_the_form_and_seen_there(page, deal):
    client, address = page("wang"), f"/opportunities/{deal.pk}/stakeholders/new/"
    given = {"name": "徐峰", "position": "工程师", "level": "operate", "roles": ["use"], "standing": "N"}
    assert client.post(address, {**given, "name": ""}).status_code == 422
    assert client.post(address, {**given, "standing": "C"}).status_code == 422  # nothing shows it
    assert Stakeholder.objects.count() == 0
    assert client.post(address, given).status_code == 302
    shown = client.get(f"/opportunities/{deal.pk}/?tab=stakeholders")
    one = Stakeholder.objects.get()
    assert f'data-node="{one.pk}"' in shown.content.decode()
    assert "徐峰" in text(shown)
    assert "还没有教练" in text(client.get(f"/opportunities/{deal.pk}/"))


def test_a_person_is_dropped_on_another_level_and_arrows_are_drawn_on_the_map(page, act, deal):
    one, other = a_stakeholder(deal, act), a_stakeholder(deal, act, name="林海")
    client = page("wang")
    moved = client.post(f"/stakeholders/{one.pk}/place/", {"level": "decide", "place": 700, "revision": one.revision})
    one.refresh_from_db()
    assert (one.level, one.place) == ("decide", 700)
    assert f'data-revision="{one.revision}"' in moved.content.decode()
    again = client.post(
        f"/stakeholders/{one.pk}/place/", {"level": "decide", "place": 1, "revision": 1}, headers={"HX-Request": "true"}
    )
    assert again.status_code == 412
    drawn = client.post(f"/stakeholders/{one.pk}/influences/", {"target": other.pk, "on_map": ""})
    assert "data-map" in drawn.content.decode()
    assert Influence.objects.get().strength == "weak"
    client.post(f"/stakeholders/{one.pk}/influences/{other.pk}/removal/")
    assert not Influence.objects.exists()


def test_the_page_of_a_person_tells_his_standing_in_time(page, act, deal):
    one = a_stakeholder(deal, act, standing="S")
    client = page("wang")
    assert (
        client.post(f"/stakeholders/{one.pk}/standing/", {"standing": "C", "on": "２０２６-01-05"}).status_code == 422
    )
    given = {"standing": "C", "on": "2026-01-05", "evidence": "给了评审小组名单"}
    assert client.post(f"/stakeholders/{one.pk}/standing/", given).status_code == 302
    assert "给了评审小组名单" in text(client.get(f"/stakeholders/{one.pk}/"))


def test_the_map_is_printed_for_those_who_see_the_deal(page, act, deal):
    one, other = a_stakeholder(deal, act, standing="S"), a_stakeholder(deal, act, name="何立群", level="decide")
    actions.set_influence(one, other, act=act)
    printed = page("wang").get(f"/opportunities/{deal.pk}/stakeholders/map/")
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert page("zhao").get(f"/opportunities/{deal.pk}/stakeholders/map/").status_code == 404


def test_what_belongs_to_a_deal_one_may_not_see_does_not_exist(page, act, deal):
    one, need = a_stakeholder(deal, act), a_need(deal, act)
    stranger = page("zhao")
    for address in (f"/stakeholders/{one.pk}/", f"/stakeholders/{one.pk}/edit/", f"/needs/{need.pk}/edit/",
                    f"/opportunities/{deal.pk}/stakeholders/new/", f"/opportunities/{deal.pk}/needs/new/"):  # fmt: skip
        assert stranger.get(address).status_code == 404, address
    assert "陈志远" not in text(stranger.get("/stakeholders/"))
    assert "陈志远" in text(page("wang").get("/stakeholders/"))


def test_people_known_from_another_deal_are_offered_and_taken_over(page, act, deal):
    one = a_stakeholder(deal, act)
    later = an_opportunity(act, customer=deal.customer)
    client, address = page("wang"), f"/opportunities/{later.pk}/stakeholders/known/"
    assert "陈志远" in text(client.get(address))
    assert client.post(address, {"known": [one.pk]}).status_code == 302
    assert later.stakeholders.get().contact == one.contact


@pytest.mark.req("OPP-6")
def test_a_need_is_written_down_answered_and_proved_by_the_forms(page, act, deal):
    client, paper = page("wang"), some_evidence(act)
    assert client.post(f"/opportunities/{deal.pk}/needs/new/", {"title": ""}).status_code == 422
    client.post(f"/opportunities/{deal.pk}/needs/new/", {"title": "断网也不能丢录像", "problem": "每月断网"})
    need = Need.objects.get()
    assert "断网也不能丢录像" in text(client.get(f"/opportunities/{deal.pk}/?tab=needs"))
    client.post(f"/needs/{need.pk}/values/new/", {"feature": "断网续传 72 小时", "evidence": [paper.pk]})
    assert list(Value.objects.get().evidence.all()) == [paper]
    assert "同规模码头案例" in text(client.get(f"/opportunities/{deal.pk}/?tab=needs"))
    assert client.get(f"/needs/{need.pk}/edit/").status_code == 200
    assert client.get(f"/value-statements/{Value.objects.get().pk}/edit/").status_code == 200


@pytest.mark.req("OPP-6")
def test_the_library_is_searched_and_kept_by_whoever_may(page, act):
    given = {"title": "等保三级证书", "kind": "certificate", "valid_until": "2099-01-01"}
    assert page("guo").post("/evidence/new/", given).status_code == 302
    one = Evidence.objects.get()
    assert "等保三级证书" in text(page("wang").get("/evidence/?search=等保"))
    assert page("wang").get(f"/evidence/{one.pk}/").status_code == 200
    assert page("wang").get(f"/evidence/{one.pk}/edit/").status_code == 403
    assert (
        page("guo").post(f"/evidence/{one.pk}/edit/", {**given, "title": "等保证书", "revision": 1}).status_code == 302
    )
    assert page("outsider").get("/evidence/").status_code == 403


@pytest.mark.parametrize("address", ["/stakeholders/", "/needs/", "/value-statements/", "/evidence/"])
def test_lists_ask_no_more_for_more_rows(page, act, deal, address, django_assert_max_num_queries):
    client = page("wang")

    def rows(n):
        for _ in range(n):
            paper = some_evidence(act)
            need = a_need(deal, act, stakeholder=a_stakeholder(deal, act))
            actions.add_value(need, {"feature": "断网续传", "evidence": [paper]}, act=act)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows(1)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    rows(4)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
