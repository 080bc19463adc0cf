"""Messages, choices and channels over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Channel, Delivery, ForcedMode, Notice, Preference
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.tests.conftest import CONFIG

pytestmark = [pytest.mark.req("WFL-7"), pytest.mark.django_db]
Api = Callable[[str], APIClient]


def tell(person: Any, count: int = 1) -> None:
    for n in range(count):
        act = Act(by=None, at=timezone.now())
        notify([person], "projects.closed", act=act, url="/", key=f"k{n}", project=f"P{n}")


def test_messages_are_read_page_by_page_and_marked(api: Api, cast: Any) -> None:
    tell(cast.li, 55)
    tell(cast.wang)
    client = api("li")
    first = client.get("/api/v1/notices/").json()
    assert (len(first["results"]), first["unread"], bool(first["before"])) == (50, 55, True)
    rest = client.get("/api/v1/notices/", {"before": first["before"]}).json()
    assert (len(rest["results"]), rest["before"]) == (5, None)
    ids = [row["id"] for row in first["results"][:3]] + [Notice.objects.get(person=cast.wang).pk]
    assert client.post("/api/v1/notices/reading/", {"ids": ids}).json() == {"marked": 3}
    assert client.get("/api/v1/notices/", {"unread": "true"}).json()["unread"] == 52
    assert client.post("/api/v1/notices/reading/", {}).json() == {"marked": 52}
    assert Notice.objects.filter(read_at=None).count() == 1
    assert client.get("/api/v1/notices/", {"group": "nonsense"}).status_code == 400


def test_numbers_answer_304(api: Api, cast: Any) -> None:
    client = api("li")
    first = client.get("/api/v1/notices/numbers/")
    assert first.json()["unread"]["count"] == 0
    assert client.get("/api/v1/notices/numbers/", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_choices_are_read_and_changed_and_fixed_ones_refused(api: Api, cast: Any) -> None:
    ForcedMode.objects.create(topic="workflow.late", way="mail", mode="now")
    client = api("li")
    rows = {(row["topic"], row["way"]): row for row in client.get("/api/v1/me/notice-choices/").json()}
    assert rows["workflow.late", "mail"]["fixed"] is True
    assert rows["projects.closed", "mail"]["mode"] == "digest"
    wanted = [{"topic": "projects.closed", "way": "mail", "mode": "off"}]
    assert client.post("/api/v1/me/notice-choices/", wanted).json() == {"changed": 1}
    assert Preference.objects.get().mode == "off"
    refused = client.post("/api/v1/me/notice-choices/", [{"topic": "workflow.late", "way": "mail", "mode": "off"}])
    assert (refused.status_code, refused.json()["code"]) == (409, "mode_fixed")
    assert refused.json()["missing"][0]["what"]


def test_channels_are_kept_by_who_may_and_give_no_secret_out(api: Api, cast: Any) -> None:
    body = {"kind": "wecom_app", "name": "企业微信", "settings": CONFIG["wecom_app"]}
    assert api("li").post("/api/v1/notice-channels/", body).status_code == 403
    admin = api("admin")
    made = admin.post("/api/v1/notice-channels/", body)
    assert made.status_code == 201
    assert "wecom-secret" not in made.content.decode() + admin.get("/api/v1/notice-channels/").content.decode()
    assert admin.post("/api/v1/notice-channels/", {**body, "name": "二"}).json()["code"] == "one_channel_a_way"
    wrong = admin.post("/api/v1/notice-channels/", {"kind": "mail", "name": "m", "settings": {"host": "h"}})
    assert (wrong.status_code, "sender" in wrong.json()["fields"]) == (400, True)


def test_deliveries_are_listed_tested_and_sent_again(api: Api, cast: Any, channel: Callable[..., Channel]) -> None:
    one, admin = channel("wecom_robot"), api("admin")
    assert api("li").get("/api/v1/notice-deliveries/").status_code == 403
    row = admin.post(f"/api/v1/notice-channels/{one.pk}/test/")
    assert (row.status_code, row.json()["state"]) == (202, "waiting")
    pk = row.json()["id"]
    refused = admin.post(f"/api/v1/notice-deliveries/{pk}/again/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_failed")
    Delivery.objects.update(state="failed")
    assert admin.get("/api/v1/notice-deliveries/", {"state": "failed"}).json()["count"] == 1
    assert admin.post(f"/api/v1/notice-deliveries/{pk}/again/").json()["state"] == "waiting"
    assert admin.post("/api/v1/notice-channels/999999/test/").status_code == 404
