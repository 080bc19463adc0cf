"""Comments, mentions, following, presence, the timeline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW

from leadtocash.areas.customers.actions import change_customer
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.access.gate import close_to, open_to
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.collaboration import actions, mentions, presence
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.timeline import slice_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError, Stale
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.wording import sentence_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-7")]
KIND = "customers.customer"


def told(person: User) -> list[str]:
    return [
        sentence_of(one)
        for one in Notice.objects.filter(person=person, topic__startswith="collaboration").order_by("pk")
    ]


def later(cast, name: str, minutes: int) -> Act:
    return Act(by=cast.people[name], at=NOW + timedelta(minutes=minutes), door="web")


def test_a_comment_is_journalled_lightly_and_tells_whom_it_mentions(cast):
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    made = actions.comment(customer, "@李强请看一下，@王敏 也在", act=cast.act("wang"))
    assert [person.name for person in made.mentioned.order_by("name")] == ["李强", "王敏"]
    assert told(cast.li) == ["王敏在 甬江港务集团 中提到了你：@李强请看一下，@王敏 也在"]
    assert told(cast.wang) == []
    entry = Entry.objects.get(kind=KIND, record_id=customer.pk, verb="collaboration.commented")
    assert (entry.changes, entry.data["comment"]) == ({}, made.pk)


def test_who_may_not_see_the_record_is_neither_offered_nor_mentioned(cast):
    customer = a_customer(cast.act("wang"))
    with pytest.raises(RuleError, match="赵凯") as refused:
        actions.comment(customer, "@赵凯 你好", act=cast.act("wang"))
    assert refused.value.code == "mention_unseen"
    assert mentions.offered("赵", customer, asking=cast.wang) == []
    assert [one["name"] for one in mentions.offered("李", customer, asking=cast.wang)] == ["李强"]
    assert Notice.objects.filter(person=cast.zhao).count() == 0


def test_of_two_with_one_name_the_one_who_sees_it_is_meant_or_the_user_name_says_whom(cast):
    customer = a_customer(cast.act("wang"))
    twin = User.objects.create(username="li2", name="李强")
    made = actions.comment(customer, "@李强", act=cast.act("wang"))
    assert list(made.mentioned.all()) == [cast.li]
    open_to(customer, twin, why="copied", act=cast.act("wang"))
    with pytest.raises(RuleError) as refused:
        actions.comment(customer, "@李强", act=cast.act("wang"))
    assert refused.value.code == "mention_ambiguous"
    assert list(actions.comment(customer, "@li2 好", act=cast.act("wang")).mentioned.all()) == [twin]
    assert {one["insert"] for one in mentions.offered("李强", customer, asking=cast.wang)} == {"li", "li2"}


@pytest.mark.parametrize("text", ["wang@li.com", "a @ b", "@nobody", "@lisa"])
def test_what_is_no_mention(cast, text):
    assert mentions.mentioned(text, a_customer(cast.act("wang"))) == []


def test_a_comment_is_corrected_for_a_quarter_of_an_hour_by_its_author_and_taken_back_with_a_mark(cast):
    customer = a_customer(cast.act("wang"))
    made = actions.comment(customer, "@李强", act=cast.act("wang"))
    actions.change(made, "@李强 @郑国栋 改好了", customer, act=later(cast, "wang", 15))
    assert (len(told(cast.li)), len(told(cast.zheng))) == (1, 1)
    for act, code in ((later(cast, "wang", 16), "comment_too_old"), (cast.act("li"), "comment_of_another")):
        with pytest.raises(RuleError) as refused:
            actions.change(made, "x", customer, act=act)
        assert refused.value.code == code
    gone = actions.withdraw(made, customer, act=later(cast, "wang", 60))
    assert (gone.text, gone.withdrawn_at) == ("", NOW + timedelta(minutes=60))
    assert Entry.objects.filter(verb="collaboration.comment_withdrawn", record_id=customer.pk).count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_an_empty_or_endless_comment_is_refused_at_the_field(cast, text):
    with pytest.raises(ValidationError) as refused:
        actions.comment(a_customer(cast.act("wang")), text, act=cast.act("wang"))
    assert list(refused.value.message_dict) == ["text"]


def test_who_follows_hears_of_states_comments_and_files_but_not_of_his_own(cast):
    customer = a_customer(cast.act("wang"), name="甬江")
    actions.follow(customer, act=cast.act("li"))
    actions.follow(customer, act=cast.act("li"))
    assert Follow.objects.filter(person=cast.li).count() == 1
    change_customer(customer, {"industry": "港口"}, act=cast.act("wang"))
    change_customer(customer, {"status": Customer.Status.BASE}, act=cast.act("wang"))
    actions.comment(customer, "好", act=cast.act("wang"))
    attach(customer, SimpleUploadedFile("a.txt", b"abc"), act=cast.act("wang"))
    actions.comment(customer, "收到", act=cast.act("li"))
    assert told(cast.li) == ["甬江 现在是：基础", "王敏评论了 甬江：好", "王敏给 甬江 添加了文件 a.txt"]
    assert told(cast.wang) == ["李强评论了 甬江：收到"]  # he follows what he commented


def test_following_never_opens_and_sleeps_without_sight(cast, page, api):
    customer = a_customer(cast.act("wang"))
    assert page("zhao").post(f"/following/{KIND}/{customer.pk}/", {"on": "1"}).status_code == 404
    open_to(customer, cast.zhao, why="copied", act=cast.act("wang"))
    assert page("zhao").post(f"/following/{KIND}/{customer.pk}/", {"on": "1"}).status_code == 302
    close_to(customer, cast.zhao, why="copied")
    actions.comment(customer, "秘密", act=cast.act("wang"))
    assert told(cast.zhao) == []
    assert page("zhao").get(f"/customers/{customer.pk}/").status_code == 404
    assert customer.name not in page("zhao").get("/following/").content.decode()
    row = api("zhao").get("/api/v1/following/").json()[0]
    assert (row["asleep"], row["title"], row["url"]) == (True, "", "")
    page("zhao").post(f"/following/{KIND}/{customer.pk}/", {"on": "0"})
    assert api("zhao").get("/api/v1/following/").json() == []


def test_the_pages(cast, page):
    customer = a_customer(cast.act("wang"))
    posted = page("wang").post(f"/comments/{KIND}/{customer.pk}/", {"text": "第一条 @李强 <b>"})
    assert posted.headers["Location"] == f"/customers/{customer.pk}/?tab=comments"
    text = page("li").get(f"/customers/{customer.pk}/?tab=comments").content.decode()
    assert '<b class="lc-mention">@李强</b> &lt;b&gt;' in text
    assert page("wang").post(f"/comments/{KIND}/{customer.pk}/", {"text": ""}).status_code == 422
    assert page("zhao").post(f"/comments/{KIND}/{customer.pk}/", {"text": "x"}).status_code == 404
    assert page("wang").post("/comments/accounts.user/1/", {"text": "x"}).status_code == 404
    made = Comment.objects.get()
    assert page("li").get(f"/comments/{made.pk}/edit/").status_code == 409
    page("wang").post(f"/comments/{made.pk}/withdrawal/")
    assert "第一条" not in page("li").get(f"/customers/{customer.pk}/?tab=comments").content.decode()
    assert page("wang").get(f"/comments/{KIND}/{customer.pk}/people/?q=李").json()["results"][0]["insert"] == "李强"


def test_the_api(cast, api):
    customer = a_customer(cast.act("wang"))
    url = f"/api/v1/comments/{KIND}/{customer.pk}/"
    made = api("wang").post(url, {"text": "@李强 看"})
    assert (made.status_code, made.json()["mentioned"]) == (201, [cast.li.pk])
    one = f"/api/v1/comments/{made.json()['id']}/"
    assert api("wang").put(one, {"text": "改"}).json()["text"] == "改"
    assert api("li").put(one, {"text": "改"}).status_code == 409
    assert api("wang").post(f"{one}withdrawal/").json()["text"] == ""
    assert [row["text"] for row in api("li").get(url).json()["results"]] == [""]
    refused = api("wang").post(url, {"text": "@赵凯"})
    assert (refused.status_code, refused.json()["code"]) == (409, "mention_unseen")
    assert api("zhao").get(url).status_code == 404


def test_the_timeline_is_read_in_slices_and_by_kind(cast, api):
    customer = a_customer(cast.act("wang"))
    for count in range(120):
        change_customer(customer, {"region": f"宁波 {count}"}, act=cast.act("wang"))
    actions.comment(customer, "好", act=cast.act("wang"))
    entries, before = slice_of(customer, cast.wang)
    assert (len(entries), entries[0]["verb"]) == (50, "collaboration.commented")
    seen = [entry["seq"] for entry in entries]
    while before:
        entries, before = slice_of(customer, cast.wang, before=before)
        seen += [entry["seq"] for entry in entries]
    assert seen == list(range(122, 0, -1))
    url = f"/api/v1/history/{KIND}/{customer.pk}/"
    assert [row["verb"] for row in api("wang").get(f"{url}?what=comments").json()] == ["collaboration.commented"]
    assert [row["seq"] for row in api("wang").get(f"{url}?before=3").json()] == [2, 1]
    change = api("wang").get(f"{url}?what=changes").json()[0]["changes"][0]
    assert (change["field"], change["old"], change["new"]) == ("所在地", "宁波 118", "宁波 119")
    assert api("wang").get(f"{url}?what=weather").status_code == 400
    assert api("zhao").get(url).status_code == 404


def test_two_editors_are_warned_and_the_stale_save_names_who_and_what(cast, page):
    customer = a_customer(cast.act("wang"))
    url = f"/presence/{KIND}/{customer.pk}/"
    assert page("wang").post(url, {"revision": customer.revision}).json() == {"others": [], "saved": ""}
    assert page("li").post(url, {"revision": customer.revision}).json()["others"][0].startswith("王敏")
    changed = change_customer(customer, {"industry": "港口"}, act=cast.act("wang"))
    saved = page("li").post(url, {"revision": customer.revision}).json()["saved"]
    assert saved == "王敏于 10:00 保存了此单据，改动了：行业。"
    with pytest.raises(Stale, match="王敏于 10:00 保存了此单据，改动了：行业"):
        change_customer(customer, {"region": "x"}, act=cast.act("li"), revision=customer.revision)
    assert page("li").post(url, {"revision": changed.revision}).json()["saved"] == ""
    page("wang").post(url, {"left": "1"})
    assert page("li").post(url, {}).json()["others"] == []
    assert page("zhao").post(url, {}).status_code == 404


def test_who_was_not_heard_of_for_a_minute_is_gone(cast):
    customer = a_customer(cast.act("wang"))
    presence.enter(customer, act=cast.act("wang"))
    assert len(presence.others(customer, act=later(cast, "li", 1))) == 1
    assert presence.others(customer, act=later(cast, "li", 2)) == []


@pytest.mark.req("PLT-7", "PLT-8")
def test_who_is_changing_a_record_is_told_over_the_api_too(cast, api):
    customer = a_customer(cast.act("wang"))
    url = f"/api/v1/presence/{KIND}/{customer.pk}/"
    assert api("wang").post(url, {"revision": customer.revision}, format="json").json() == {"others": [], "saved": ""}
    seen = api("li").get(url).json()["others"]
    assert [(one["person"], one["name"]) for one in seen] == [(cast.wang.pk, "王敏")]
    assert seen[0]["message"].startswith("王敏")
    change_customer(customer, {"industry": "港口"}, act=cast.act("li"))
    assert "李强" in api("wang").post(url, {"revision": customer.revision}, format="json").json()["saved"]
    assert api("wang").get(url).json() == {"others": [], "saved": ""}
    assert api("wang").delete(url).status_code == 204
    assert api("li").get(url).json()["others"] == []
    assert api("zhao").get(url).status_code == 404
    assert api("zhao").post(url, {}, format="json").status_code == 404
    assert api("wang").post(url, {"revision": "x"}, format="json").status_code == 400
