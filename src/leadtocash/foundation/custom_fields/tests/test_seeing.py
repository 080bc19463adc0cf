"""A field that only some roles see is met by the others nowhere; one that only some fill is changed by nobody else."""

from __future__ import annotations

import json

import pytest

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.custom_fields import actions, finding, jobs, seeing
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field
from leadtocash.foundation.exchange.tests.driving import carried_out, faults, undone
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.search.models import Findable
from leadtocash.foundation.webhooks import kinds

pytestmark = pytest.mark.req("PLT-6")
SECRET = "qx9zz71306"


@pytest.fixture
def admin(cast):
    return cast.act("admin")


@pytest.fixture
def customer(cast, admin):
    """Wang's customer with a field that only sales managers see."""
    a_field(admin, "open")
    a_field(admin, "secret", label="保密字段", seen_by=["sales_manager"])
    values = {"name": "甬江港务", "extra": Changes(open="公开值", secret=SECRET)}
    found = customers.create_customer(values, act=cast.act("wang"))
    return customers.change_customer(found, {"extra": Changes(secret=SECRET + "2", open="另一值")}, act=cast.act("li"))


def places(pk):
    return [
        f"/customers/{pk}/", f"/customers/{pk}/?tab=history", f"/customers/{pk}/edit/", "/customers/",
"/customers/?columns=name,extra_secret",
        "/customers/?export=csv&columns=name,extra_secret,extra_open", f"/search/?q={SECRET}",
        "/imports/new/?kind=customers.customer",
    ]  # fmt: skip


def text(answer):
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def test_who_may_not_see_a_field_meets_it_nowhere(page, api, customer):
    wang, li = page("wang"), page("li")
    seen = False
    for url in places(customer.pk):
        mine = text(wang.get(url))
        assert SECRET not in mine or "search" in url, url
        assert "保密字段" not in mine, url
        seen = seen or SECRET in text(li.get(url))
    assert seen
    for url in (f"/api/v1/customers/{customer.pk}/", "/api/v1/customers/", f"/api/v1/history/{CUSTOMER}/{customer.pk}/",
                "/api/v1/custom-fields/"):  # fmt: skip
        told = json.dumps(api("wang").get(url).json(), ensure_ascii=False)
        assert "secret" not in told, url
        assert SECRET not in told, url
        assert "secret" in json.dumps(api("li").get(url).json()), url
    assert api("wang").get(f"/api/v1/search/?q={SECRET}").json()["results"] == []


def test_nobody_writes_sorts_or_filters_by_what_he_may_not_see(page, api, customer):
    url = f"/api/v1/customers/{customer.pk}/"
    hidden = api("wang").patch(url, {"extra": {"secret": "x"}}, HTTP_IF_MATCH="*").json()
    unknown = api("wang").patch(url, {"extra": {"nosuch": "x"}}, HTTP_IF_MATCH="*").json()
    assert hidden["fields"]["extra.secret"] == unknown["fields"]["extra.nosuch"]
    assert api("wang").get("/api/v1/customers/?ordering=extra_secret").status_code == 400
    assert api("wang").get(f"/api/v1/customers/?extra_secret={SECRET}").json()["count"] == 1  # no filter of his
    edit = page("wang").get(f"/customers/{customer.pk}/edit/").context["form"]
    given = {name: edit[name].value() or "" for name in edit.fields}
    assert page("wang").post(f"/customers/{customer.pk}/edit/", {**given, "extra_secret": "x"}).status_code == 302
    assert Customer.objects.get().extra["secret"] == SECRET + "2"


def test_a_webhook_tells_nothing_of_it(cast, customer):
    shown = kinds.shown(CUSTOMER, customer.pk, cast.people["wang"])
    assert shown["extra"] == {"open": "另一值"}
    changed = list(Entry.objects.get(kind=CUSTOMER, record_id=customer.pk, verb="customers.changed").changes)
    assert sorted(changed) == ["extra.open", "extra.secret"]
    assert seeing.readable(cast.people["wang"], customer, changed) == ["extra.open"]


def test_papers_and_other_programs_of_the_house_read_only_what_is_open(cast, customer):
    assert seeing.shown_values(cast.people["wang"], customer) == [("字段open", "另一值")]
    assert seeing.shown_values(cast.people["li"], customer) == [("字段open", "另一值"), ("保密字段", SECRET + "2")]


def test_who_only_sees_a_field_does_not_change_it(api, page, cast, admin):
    a_field(admin, "grade", label="分档", edited_by=["sales_manager"])
    found = customers.create_customer({"name": "甬江港务", "extra": Changes(grade="A")}, act=cast.act("wang"))
    url = f"/api/v1/customers/{found.pk}/"
    refused = api("wang").patch(url, {"extra": {"grade": "B"}}, HTTP_IF_MATCH="*")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["extra.grade"])
    assert api("wang").patch(url, {"extra": {"grade": "A"}}, HTTP_IF_MATCH="*").status_code == 200
    assert "分档" in text(page("wang").get(f"/customers/{found.pk}/"))
    assert "分档" not in text(page("wang").get(f"/customers/{found.pk}/edit/"))
    assert api("li").patch(url, {"extra": {"grade": "B"}}, HTTP_IF_MATCH="*").json()["extra"] == {"grade": "B"}


def test_the_search_knows_only_what_everybody_sees(api, cast, admin, customer):
    assert [one["title"] for one in found(api, "另一值")] == ["甬江港务"]
    actions.change(finding_field("open"), {"seen_by": ["sales_manager"]}, act=admin)
    jobs.renew(CUSTOMER, "open")
    assert found(api, "另一值") == []
    actions.change(finding_field("open"), {"seen_by": []}, act=admin)
    assert finding.renew(CUSTOMER, "open") == 1
    assert len(found(api, "另一值")) == 1
    assert "qx9" not in Findable.objects.get(kind=CUSTOMER).names
    assert [one.sentence for one in run_all()] == []


def found(api, words):
    answer = api("wang").get("/api/v1/search/", {"q": words}).json()
    return [hit for group in answer["results"] for hit in group["hits"]]


def finding_field(code):
    return CustomField.objects.get(code=code)


# ---------------------------------------------------------------- import
def test_an_import_fills_custom_fields_by_the_same_rules(cast, admin):
    wang = cast.act("wang")
    a_field(admin, "colour", "choice", label="颜色")
    a_field(admin, "volume", "money", label="年产值", required=True)
    a_field(admin, "serial", label="编码", is_unique=True)
    a_field(admin, "secret", label="保密字段", seen_by=["sales_manager"])
    rows = (
        "客户名称,颜色,年产值（万元）,编码,保密字段\n"
        "甲公司,蓝,1.5,S1,x\n乙公司,紫,2,S2,\n丙公司,红,,S3,\n丁公司,红,3,S1,\n"
    )
    run = carried_out(wang, rows)
    assert (run.state, run.counts["made"]) == ("done", 1), list(run.faults.values_list("row", "key", "sentence"))
    assert Customer.objects.get().extra == {"colour": "blue", "volume": "15000.00", "serial": "S1"}
    assert faults(run) == [
        (3, "extra.colour"), (4, "extra.volume"), (5, "extra.serial"),
    ]  # fmt: skip
    again = carried_out(wang, "客户名称,颜色,编码\n甲公司,红,\n戊公司,,S1\n", known="overwrite")
    assert Customer.objects.get().extra["colour"] == "red"
    assert {key for _row, key in faults(again)} == {"extra.volume", "extra.serial"}
    undone(wang, again)
    assert Customer.objects.get().extra == {"colour": "blue", "volume": "15000.00", "serial": "S1"}
