"""The calendar other programs subscribe to: one's own deadlines, by a secret address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-4")]


def subscribed(api, who):
    return api(who).post("/api/v1/me/calendar-feed/").json()["url"].removeprefix("http://testserver")


def test_one_reads_ones_own_deadlines_without_signing_in(cast, api):
    on = timezone.localdate() + timedelta(days=3)
    for who in ("wang", "zhao"):
        made = an_opportunity(cast.act(who), name=f"{who} 轴承产线改造" * 4)
        Opportunity.objects.filter(pk=made.pk).update(next_step_on=on)
    url = subscribed(api, "wang")
    answer = Client().get(url)
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    steps = [event for event in events if "轴承产线改造" in event["summary"]]
    assert [(event["dtstart"].dt, "zhao" in event["summary"]) for event in steps] == [(on, False)]
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    again = Client().get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_address_ends_the_old_one_and_a_leaver_has_none(cast, api, page):
    first = subscribed(api, "wang")
    second = subscribed(api, "wang")
    assert [Client().get(url).status_code for url in (first, second)] == [404, 200]
    cast.wang.is_active = False
    cast.wang.save()
    assert Client().get(second).status_code == 404


def test_the_page_makes_and_withdraws_the_address(cast, page):
    client = page("wang")
    shown = client.post("/me/calendar/").content.decode()
    url = "/calendar/" + shown.split("http://testserver/calendar/")[1].split(".ics")[0] + ".ics"
    assert Client().get(url).status_code == 200
    assert ".ics" not in client.get("/me/calendar/").content.decode()
    client.post("/me/calendar/revocation/")
    assert Client().get(url).status_code == 404
