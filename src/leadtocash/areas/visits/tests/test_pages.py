"""Visits as people use them in the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.tests.factories import a_log, a_plan

pytestmark = pytest.mark.django_db
SHEET = {"commitments-TOTAL_FORMS": "1", "commitments-INITIAL_FORMS": "0"}


@pytest.fixture
def today(cast):
    """Acts of today: the pages read the clock."""
    return lambda name="wang", days=0: cast.act(name, now() - timedelta(days=days))


@pytest.mark.req("CRM-5")
def test_a_call_is_logged_from_the_deal_with_full_width_digits(page, today):
    deal = an_opportunity(today())
    contact = a_contact(deal.customer, today())
    client, url = page("wang"), f"/visits/log/?opportunity={deal.pk}"
    assert contact.name in text(client.get(url))
    given = {
        **SHEET, "customer": deal.customer.pk, "opportunity": deal.pk, "kind": "call", "day": localdate().isoformat(),
        "contacts": [contact.pk], "said": "下周三开评标会", "next_step": "送资质", "begins": "０９：３０",
        "next_step_on": (localdate() + timedelta(days=2)).isoformat(),
        "commitments-0-party": "ours", "commitments-0-what": "补资质", "commitments-0-due_on": localdate().isoformat(),
    }  # fmt: skip
    assert client.post(url, {**given, "next_step_on": ""}).status_code == 422
    assert client.post(url, given).status_code == 302
    visit = Visit.objects.get()
    assert (visit.purpose, str(visit.begins), [c.what for c in visit.commitments.all()]) == (
        "下周三开评标会", "09:30:00", ["补资质"],
    )  # fmt: skip
    deal.refresh_from_db()
    assert deal.next_step == "送资质"
    assert "下周三开评标会" in text(client.get(f"/opportunities/{deal.pk}/?tab=visits_of_deal"))
    assert "下周三开评标会" in text(client.get(f"/customers/{deal.customer.pk}/?tab=visits"))


@pytest.mark.req("CRM-5")
def test_plan_move_arrive_and_minutes_on_the_pages(page, today):
    customer, client = a_customer(today()), page("wang")
    made = client.post(
        f"/visits/new/?customer={customer.pk}",
        {
            "customer": customer.pk,
            "kind": "visit",
            "purpose": "谈二期",
            "day": localdate().isoformat(),
            "place": "3 号楼",
        },
    )
    visit = Visit.objects.get()
    assert made.url == f"/visits/{visit.pk}/"
    route = client.get("/visits/route/")
    assert "谈二期" in text(route)
    assert "geo:0,0?q=3%20%E5%8F%B7%E6%A5%BC" in route.content.decode()
    body = client.get("/visits/route.ics").content.decode()
    assert f"UID:visit-{visit.pk}@lead-to-cash" in body
    assert client.post(f"/visits/{visit.pk}/arrival/", {"then": "minutes"}).url == f"/visits/{visit.pk}/minutes/"
    written = client.post(
        f"/visits/{visit.pk}/minutes/",
        {**SHEET, "commitments-TOTAL_FORMS": "0", "said": "认可", "revision": visit.revision + 1},
    )
    assert written.status_code == 302
    assert "认可" in text(client.get(made.url))
    assert client.get(f"/visits/{visit.pk}/print/").headers["Content-Type"] == "application/pdf"


@pytest.mark.req("CRM-5")
@pytest.mark.parametrize(
    ("view", "expected"),
    [("mine", {"今天"}), ("unrecorded", {"忘了"}), ("owed", set()), ("week", None), ("ahead", {"今天"})],
)
def test_each_saved_view_shows_its_rows(page, today, view, expected):
    a_plan(today(), purpose="今天")
    a_plan(today(days=9), purpose="忘了")
    a_log(today(days=9), purpose="记过")
    rows = page("wang").get(f"/visits/?view={view}").context["page"]["rows"]
    if expected is not None:
        assert {str(row["cells"][1]["text"]) for row in rows} == expected


@pytest.mark.req("CRM-5", "ORG-4")
def test_others_find_nothing_and_a_phone_number_stays_covered(page, today):
    customer = a_customer(today())
    contact = a_contact(customer, today(), phone="13800001234")
    visit = a_plan(today(), customer=customer, contacts=[contact], people=[])
    assert page("zhao").get(f"/visits/{visit.pk}/").status_code == 404
    assert page("zhao").post(f"/visits/{visit.pk}/arrival/").status_code == 404
    assert "tel:13800001234" in page("wang").get("/visits/route/").content.decode()
    assert page("wang").get("/visits/?as=calendar").status_code == 200


@pytest.mark.req("CRM-5")
def test_a_deal_nobody_was_in_touch_for_says_so(page, today):
    deal = an_opportunity(today(days=20))
    assert "已有 20 天" in text(page("wang").get(f"/opportunities/{deal.pk}/"))
    a_log(today(), opportunity=deal)
    assert "已有 20 天" not in text(page("wang").get(f"/opportunities/{deal.pk}/"))


@pytest.mark.req("CRM-5")
def test_the_list_asks_no_more_for_more_rows(page, today, django_assert_max_num_queries):
    for _n in range(2):
        a_log(today())
    client = page("wang")
    client.get("/visits/")
    with django_assert_max_num_queries(40) as few:
        client.get("/visits/")
    for _n in range(6):
        a_log(today())
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/visits/")
