"""An administrator defines a field; it stands in form, page, list, filter, export and history, for those who may."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.browsing import queries

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tables import CUSTOMERS
from leadtocash.foundation.custom_fields import actions
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field, one_of_each
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.web.lists.paging import sorted_by, take

pytestmark = pytest.mark.req("PLT-1")
NEW = f"/administration/custom-fields/new/?kind={CUSTOMER}"
NONE = {"choices-TOTAL_FORMS": "0", "choices-INITIAL_FORMS": "0", "choices-MIN_NUM_FORMS": "0"}


@pytest.fixture
def admin(cast):
    return cast.act("admin")


def text(answer):
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def form_of(client, url):
    """What the form of an address holds, as a browser would post it."""
    form = client.get(url).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def test_from_the_definition_to_the_list_and_back(page):
    boss, wang = page("admin"), page("wang")
    assert "还没有自定义字段" in text(boss.get("/administration/custom-fields/"))
    answer = boss.post(NEW, {"label": "颜色", "type": "choice", "in_list": "on", **NONE, "choices-TOTAL_FORMS": "2",
                             "choices-0-label": "红", "choices-0-active": "on", "choices-1-label": "蓝",
                             "choices-1-active": "on"})  # fmt: skip
    assert answer["Location"] == f"/administration/custom-fields/?kind={CUSTOMER}"
    colour = CustomField.objects.get()
    assert (colour.code, [one["code"] for one in colour.choices]) == ("yanse", ["hong", "lan"])
    boss.post(NEW, {"label": "年产值", "type": "money", "required": "on", "heading": "规模", **NONE})
    shown = text(wang.get("/customers/new/"))
    assert "颜色" in shown
    assert "规模" in shown
    refused = wang.post("/customers/new/", {**form_of(wang, "/customers/new/"), "name": "甬江港务"})
    assert refused.status_code == 422
    assert "请填写" in text(refused) or "必填" in text(refused) or "需要" in text(refused)
    given = {
        **form_of(wang, "/customers/new/"),
        "name": "甬江港务",
        "extra_yanse": "lan",
        "extra_nianchanzhi": "１.5万",
    }
    detail = text(wang.get(wang.post("/customers/new/", given)["Location"]))
    assert Customer.objects.get().extra == {"yanse": "lan", "nianchanzhi": "15000.00"}
    assert "15,000.00" in detail
    assert "规模" in detail
    rows = text(wang.get("/customers/"))
    assert "颜色" in rows
    assert "蓝" in rows
    assert "甬江港务" in text(wang.get("/customers/?extra_yanse=lan"))
    assert "甬江港务" not in text(wang.get("/customers/?extra_yanse=hong"))
    assert "不是" in text(wang.get("/customers/?extra_yanse=gelb"))


def test_a_change_is_one_line_of_the_history(page, cast, admin):
    one_of_each(admin)
    wang = page("wang")
    customer = customers.create_customer({"name": "甬江港务"}, act=cast.act("wang"))
    given = {**form_of(wang, f"/customers/{customer.pk}/edit/"), "extra_f_choice": "red",
             "extra_f_choices": ["red", "blue"], "extra_f_person": cast.people["li"].pk,
             "extra_f_decimal": "3.5", "extra_f_yes_no": "true"}  # fmt: skip
    assert wang.post(f"/customers/{customer.pk}/edit/", given).status_code == 302
    history = text(wang.get(f"/customers/{customer.pk}/?tab=history"))
    for said in ("字段f_choice", "红、蓝", cast.people["li"].name, "3.5 kg"):
        assert said in history
    assert "{&#x27;" not in history
    edit = text(wang.get(f"/customers/{customer.pk}/edit/"))
    assert 'value="3.5"' in edit


@pytest.fixture
def filled(cast, admin):
    fields = one_of_each(admin)
    people = cast.people
    extras = [
        {"f_text": "A1", "f_integer": 5, "f_decimal": "10.5", "f_money": "1000.00", "f_date": "2026-03-01",
         "f_yes_no": True, "f_choice": "red", "f_choices": ["red", "blue"],
         "f_person": people["wang"].pk, "f_long": "长"},
        {"f_text": "B2", "f_integer": 40, "f_decimal": "9.5", "f_money": "20000.00", "f_date": "2026-04-01",
         "f_yes_no": False, "f_choice": "blue", "f_choices": ["green"], "f_person": people["li"].pk},
        {},
    ]  # fmt: skip
    for name, extra in zip(("甲公司", "乙公司", "丙公司"), extras, strict=True):
        customers.create_customer({"name": name, "extra": Changes(extra)}, act=cast.act("wang"))
    return fields


def names(client, query):
    answer = client.get(f"/customers/?export=csv&{query}")
    lines = text(answer).lstrip("\ufeff").splitlines()
    return (
        [line.split(",")[1] for line in lines[1:]] if len(lines) > 1 else text(client.get(f"/customers/?{query}"))[:0]
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("extra_f_text=a1", "甲"), ("extra_f_text_empty=1", "丙"), ("extra_f_integer_from=6", "乙"),
        ("extra_f_integer_to=5", "甲"), ("extra_f_decimal_from=10", "甲"), ("extra_f_money_from=1.5w", "乙"),
        ("extra_f_date_from=2026-03-15", "乙"), ("extra_f_date=empty", "丙"), ("extra_f_yes_no=1", "甲"),
        ("extra_f_yes_no=0", "乙丙"), ("extra_f_choice=red,blue", "甲乙"), ("extra_f_choices=blue", "甲"),
        ("extra_f_choices=green,red", "甲乙"), ("extra_f_person=me", "甲"), ("extra_f_long=长", "甲"),
    ],
)  # fmt: skip
def test_each_type_has_its_filter(page, filled, query, found):
    assert sorted(names(page("wang"), query)) == sorted(f"{one}公司" for one in found)


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("f_integer", "甲乙丙"),
        ("f_decimal", "乙甲丙"),
        ("f_money", "甲乙丙"),
        ("f_date", "甲乙丙"),
        ("f_text", "甲乙丙"),
    ],
)
def test_lists_are_sorted_by_value_and_paged(page, api, filled, key, order):
    assert names(page("wang"), f"ordering=extra_{key}") == [f"{one}公司" for one in order]
    client, cursor, seen = api("wang"), "", []
    while cursor is not None:
        found = client.get("/api/v1/customers/", {"ordering": f"extra_{key}", "page_size": 1, "cursor": cursor}).json()
        seen += [one["name"][:1] for one in found["results"]]
        cursor = found["next"]
    assert "".join(seen) == order


def test_its_column_is_chosen_like_any_other_and_hidden_from_whom_it_is_hidden(page, cast, admin):
    a_field(admin, "floor", "money", label="底价", seen_by=["sales_manager"])
    a_field(admin, "colour", label="颜色")
    address = "/list-views/columns/?list=customers"
    shown = text(page("wang").get(address))
    assert "颜色" in shown
    assert "底价" not in shown
    page("wang").post(address, {"column": ["extra_colour", "name"]})
    assert text(page("wang").get("/customers/?export=csv")).lstrip("\ufeff").splitlines()[0] == "颜色,客户"


def test_the_export_carries_typed_values_under_the_labels(page, filled, cast):
    keys = ",".join(f"extra_{one.code}" for one in filled.values())
    answer = page("wang").get(f"/customers/?export=xlsx&ordering=extra_f_text&columns=name,{keys}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    head, first, *_rest = book.get_sheet_by_index(0).to_python()
    assert head[1:5] == ["字段f_text", "字段f_long", "字段f_integer", "字段f_decimal (kg)"]
    assert first[:6] == ["甲公司", "A1", "长", 5, 10.5, 1000]
    assert first[6].isoformat()[:10] == "2026-03-01"
    assert first[7:] == ["是", "红", "红、蓝", cast.people["wang"].name]


def test_a_list_asks_as_often_for_many_rows_as_for_few(page, cast, filled):
    client, columns = page("wang"), ",".join(f"extra_{one.code}" for one in filled.values())
    few = queries(client, f"/customers/?columns=name,{columns}")
    for number in range(20):
        extra = Changes(f_person=cast.people["li"].pk, f_choice="red", f_text=f"T{number}")
        customers.create_customer({"name": f"公司{number}", "extra": extra}, act=cast.act("wang"))
    assert queries(client, f"/customers/?columns=name,{columns}") <= few + 1


def test_a_saved_view_remembers_a_custom_filter(page, filled):
    wang = page("wang")
    asked = "list=customers&at=/customers/&query=extra_f_choice%3Dred%26columns%3Dname%2Cextra_f_money"
    shown = text(wang.get(wang.post(f"/list-views/new/?{asked}", {"name": "红色"})["Location"]))
    assert "甲公司" in shown
    assert "乙公司" not in shown


def test_a_retired_field_shows_nowhere_and_a_filter_by_it_is_ignored(page, filled, admin):
    actions.retire(filled["text"], act=admin)
    wang, pk = page("wang"), Customer.objects.get(name="甲公司").pk
    for url in (
        "/customers/new/",
        f"/customers/{pk}/",
        f"/customers/{pk}/edit/",
        "/customers/?columns=name,extra_f_text",
    ):
        assert "字段f_text" not in text(wang.get(url)), url
    assert "重新启用" in text(page("admin").get(f"/administration/custom-fields/?kind={CUSTOMER}"))


def test_definitions_are_for_administrators(page, admin):
    one = a_field(admin, "size")
    for url in ("/administration/custom-fields/", NEW, f"/administration/custom-fields/{one.pk}/"):
        assert page("wang").get(url).status_code == 403, url
    assert page("wang").post(f"/administration/custom-fields/{one.pk}/retirement/").status_code == 403
    assert page("admin").post(f"/administration/custom-fields/{one.pk}/retirement/").status_code == 302


def test_the_form_of_a_definition_shows_what_is_wrong_where_it_is(page, admin):
    colour = a_field(admin, "colour", "choice")
    boss, url = page("admin"), f"/administration/custom-fields/{colour.pk}/"
    given = {name: value for name, value in form_of(boss, url).items() if value is not False}
    rows = {
        f"choices-{n}-{k}": v for n, one in enumerate(colour.choices) for k, v in {**one, "place": n + 1}.items() if v
    }
    rows |= {
        **NONE,
        "choices-TOTAL_FORMS": "3",
        "choices-INITIAL_FORMS": "3",
        "choices-0-place": "9",
        "choices-1-label": "天蓝",
    }
    assert boss.post(url, {**given, **rows}).status_code == 302
    colour.refresh_from_db()
    assert [one["label"] for one in colour.choices] == ["天蓝", "绿", "红"]
    refused = boss.post(url, {**given, **rows, "revision": colour.revision, "default": "紫"})
    assert refused.status_code == 422
    assert "紫" in text(refused)


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize("ordering", ["extra_size", "-extra_size", "extra_grade,-extra_size", "-extra_grade,name"])
def test_pages_by_a_custom_field_meet_every_record_once_the_empty_ones_last(cast, admin, ordering):
    a_field(admin, "size", "integer")
    a_field(admin, "grade")
    for n in range(23):
        extra = {"size": None if n % 4 == 0 else n % 5, "grade": None if n % 3 == 0 else "abc"[n % 3]}
        customers.create_customer({"name": f"公司{n:02d}", "extra": Changes(extra)}, act=cast.act("wang"))
    wang = cast.people["wang"]
    page, params = CUSTOMERS.seen_by(wang), {"ordering": ordering}
    rows, orders = page.found(params, wang, timezone.localdate()), page.orders_of(params, wang)
    expected = [row.pk for row in sorted_by(rows, orders)]
    for size in (1, 4, 23):
        pages = [take(rows, orders, cursor="", size=size, strict=True)]
        while pages[-1].next:
            pages.append(take(rows, orders, cursor=pages[-1].next, size=size, strict=True))
        back = [pages[-1]]
        while back[-1].previous:
            back.append(take(rows, orders, cursor=back[-1].previous, size=size, strict=True, values=["name"]))
        there = [[row.pk for row in one.rows] for one in pages]
        assert [pk for part in there for pk in part] == expected
        read = [[row["pk"] if isinstance(row, dict) else row.pk for row in one.rows] for one in reversed(back)]
        assert read == there
