"""Who finds what: in one's own scope, also by pinyin, number and telephone; nothing betrays what one may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.access.grants import forget
from leadtocash.foundation.access.models import Participation, RolePermission
from leadtocash.foundation.documents.actions import attach, attachments_of, remove
from leadtocash.foundation.search import keeping
from leadtocash.foundation.search.finding import find, last_opened
from leadtocash.foundation.search.models import Findable

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-2")]
ASKED = ["轴承", "瑞隆", "zcgs", "shrl", "ruilong", "瑞", "瑞隆 有限", "K-NUMBER", "sh 轴承"]


@pytest.fixture
def customer(cast: Any) -> Customer:
    act = cast.act("wang")
    made = actions.create_customer({"name": "上海瑞隆轴承有限公司", "short_name": "瑞隆轴承"}, act=act)
    actions.add_contact(made, {"name": "单田芳", "phone": "138 0013 8765"}, act=act)
    return made


def titles(typed: str, person: Any, **more: Any) -> dict[str, list[str]]:
    return {group.kind: [hit.title for hit in group.hits] for group in find(typed, person, **more)}


@pytest.mark.parametrize("typed", ASKED)
def test_the_owner_finds_it_and_the_colleague_elsewhere_does_not(customer: Any, cast: Any, typed: str) -> None:
    typed = typed.replace("K-NUMBER", customer.number)
    assert titles(typed, cast.wang)["customers.customer"] == [customer.name]
    assert titles(typed, cast.li)["customers.customer"] == [customer.name]
    for stranger in (cast.zhao, cast.outsider, cast.admin):
        assert titles(typed, stranger) == {}, stranger


def test_nothing_on_page_palette_or_api_betrays_it(customer: Any, page: Any, api: Any) -> None:
    for typed in ("瑞隆", "zcgs", customer.number, "8765", "单田"):
        for address in (
            f"/search/?q={typed}",
            f"/search/?q={typed}&kind=customers.customer",
            f"/search/suggestions/?q={typed}",
        ):
            shown = page("zhao").get(address).content.decode().replace(typed, "")
            assert customer.name not in shown
            assert "单田芳" not in shown
            assert 'role="option"' not in shown
        assert api("zhao").get(f"/api/v1/search/?q={typed}").json() == {"results": []}
    found = api("wang").get("/api/v1/search/?q=zcgs").json()["results"]
    assert [(group["kind"], [hit["title"] for hit in group["hits"]]) for group in found] == [
        ("customers.customer", [customer.name])
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("8765", True), ("13800138765", True), ("138 0013 8765", True), ("876", False), ("0013", False), ("9999", False)],
)
def test_a_telephone_number_is_found_by_its_end(customer: Any, cast: Any, typed: str, found: bool) -> None:
    assert titles(typed, cast.wang).get("customers.contact", []) == (["单田芳"] if found else [])


def test_who_may_not_read_telephone_numbers_does_not_find_by_them(customer: Any, cast: Any) -> None:
    RolePermission.objects.filter(permission="customers.see_phone").delete()
    forget(cast.wang)
    assert titles("8765", cast.wang) == {}
    assert titles("stf", cast.wang)["customers.contact"] == ["单田芳"]
    assert titles("dtf", cast.wang)["customers.contact"] == ["单田芳"]


def test_what_is_opened_to_somebody_is_found_with_its_parts(customer: Any, cast: Any) -> None:
    open_to(customer, cast.zhao, why=Participation.Why.COPIED, act=cast.act("wang"))
    assert titles("瑞隆", cast.zhao)["customers.customer"] == [customer.name]
    assert titles("单田芳", cast.zhao)["customers.contact"] == ["单田芳"]


def test_the_one_called_so_comes_first_then_what_begins_so_then_the_newest(cast: Any) -> None:
    act = cast.act("wang")
    for name in ("恒远轴承厂", "轴承销售公司", "轴承", "华锐轴承厂"):
        actions.create_customer({"name": name}, act=act)
    assert titles("轴承", cast.wang)["customers.customer"] == ["轴承", "轴承销售公司", "华锐轴承厂", "恒远轴承厂"]


def test_what_one_opened_comes_before_what_is_as_good(cast: Any, page: Any) -> None:
    act = cast.act("wang")
    made = [actions.create_customer({"name": name}, act=act) for name in ("恒远轴承厂", "华锐轴承厂")]
    page("wang").get(made[0].get_absolute_url())
    assert titles("轴承", cast.wang)["customers.customer"] == ["恒远轴承厂", "华锐轴承厂"]
    assert [hit.title for hit in last_opened(cast.wang)] == ["恒远轴承厂"]
    Customer.objects.filter(pk=made[0].pk).update(owner=cast.zhao, department=cast.zhao.positions.get().department)
    assert last_opened(cast.wang) == []


def test_more_is_told_only_of_what_one_may_see(cast: Any) -> None:
    for place in range(4):
        actions.create_customer({"name": f"轴承{place}厂"}, act=cast.act("wang"))
    for place in range(9):
        actions.create_customer({"name": f"南方轴承{place}厂"}, act=cast.act("zhao"))
    group = find("轴承", cast.wang, most=4)[0]
    assert (len(group.hits), group.more) == (4, False)
    assert find("轴承", cast.wang, most=3)[0].more


def test_stale_keys_of_the_table_never_open_anything(customer: Any, cast: Any) -> None:
    """Even a row that says somebody else owns the record shows it only to those who may see the record."""
    Findable.objects.update(owner_id=cast.zhao.pk, department_id=None)
    assert titles("瑞隆", cast.zhao) == {}
    for place in range(9):
        actions.create_customer({"name": f"瑞隆{place}厂"}, act=cast.act("zhao"))
    Findable.objects.filter(record_id=customer.pk).update(at="2099-01-01T00:00:00Z")
    group = find("瑞隆", cast.zhao, most=8)[0]
    assert len(group.hits) == 8
    assert group.more


def test_the_table_follows_in_the_same_transaction(customer: Any, cast: Any) -> None:
    act = cast.act("wang")
    actions.change_customer(customer, {"name": "苏州恒远机床有限公司", "short_name": ""}, act=act)
    assert titles("瑞隆", cast.wang) == {}
    assert titles("szhy", cast.wang)["customers.customer"] == ["苏州恒远机床有限公司"]
    actions.hand_over_customers(cast.wang, cast.zhao, act=act, reason="leaves")
    assert titles("恒远", cast.wang) == {}
    assert titles("恒远", cast.zhao)["customers.customer"] == ["苏州恒远机床有限公司"]
    assert titles("单田芳", cast.zhao)["customers.contact"] == ["单田芳"]
    assert [problem for problem in keeping.drifted() if "user" not in problem.sentence] == []


def test_files_are_found_by_who_sees_their_record(customer: Any, cast: Any) -> None:
    act = cast.act("wang")
    attach(customer, SimpleUploadedFile("技术协议.txt", b"x"), act=act)
    assert titles("技术协议", cast.wang)["documents.attachment"] == ["技术协议.txt"]
    assert titles("jsxy", cast.li)["documents.attachment"] == ["技术协议.txt"]
    assert titles("技术协议", cast.zhao) == {}
    remove(attachments_of(customer).get(), customer, act=act)
    assert titles("技术协议", cast.wang) == {}


def test_the_check_tells_what_rebuilding_mends(customer: Any, cast: Any) -> None:
    keeping.rebuild()
    assert list(keeping.drifted()) == []
    Contact.objects.update(name="张三")
    Findable.objects.filter(kind="customers.customer").delete()
    found = [problem.sentence for problem in keeping.drifted()]
    assert len(found) == 2
    assert f"customers.customer {customer.pk}" in found[0]
    assert f"customers.contact {Contact.objects.get().pk}" in found[1]
    assert keeping.rebuild() == 2
    assert list(keeping.drifted()) == []
    assert titles("zs", cast.wang)["customers.contact"] == ["张三"]


def test_pages_and_commands_are_found_by_who_may_open_them(page: Any) -> None:
    shown = page("wang").get("/search/suggestions/?q=khu").content.decode()
    assert "/customers/" not in shown
    for typed in ("客户", "kh", "kehu"):
        shown = (
            page("wang").get(f"/search/suggestions/?q={typed}", headers={"Accept-Language": "zh-hans"}).content.decode()
        )
        assert 'href="/customers/"' in shown
        assert 'href="/customers/new/"' in shown
    assert "/customers/" not in page("outsider").get("/search/suggestions/?q=客户").content.decode()


def test_a_word_that_many_hold_is_answered_from_the_newest_and_still_finds_the_one_called_so(
    cast: Any, monkeypatch: Any
) -> None:
    act = cast.act("wang")
    for name in ("轴承", "老轴承厂", *(f"轴承{place}厂" for place in range(9))):
        actions.create_customer({"name": name}, act=act)
    first = Findable.objects.filter(kind="customers.customer").order_by("record_id")
    Findable.objects.filter(pk__in=[row.pk for row in first if "老" in row.names or row.names == "\n轴承\n"]).update(
        at="2001-01-01T00:00:00Z"
    )
    newest = "(SELECT * FROM search_findable ORDER BY at DESC, id DESC LIMIT 7) newest"
    monkeypatch.setattr("leadtocash.foundation.search.table._NEWEST", newest)
    group = find("轴承", cast.wang, most=4)[0]
    assert ([hit.title for hit in group.hits], group.more) == (["轴承", "轴承8厂", "轴承7厂", "轴承6厂"], True)
