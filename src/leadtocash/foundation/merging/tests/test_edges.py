"""Finding, pages, API: what may be the same, and that nothing is betrayed."""

from __future__ import annotations

import pytest
from tests.browsing import text

from leadtocash.areas.customers.actions import add_contact, change_customer
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.queries import alike, named
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_customer
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.custom_fields.tests.factories import a_field
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.merging import actions, finding
from leadtocash.foundation.merging.models import Suspicion

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-9")]
KIND = "customers.customer"
URL = f"/api/v1/duplicates/{KIND}/"


@pytest.fixture
def pair(cast) -> tuple[Customer, Customer]:
    kept = a_customer(cast.act("wang"), name="甬江港务集团", industry="港口")
    gone = a_customer(cast.act("li"), name="甬江港务有限公司", region="宁波", industry="物流")
    return kept, gone


def known() -> dict[tuple[int, int], list[str]]:
    return {(one.low_id, one.high_id): one.why for one in Suspicion.objects.filter(kind=KIND)}


# ---------------------------------------------------------------- finding
@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("甬江港务", "甬江港务", True),
        ("甬江港务", "宁波甬江港务", True),
        ("宁波华东轴承", "宁波华东轴永", True),
        ("宁波华东轴承", "宁波华南电机", False),
        ("港务", "港务局", False),
    ],
)
def test_names_that_are_nearly_the_same(one, other, found):
    assert alike(one, other) is alike(other, one) is found


def test_what_is_entered_is_compared_at_once(cast, pair):
    kept, gone = pair
    assert known() == {(kept.pk, gone.pk): ["name", "similar"]}
    longer = a_customer(cast.act("wang"), name="宁波甬江港务集团")
    assert known()[kept.pk, longer.pk] == ["similar"]
    change_customer(gone, {"name": "完全不同"}, act=cast.act("li"))
    change_customer(longer, {"name": "另外一家"}, act=cast.act("wang"))
    assert known() == {}


def test_a_shared_phone_is_told_to_those_who_may_read_it(cast, page, api):
    one, other = (a_customer(cast.act(name), name=title) for name, title in (("wang", "甲公司"), ("li", "乙公司")))
    for customer, phone in ((one, "138 0000 0001"), (other, "+86 13800000001")):
        add_contact(customer, {"name": "林海", "phone": phone}, act=cast.act("li"))
    assert known() == {(one.pk, other.pk): ["phone"]}
    assert [row["why"] for row in api("li").get(URL).json()["results"]] == [["电话相同"]]
    RolePermission.objects.filter(role__code="sales_manager", permission="customers.see_phone").delete()
    assert api("li").get(URL).json()["results"] == []
    assert "乙公司" not in text(page("li").get(one.get_absolute_url()))


def test_two_credit_codes_are_two_companies(cast, pair):
    kept, gone = pair
    change_customer(kept, {"credit_code": CREDIT_CODE}, act=cast.act("wang"))
    assert len(known()) == 1
    change_customer(gone, {"credit_code": "91110108551385082Q"}, act=cast.act("li"))
    assert known() == {}


def test_the_sweep_finds_the_same_and_fills_empty_keys(cast, pair):
    before = known()
    contact = add_contact(pair[0], {"name": "林海", "phone": "13800000001"}, act=cast.act("wang"))
    Suspicion.objects.all().delete()
    Customer.objects.update(name_core="")
    Contact.objects.update(phone_key="")
    assert finding.sweep(KIND, pair[0].created_at) == 1
    contact.refresh_from_db()
    assert (known(), contact.phone_key) == (before, "13800000001")
    assert finding.sweep(KIND) == 1


def test_what_was_said_to_be_different_stays_so(cast, pair, page):
    (one,) = Suspicion.objects.all()
    address = f"/duplicates/{KIND}/{one.pk}"
    assert page("li").post(f"{address}/rejection/").status_code == 302
    assert pair[1].name not in text(page("li").get("/duplicates/"))
    change_customer(pair[0], {"name": "甬江港务股份有限公司"}, act=cast.act("wang"))
    finding.sweep(KIND)
    assert pair[1].name not in text(page("li").get("/duplicates/"))
    assert pair[1].name in text(page("li").get("/duplicates/?state=rejected"))
    verbs = Entry.objects.filter(kind=KIND, verb="merging.rejected").values_list("record_id", flat=True)
    assert set(verbs) == {one.pk for one in pair}
    page("li").post(f"{address}/reopening/")
    assert pair[1].name in text(page("li").get("/duplicates/"))


# ---------------------------------------------------------------- nothing is betrayed
@pytest.mark.req("ORG-4")
def test_pairs_of_which_one_may_not_see_or_merge_both_do_not_exist(cast, page, api):
    hers = a_customer(cast.act("wang"), name="甬江港务集团")
    his = a_customer(cast.act("zhao"), name="甬江港务有限公司")
    (one,) = Suspicion.objects.all()
    for name in ("li", "lu"):
        assert api(name).get(URL).json()["results"] == []
        assert page(name).get("/duplicates/").status_code == 200
        for address in (f"/duplicates/{KIND}/{one.pk}/rejection/", f"/duplicates/{KIND}/{one.pk}/reopening/"):
            assert page(name).post(address).status_code == 404
        assert page(name).get(f"/mergers/{KIND}/?pk={hers.pk}&pk={his.pk}").status_code == 404
        body = {"survivor": hers.pk, "others": [his.pk], "reason": "x"}
        for end in ("", "preview/"):
            assert api(name).post(f"/api/v1/mergers/{KIND}/{end}", body).status_code == 404
    assert his.name not in text(page("li").get(hers.get_absolute_url()))
    assert his.name in text(page("zheng").get(hers.get_absolute_url()))
    for name in ("wang", "qian"):
        assert api(name).get(URL).status_code == 404
        assert page(name).get("/duplicates/").status_code == (200 if name == "wang" else 404)
    assert page("qian").get(f"/mergers/{KIND}/?pk={hers.pk}&pk={his.pk}").status_code == 403
    assert Customer.objects.count() == 2


def test_a_field_one_may_not_read_is_neither_shown_nor_chosen(cast, page, api):
    kept = a_customer(cast.act("wang"), name="甬江港务集团")
    one = add_contact(kept, {"name": "林海", "phone": "13811112222"}, act=cast.act("wang"))
    other = add_contact(kept, {"name": "林海", "phone": "13933334444", "email": "b@c.cn"}, act=cast.act("wang"))
    RolePermission.objects.filter(role__code="account_manager", permission="customers.see_phone").delete()
    body = text(page("wang").get(f"/mergers/customers.contact/?pk={one.pk}&pk={other.pk}"))
    assert "take-phone" not in body
    assert "3933334444" not in body
    given = {"survivor": one.pk, "others": [other.pk], "choices": {"phone": other.pk}, "reason": "x"}
    shown = api("wang").post("/api/v1/mergers/customers.contact/preview/", given).json()
    assert {"phone", "email"}.isdisjoint(row["name"] for row in shown["fields"])
    assert api("wang").post("/api/v1/mergers/customers.contact/", given).status_code == 200
    one.refresh_from_db()
    assert (one.phone, one.email) == ("13811112222", "b@c.cn")


# ---------------------------------------------------------------- page
def test_chosen_in_the_list_compared_and_merged(cast, page, pair):
    kept, gone = pair
    ids = [kept.pk, gone.pk]
    answer = page("li").post(f"/mergers/?kind={KIND}", {"pk": ids})
    assert answer["Location"] == f"/mergers/{KIND}/?pk={kept.pk}&pk={gone.pk}"
    address = f"/mergers/{KIND}/"
    assert "take-industry" in text(page("li").get(answer["Location"]))
    assert page("li").post(address, {"pk": ids, "survivor": kept.pk, "reason": ""}).status_code == 422
    given = {
        "pk": ids,
        "survivor": gone.pk,
        "reason": "重复",
        "take-industry": kept.pk,
        "take-name": kept.pk,
        "_key": "k",
    }
    first, again = (page("li").post(address, given) for _ in range(2))
    assert first["Location"] == again["Location"] == gone.get_absolute_url()
    gone.refresh_from_db()
    assert (gone.name, gone.industry, gone.region) == ("甬江港务集团", "港口", "宁波")
    assert page("li").post(address, {**given, "_key": "k2"})["Location"] == gone.get_absolute_url()


def test_too_few_and_too_many_are_refused(page, cast, pair):
    assert page("li").post(f"/mergers/?kind={KIND}", {"pk": [pair[0].pk]}).status_code == 409
    assert page("li").post(f"/mergers/?kind={KIND}", {}).status_code == 404
    many = [a_customer(cast.act("wang")).pk for _ in range(7)]
    assert page("li").post(f"/mergers/?kind={KIND}", {"pk": many}).status_code == 409
    assert page("li").get("/mergers/accounts.user/?pk=1&pk=2").status_code == 404


def test_the_other_one_is_chosen_by_its_name(page, pair):
    address = f"/mergers/{KIND}/other/?pk={pair[0].pk}"
    assert page("li").get(address).status_code == 200
    answer = page("li").get(f"{address}&other={pair[1].pk}")
    assert answer["Location"] == f"/mergers/{KIND}/?pk={pair[0].pk}&pk={pair[1].pk}"


# ---------------------------------------------------------------- afterwards
def test_address_number_name_and_history_lead_to_the_survivor(cast, page, api, pair):
    kept, gone = pair
    actions.merge(kept, [gone], reason="重复录入", act=cast.act("li"))
    answer = page("wang").get(f"{gone.get_absolute_url()}?tab=contacts")
    assert (answer.status_code, answer["Location"]) == (301, f"{kept.get_absolute_url()}?tab=contacts")
    assert page("wang").get(f"{gone.get_absolute_url()}edit/")["Location"] == f"{kept.get_absolute_url()}edit/"
    assert page("zhao").get(gone.get_absolute_url()).status_code == 404
    assert kept.name in text(page("wang").post(f"{gone.get_absolute_url()}edit/", {"name": "x", "_key": "1"}))
    one = api("wang").get(f"/api/v1/customers/{gone.pk}/")
    assert (one.status_code, one["Location"]) == (301, f"/api/v1/customers/{kept.pk}/")
    change = api("wang").patch(f"/api/v1/customers/{gone.pk}/", {"name": "x"}, headers={"If-Match": "*"})
    assert (change.status_code, change.json()["code"], change["Location"]) == (
        410, "merged", f"/api/v1/customers/{kept.pk}/",
    )  # fmt: skip
    for words in (gone.number, "甬江港务有限"):
        assert kept.get_absolute_url() in text(page("wang").get(f"/search/?q={words}"))
    assert named(cast.wang, [gone.number, gone.name]) == {gone.number: kept, gone.name: kept}
    assert [row["id"] for row in api("li").get("/api/v1/customers/").json()["results"]] == [kept.pk]
    assert text(page("li").get("/customers/options/?q=有限公司")).count(str(gone.pk)) == 0
    history = api("wang").get(f"/api/v1/history/{KIND}/{kept.pk}/").json()
    assert [(row["verb"], row["of"]) for row in history] == [
        ("merging.merged", ""), ("merging.merged_into", gone.name), ("customers.created", gone.name),
        ("customers.created", ""),
    ]  # fmt: skip
    later = api("wang").get(f"/api/v1/history/{KIND}/{kept.pk}/?before={history[1]['seq']}").json()
    assert later == history[2:]
    assert gone.name in text(page("wang").get(f"{kept.get_absolute_url()}?tab=history"))


def test_over_the_api_the_same(cast, api, pair):
    kept, gone = pair
    (row,) = api("li").get(URL).json()["results"]
    assert {one["id"] for one in row["records"]} == {kept.pk, gone.pk}
    body = {"survivor": kept.pk, "others": [gone.pk], "choices": {"industry": gone.pk}}
    shown = api("li").post(f"/api/v1/mergers/{KIND}/preview/", body).json()
    industry = next(one for one in shown["fields"] if one["name"] == "industry")
    assert [(v["text"], v["chosen"]) for v in industry["values"]] == [("港口", False), ("物流", True)]
    assert api("li").post(f"/api/v1/mergers/{KIND}/", body).json()["fields"].keys() == {"reason"}
    stale = api("li").post(f"/api/v1/mergers/{KIND}/", {**body, "reason": "x", "revisions": {kept.pk: 99}})
    assert stale.status_code == 412
    for _ in range(2):
        done = api("li").post(f"/api/v1/mergers/{KIND}/", {**body, "reason": "重复"})
        assert (done.status_code, done.json()["id"]) == (200, kept.pk)
    assert Entry.objects.filter(verb="merging.merged").count() == 1
    assert api("wang").get(f"/api/v1/customers/{kept.pk}/").json()["industry"] == "物流"


def test_comparing_asks_no_more_for_more_fields_or_parts(cast, page, pair, django_assert_max_num_queries):
    for number in range(6):
        add_contact(pair[number % 2], {"name": f"人{number}"}, act=cast.act("li"))
    client = page("li")
    client.get("/duplicates/")
    with django_assert_max_num_queries(45):
        client.get(f"/mergers/{KIND}/?pk={pair[0].pk}&pk={pair[1].pk}")


def test_custom_fields_are_chosen_like_any_other(cast, page, api):
    admin = cast.act("admin")
    a_field(admin, "size", "integer")
    a_field(admin, "grade", "choice", choices=[{"label": "甲", "code": "a"}, {"label": "乙", "code": "b"}])
    a_field(admin, "note", edited_by=["general_manager"])
    act = cast.act("li")
    kept = a_customer(act, name="甬江港务集团", extra=Changes(size=1, grade="a"))
    gone = a_customer(act, name="甬江港务有限公司", extra=Changes(size=2, note="x"))
    preview = {"survivor": kept.pk, "others": [gone.pk]}
    told = api("li").post(f"/api/v1/mergers/{KIND}/preview/", preview, format="json").json()
    rows = {row["name"]: [value["text"] for value in row["values"]] for row in told["fields"]}
    assert (rows["extra.size"], rows["extra.grade"], "extra.note" in rows) == (["1", "2"], ["甲", ""], False)
    assert (
        f'name="take-extra.size" value="{gone.pk}"'
        in page("li").get(f"/mergers/{KIND}/?pk={kept.pk}&pk={gone.pk}").content.decode()
    )
    choices = {"extra.size": gone.pk, "extra.grade": gone.pk, "extra.note": kept.pk}
    found = actions.merge(kept, [gone], reason="x", act=act, choices=choices)
    assert found.extra == {"size": 2, "note": "x"}


def test_the_lists_own_search_finds_the_survivor_by_the_merged_number(cast, page, api):
    kept = a_customer(cast.act("li"), name="甬江港务集团")
    gone = a_customer(cast.act("li"), name="宁波老港")
    actions.merge(kept, [gone], reason="x", act=cast.act("li"))
    for words in (gone.number, "宁波老港"):
        assert kept.get_absolute_url() in text(page("li").get(f"/customers/?search={words}"))
        found = api("li").get(f"/api/v1/customers/?search={words}").json()["results"]
        assert [one["id"] for one in found] == [kept.pk]
    assert api("zhao").get(f"/api/v1/customers/?search={gone.number}").json()["results"] == []
