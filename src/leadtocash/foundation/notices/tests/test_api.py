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


def test_a_channel_is_changed_and_keeps_what_is_not_given(api: Api, cast: Any, channel: Callable[..., Channel]) -> None:
    one, admin = channel("wecom_app"), api("admin")
    address, sealed = f"/api/v1/notice-channels/{one.pk}/", one.sealed
    assert api("li").patch(address, {"name": "x"}).status_code == 403
    changed = admin.patch(address, {"name": "新名", "settings": {"agentid": "1000003"}})
    assert (changed.status_code, changed.json()["settings"]["agentid"]) == (200, "1000003")
    assert admin.patch(address, {"is_active": False}).json()["is_active"] is False
    one.refresh_from_db()
    assert (one.name, one.sealed, one.settings["corpid"]) == ("新名", sealed, CONFIG["wecom_app"]["corpid"])
    assert "agentid" in admin.patch(address, {"settings": {"agentid": ""}}).json()["fields"]
    assert admin.get("/api/v1/notice-channels/999999/").status_code == 404


def test_what_a_group_hears_of_is_added_changed_and_taken_out(
    api: Api, cast: Any, channel: Callable[..., Channel]
) -> None:
    robot, admin, east = channel("wecom_robot"), api("admin"), cast.departments["EAST"]
    routes = f"/api/v1/notice-channels/{robot.pk}/routes/"
    assert api("li").post(routes, {}).status_code == 403
    made = admin.post(routes, {"topic": "workflow.late", "department": east.pk})
    assert made.status_code == 201
    assert admin.post(routes, {"topic": "workflow.late", "department": east.pk}).json()["code"] == "route_exists"
    assert admin.post(routes, {"topic": "nonsense"}).json()["code"] == "unknown_choice"
    changed = admin.patch(f"/api/v1/notice-routes/{made.json()['id']}/", {"department": None})
    assert (changed.status_code, changed.json()["department"]) == (200, None)
    assert admin.get(routes).json() == [{"id": changed.json()["id"], "topic": "workflow.late", "department": None}]
    assert admin.delete(f"/api/v1/notice-routes/{changed.json()['id']}/").status_code == 204
    assert admin.get(routes).json() == []


def test_quiet_hours_are_ones_own_and_change_in_part(api: Api, cast: Any) -> None:
    li = api("li")
    usual = {"on": True, "starts": "20:00:00", "ends": "08:00:00", "digest": ""}
    assert li.get("/api/v1/me/quiet-hours/").json() == usual
    assert li.patch("/api/v1/me/quiet-hours/", {"ends": "09:30"}).json() == {**usual, "ends": "09:30:00"}
    assert li.patch("/api/v1/me/quiet-hours/", {"digest": "off"}).json()["ends"] == "09:30:00"
    assert li.patch("/api/v1/me/quiet-hours/", {"digest": "pigeon"}).status_code == 400
    assert api("wang").get("/api/v1/me/quiet-hours/").json() == usual


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
