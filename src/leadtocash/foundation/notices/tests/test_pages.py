"""The page of messages, one's choices, the administrator's pages; the way from a mail to the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import (
    Address,
    Channel,
    Delivery,
    ForcedMode,
    Notice,
    Preference,
    QuietHours,
    Route,
)
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.tests.conftest import CONFIG, jobs

pytestmark = [pytest.mark.req("WFL-7"), pytest.mark.django_db]
Page = Callable[[str], Client]
HX = {"HTTP_HX_REQUEST": "true"}


def tell(person: User, code: str = "projects.closed", *, key: str = "k", days: int = 0, url: str = "/inbox/",
         about: Any = None) -> Notice:  # fmt: skip
    act = Act(by=None, at=timezone.now() - timedelta(days=days))
    notify([person], code, act=act, url=url, key=key, about=about, project="港务一期", title="港务一期", step="评审",
           who="王敏")  # fmt: skip
    return Notice.objects.get(person=person, key=key)


# ---------------------------------------------------------------- reading


def test_messages_stand_by_day_unread_ones_marked(page: Page, cast: Any) -> None:
    tell(cast.li, key="a")
    tell(cast.li, "workflow.late", key="b", days=1)
    tell(cast.li, key="c", days=40)
    tell(cast.wang, key="d")
    body = page("li").get("/notices/").content.decode()
    assert body.count('class="lc-notice ') == 3
    assert body.count("unread") >= 3
    assert body.index("今天") < body.index("昨天")
    assert "港务一期" in body


def test_unread_and_kinds_narrow_the_list(page: Page, cast: Any) -> None:
    tell(cast.li, key="a")
    read = tell(cast.li, "workflow.late", key="b")
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    client = page("li")
    assert client.get("/notices/?show=unread").content.decode().count('class="lc-notice ') == 1
    assert client.get("/notices/?group=workflow").content.decode().count('class="lc-notice ') == 1
    assert client.get("/notices/?show=unread&group=workflow").content.decode().count('class="lc-notice ') == 0
    assert client.get("/notices/?group=nonsense&before=garbage_x").status_code == 200


def test_older_messages_follow_page_by_page(page: Page, cast: Any) -> None:
    for n in range(60):
        tell(cast.li, key=f"k{n}", days=n % 3)
    client = page("li")
    first = client.get("/notices/")
    seen = first.content.decode().count('class="lc-notice ')
    rest = client.get(first.context["more_url"]).content.decode()
    assert (seen, rest.count('class="lc-notice ')) == (50, 10)


def test_the_list_asks_as_few_questions_for_fifty_as_for_five(
    page: Page, cast: Any, django_assert_max_num_queries: Any
) -> None:
    customer = a_customer(cast.act("wang"))
    client = page("li")
    for n in range(50):
        tell(cast.li, key=f"k{n}", about=customer)
    with django_assert_max_num_queries(16):
        client.get("/notices/")


def test_opening_marks_read_and_leads_on(page: Page, cast: Any) -> None:
    one = tell(cast.li)
    response = page("li").post(f"/notices/{one.pk}/")
    one.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/inbox/")
    assert one.read_at is not None


def test_somebody_elses_message_is_neither_shown_nor_marked(page: Page, cast: Any) -> None:
    one = tell(cast.li)
    client = page("wang")
    assert client.get(f"/notices/{one.pk}/")["Location"] == "/notices/"
    client.post(f"/notices/{one.pk}/reading/")
    one.refresh_from_db()
    assert one.read_at is None


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "http:/x"]
)
def test_a_message_never_leads_out_of_the_site(page: Page, cast: Any, url: str) -> None:
    one = tell(cast.li, url=url)
    assert page("li").get(f"/notices/{one.pk}/")["Location"] == "/notices/"
    response = page("li").post(f"/notices/{one.pk}/reading/", {"next": url})
    assert response["Location"] == "/notices/"


def test_what_one_may_no_longer_see_is_not_told_on_the_page_either(page: Page, cast: Any) -> None:
    customer = a_customer(cast.act("zhao"))
    tell(cast.wang, about=customer)
    body = page("wang").get("/notices/").content.decode()
    assert "港务一期" not in body
    assert "无权查看" in body


def test_all_of_a_kind_are_marked_read(page: Page, cast: Any) -> None:
    tell(cast.li, key="a")
    tell(cast.li, "workflow.late", key="b")
    client = page("li")
    client.post("/notices/reading/", {"group": "workflow", "next": "/notices/?show=unread"})
    assert list(Notice.objects.filter(read_at=None).values_list("key", flat=True)) == ["a"]
    client.post("/notices/reading/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_live_numbers_answer_304_until_something_changes(page: Page, cast: Any) -> None:
    client = page("li")
    first = client.get("/notices/numbers/")
    assert first.json()["unread"] == {"count": 0, "hot": False}
    assert "todo" in first.json()
    again = client.get("/notices/numbers/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    tell(cast.li)
    changed = client.get("/notices/numbers/", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()["unread"]["count"]) == (200, 1)


def test_the_frame_carries_what_the_live_numbers_need(page: Page, cast: Any) -> None:
    tell(cast.li)
    body = page("li").get("/notices/").content.decode()
    assert 'data-live="/notices/numbers/"' in body
    assert 'data-live-count="todo"' in body


# ---------------------------------------------------------------- from a mail to the decision


def test_a_link_in_a_mail_asks_to_sign_in_and_then_leads_to_the_document(cast: Any, client: Client) -> None:
    one = tell(cast.li, url="/process-instances/7/document/?tab=a&x=1")
    away = client.get(f"/notices/{one.pk}/")
    assert away.status_code == 302
    assert away["Location"].startswith("/sign-in/?next=")
    one.refresh_from_db()
    assert one.read_at is None
    client.post(away["Location"], {"username": "li", "password": "demo-password"})
    back = client.get(f"/notices/{one.pk}/")
    assert back["Location"] == "/process-instances/7/document/?tab=a&x=1"


def test_where_one_wanted_to_go_is_kept_whole_through_sign_in(cast: Any, client: Client) -> None:
    away = client.get("/notices/?show=unread&group=workflow")
    response = client.post(away["Location"], {"username": "li", "password": "demo-password"})
    assert response["Location"] == "/notices/?show=unread&group=workflow"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_sign_in_never_leads_out_of_the_site(cast: Any, client: Client, target: str) -> None:
    response = client.post(f"/sign-in/?next={target}", {"username": "li", "password": "demo-password"})
    assert response["Location"] == "/"


# ---------------------------------------------------------------- choices


def test_one_chooses_topic_by_topic_and_the_default_is_not_stored(
    page: Page, cast: Any, channel: Callable[..., Channel]
) -> None:
    channel("mail")
    client = page("li")
    assert "钉钉" not in client.get("/me/notices/").content.decode().split("<main")[1]
    client.post("/me/notices/", {"projects.closed|mail": "off", "workflow.late|mail": "now"})
    stored = list(Preference.objects.values_list("topic", "way", "mode"))
    assert stored == [("projects.closed", "mail", "off")]
    client.post("/me/notices/", {"projects.closed|mail": "digest"})
    assert not Preference.objects.exists()


@pytest.mark.parametrize("cell", ["no.such|mail", "projects.closed|pigeon", "projects.closed|page"])
def test_nonsense_is_refused(page: Page, cell: str) -> None:
    response = page("li").post("/me/notices/", {cell: "digest"}, **HX)
    assert response.status_code == 409
    assert not Preference.objects.exists()


def test_what_the_company_has_fixed_cannot_be_chosen(page: Page, channel: Callable[..., Channel]) -> None:
    channel("mail")
    admin, client = page("admin"), page("li")
    admin.post("/administration/notice-rules/", {"workflow.late|mail": "now", "projects.closed|mail": ""})
    assert ForcedMode.objects.count() == 1
    assert "公司统一规定" in client.get("/me/notices/").content.decode()
    response = client.post("/me/notices/", {"workflow.late|mail": "off"}, **HX)
    assert response.status_code == 409
    admin.post("/administration/notice-rules/", {"workflow.late|mail": ""})
    assert not ForcedMode.objects.exists()


def test_quiet_hours_and_digest_are_kept(page: Page, cast: Any, channel: Callable[..., Channel]) -> None:
    channel("mail")
    client = page("li")
    client.post("/me/notices/quiet-hours/", {"starts": "２１：３０", "ends": "07:15", "digest": "off"})
    row = QuietHours.objects.get(person=cast.li)
    assert (row.on, str(row.starts), str(row.ends), row.digest) == (False, "21:30:00", "07:15:00", "off")
    wrong = client.post("/me/notices/quiet-hours/", {"starts": "25:99", "ends": "07:15"})
    assert wrong.status_code == 422


def test_one_account_belongs_to_one_person(page: Page, cast: Any, channel: Callable[..., Channel]) -> None:
    channel("wecom_app")
    page("li").post("/me/notices/accounts/", {"wecom": " ＬｉＱｉａｎｇ "})
    assert Address.objects.get().value == "LiQiang"
    refused = page("wang").post("/me/notices/accounts/", {"wecom": "LiQiang"})
    assert refused.status_code == 422
    assert "已属于他人" in refused.content.decode()
    page("li").post("/me/notices/accounts/", {"wecom": ""})
    assert not Address.objects.exists()


# ---------------------------------------------------------------- channels

ADMIN_PAGES = ["/administration/channels/", "/administration/channels/new/mail/", "/administration/deliveries/",
               "/administration/notice-rules/"]  # fmt: skip


@pytest.mark.parametrize("url", ADMIN_PAGES)
def test_only_who_keeps_the_channels_sees_their_pages(page: Page, url: str) -> None:
    assert page("li").get(url).status_code == 403
    assert page("admin").get(url).status_code == 200


@pytest.mark.parametrize("kind", list(CONFIG))
def test_a_channel_is_set_up_and_its_secrets_are_kept_out_of_sight(page: Page, kind: str) -> None:
    admin = page("admin")
    response = admin.post(f"/administration/channels/new/{kind}/", {"name": "通道", "is_active": "on", **CONFIG[kind]})
    one = Channel.objects.get()
    assert response["Location"] == reverse("notices:channel", args=[one.pk])
    body = admin.get(one.get_absolute_url()).content.decode()
    from leadtocash.foundation.journal.models import Entry
    from leadtocash.foundation.notices.channels import kinds

    entries = str(list(Entry.objects.filter(kind="notices.channel").values_list("changes", "data")))
    for name in kinds.get(kind).secret_names:
        value = CONFIG[kind].get(name)
        if value:
            assert value not in body
            assert value not in one.sealed + str(one.settings) + entries
    kept = one.sealed
    shown = {name: value for name, value in CONFIG[kind].items() if name not in kinds.get(kind).secret_names}
    admin.post(one.get_absolute_url(), {"name": "改名", **shown})
    one.refresh_from_db()
    assert (one.name, one.is_active, one.sealed) == ("改名", False, kept)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("mail", {"sender": "nobody"}),
        ("mail", {"port": "99999"}),
        ("mail", {"host": ""}),
        ("wecom_app", {"agentid": "one"}),
        ("wecom_app", {"secret": ""}),
        ("wecom_robot", {"key": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"}),
        ("feishu_robot", {"hook": "../../x"}),
    ],
)
def test_a_channel_that_cannot_work_is_not_stored(page: Page, kind: str, wrong: dict[str, str]) -> None:
    fields = {"name": "x", "is_active": "on", **CONFIG[kind], **wrong}
    assert page("admin").post(f"/administration/channels/new/{kind}/", fields).status_code == 422
    assert not Channel.objects.exists()


def test_there_is_one_channel_for_each_way_but_many_robots(page: Page, channel: Callable[..., Channel]) -> None:
    channel("mail")
    channel("wecom_robot")
    admin = page("admin")
    second = {"name": "x", "is_active": "on", **CONFIG["mail"]}
    assert admin.post("/administration/channels/new/mail/", second, **HX).status_code == 409
    robot = {"name": "y", "is_active": "on", **CONFIG["wecom_robot"]}
    assert admin.post("/administration/channels/new/wecom_robot/", robot).status_code == 302


def test_a_test_message_goes_to_oneself_and_its_fate_is_shown(
    page: Page, cast: Any, channel: Callable[..., Channel]
) -> None:
    one = channel("mail")
    admin = page("admin")
    refused = admin.post(f"/administration/channels/{one.pk}/test/", **HX)
    assert refused.status_code == 409
    User.objects.filter(pk=cast.admin.pk).update(email="admin@example.com")
    shown = admin.post(f"/administration/channels/{one.pk}/test/", follow=True).content.decode()
    assert "测试消息" in shown
    assert "hx-trigger" in shown
    assert [job["delivery"] for job in jobs("notices.deliver")] == [Delivery.objects.get().pk]


def test_what_a_group_hears_of_is_added_once_and_taken_away(
    page: Page, cast: Any, channel: Callable[..., Channel]
) -> None:
    one = channel("wecom_robot")
    admin = page("admin")
    given = {"topic": "workflow.escalated", "department": cast.departments["EAST"].pk}
    assert admin.post(f"/administration/channels/{one.pk}/routes/", given).status_code == 302
    assert admin.post(f"/administration/channels/{one.pk}/routes/", given, **HX).status_code == 409
    body = admin.get(one.get_absolute_url()).content.decode()
    assert "下属待办超期上报" in body
    assert "华东大区" in body
    admin.post(f"/administration/routes/{Route.objects.get().pk}/removal/")
    assert not Route.objects.exists()


def test_the_log_says_what_went_wrong_and_never_what_was_written(
    page: Page, cast: Any, channel: Callable[..., Channel]
) -> None:
    one, notice = channel("mail"), tell(cast.li)
    row = Delivery.objects.create(
        channel=one, notice=notice, person=cast.li, key="n1", topic=notice.topic, state="failed",
        last_error="邮件服务器不接受这个收件人。", made_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
    admin = page("admin")
    for url in ("/administration/deliveries/?trouble=1", row.get_absolute_url()):
        body = admin.get(url).content.decode().split("<main")[1]
        assert "不接受这个收件人" in body
        assert "港务一期" not in body
    admin.post(f"/administration/deliveries/{row.pk}/again/")
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_live_numbers_are_no_sign_of_a_person(page: Page, cast: Any) -> None:
    from leadtocash.foundation.accounts import sessions

    client = page("li")
    client.get("/notices/")
    session = client.session
    long_ago = timezone.now().timestamp() - 600
    session[sessions.SEEN] = long_ago
    session.save()
    client.get("/notices/numbers/")
    assert client.session[sessions.SEEN] == long_ago
    client.get("/notices/")
    assert client.session[sessions.SEEN] > long_ago


def test_an_administrator_enters_accounts_for_many_at_once_or_for_nobody(page: Page, cast: Any) -> None:
    admin = page("admin")
    assert page("li").get("/administration/messenger-accounts/").status_code == 403
    both = {f"{cast.li.pk}|wecom": "liqiang", f"{cast.wang.pk}|wecom": "wangmin"}
    assert admin.post("/administration/messenger-accounts/", both).status_code == 302
    assert {row.source for row in Address.objects.all()} == {"administrator"}
    twice = {f"{cast.li.pk}|wecom": "same", f"{cast.wang.pk}|wecom": "same"}
    refused = admin.post("/administration/messenger-accounts/", twice)
    assert (refused.status_code, "已属于他人" in refused.content.decode()) == (422, True)
    assert set(Address.objects.values_list("value", flat=True)) == {"liqiang", "wangmin"}
    found = admin.get("/administration/messenger-accounts/?q=李强").content.decode()
    assert ("liqiang" in found, "wangmin" in found) == (True, False)
