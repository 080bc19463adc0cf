"""Leads as people use them in the browser."""

from __future__ import annotations

import pytest
from django.utils.timezone import now
from tests.browsing import text

from leadtocash.areas.leads import actions
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.areas.leads.tests.factories import YES, a_lead, a_qualified_lead, a_source
from leadtocash.areas.opportunities.models import Opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-1")]


@pytest.fixture
def today(cast):
    """Acts of today: the pages read the clock."""
    return lambda name="wang": cast.act(name, now())


def entry(**fields):
    return {"company": "甬江港务集团", "phone": "１３８００００１２３４", "source": a_source().pk, "to": "me", **fields}


def test_a_lead_is_entered_judged_qualified_and_converted(page, cast):
    wang = page("wang")
    assert wang.post("/leads/new/", entry(need="码头监控")).status_code == 302
    lead = Lead.objects.get()
    assert (lead.phone, lead.owner) == ("13800001234", cast.wang)
    url = lead.get_absolute_url()
    assert "开始跟进" in text(wang.get(url))
    assert wang.post(f"{url}taking-up/").status_code == 302
    assert wang.post(f"{url}qualification/").status_code == 409
    assert wang.post(f"{url}man/", {**YES, "money_note": "年度预算 500 万"}).status_code == 302
    assert "年度预算 500 万" in text(wang.get(url))
    assert wang.post(f"{url}qualification/").status_code == 302
    form = text(wang.get(f"{url}conversion/"))
    assert "码头监控" in form
    made = wang.post(f"{url}conversion/", {"name": "码头监控", "amount": "50万"})
    deal = Opportunity.objects.get()
    assert (made.status_code, made["Location"], deal.amount) == (302, deal.get_absolute_url(), 500000)
    assert lead.number in text(wang.get(deal.get_absolute_url()))
    assert deal.number in text(wang.get(url))
    assert wang.post(f"{url}conversion/", {"name": "码头监控"}).status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"company": ""}, "company"),
        ({"phone": ""}, "phone"),
        ({"source": "999999"}, "source"),
        ({"company": "长" * 121}, "company"),
    ],
)
def test_what_is_wrong_stands_at_its_field(page, cast, fields, field):
    answer = page("wang").post("/leads/new/", entry(**fields))
    assert answer.status_code == 422
    assert f'id="error-{field}' in answer.content.decode() or f"id_{field}" in answer.content.decode()
    assert not Lead.objects.exists()


@pytest.mark.req("CRM-8")
def test_what_may_be_there_is_shown_before_it_is_entered(page, today):
    there = a_lead(today(), company="甬江港务集团有限公司")
    asked = page("wang").post("/leads/new/", entry())
    assert asked.status_code == 422
    assert there.number in text(asked)
    assert page("wang").post("/leads/new/", entry(alike="1", sure="on")).status_code == 302
    assert page("zhao").post("/leads/new/", entry()).status_code == 302


def test_a_pasted_card_fills_in_the_form(page, cast):
    shown = page("wang").post("/leads/card/", {"card": "甬江港务集团有限公司\n林海 部长\n13800001234"}).content.decode()
    for value in ("甬江港务集团有限公司", "林海", "部长", "13800001234"):
        assert f'value="{value}"' in shown


def test_the_pool_shows_no_number_to_call_and_gives_the_lead_to_who_takes_it(page, today, cast):
    lead = a_lead(today("guo"), to="pool")
    assert lead.company in text(page("wang").get("/leads/pool/"))
    waiting = text(page("wang").get(lead.get_absolute_url()))
    assert "领取" in waiting
    assert "13800001234" not in waiting
    assert page("zhao").get(lead.get_absolute_url()).status_code == 404
    assert page("zhao").post(f"{lead.get_absolute_url()}taking/").status_code == 404
    assert page("wang").post(f"{lead.get_absolute_url()}taking/").status_code == 302
    assert "13800001234" in text(page("wang").get(lead.get_absolute_url()))
    assert page("qian").get("/leads/pool/").status_code == 403


@pytest.mark.req("ORG-4")
def test_outside_the_scope_there_is_nothing(page, today):
    lead = a_qualified_lead(today())
    for path in ("", "edit/", "man/", "conversion/", "drop/", "assignment/"):
        assert page("zhao").get(f"{lead.get_absolute_url()}{path}").status_code == 404
    assert lead.number not in text(page("zhao").get("/leads/"))
    assert lead.company in text(page("li").get("/leads/?as=board"))


@pytest.mark.req("OPP-2")
def test_the_funnel_leads_to_its_lists(page, today, cast):
    lead = a_qualified_lead(today())
    actions.convert_lead(lead, actions.conversion_of(lead, cast.wang), act=today())
    shown = page("wang").get("/leads/funnel/?period=year")
    assert "10 : 5 : 3 : 1" in text(shown)
    levels = {row["label"]: row for row in shown.context["page"]["levels"]}
    assert {label: row["count"] for label, row in levels.items()} == {
        "线索": 1,
        "潜在": 1,
        "意向": 0,
        "洽谈": 0,
        "成交": 0,
    }
    for row in levels.values():
        listed = page("wang").get(row["url"])
        assert len(listed.context["page"]["rows"]) == row["count"]
    for cell in shown.context["page"]["yields"][0]["counts"]:
        assert len(page("wang").get(cell["url"]).context["page"]["rows"]) == cell["count"]
    assert (
        page("wang").get(f"/leads/funnel/?period=all&source={a_source().pk}").context["page"]["levels"][1]["count"] == 1
    )
    assert page("qian").get("/leads/funnel/").status_code == 403


def test_sources_are_kept_by_those_who_set_them_up(page, cast):
    assert page("wang").get("/leads/sources/").status_code == 403
    made = {"code": "radio", "name": "电台", "name_en": "Radio", "position": "５", "is_active": "on"}
    assert page("feng").post("/leads/sources/new/", made).status_code == 302
    source = LeadSource.objects.get(code="radio")
    assert source.position == 5
    assert page("feng").post(f"/leads/sources/{source.pk}/", {"name": "电台", "position": "5"}).status_code == 302
    assert "电台" not in text(page("wang").get("/leads/new/"))
