"""Filters of a list: what they find, what they say, and what they refuse in a sentence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.lists import Choice, DateRange, Flag, Money, Person, Range, Relation, Text
from leadtocash.foundation.web.lists.filters.dating import AHEAD, PAST, span

pytestmark = pytest.mark.req("PLT-3")
TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def customers(cast):
    act = cast.act("wang")
    rows = {
        "a": {"name": "上海轴承", "industry": "机械", "employees": 10, "credit_limit": Decimal(500000)},
        "b": {"name": "南京电机", "industry": "电气", "employees": None, "credit_limit": Decimal(1200000)},
        "c": {"name": "苏州仪表", "industry": "", "employees": 300, "credit_limit": 0},
    }
    made = {key: actions.create_customer(values, act=act) for key, values in rows.items()}
    actions.change_customer(made["b"], {"parent": made["a"]}, act=act)
    return {key: one.pk for key, one in made.items()}


def found(one, params, person, customers):
    names = {pk: key for key, pk in customers.items()}
    return "".join(sorted(names[row.pk] for row in one.narrow(Customer.objects.all(), params, person)))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("today", ("2026-11-24", "2026-11-25")),
        ("this_week", ("2026-11-23", "2026-11-30")),
        ("this_month", ("2026-11-01", "2026-12-01")),
        ("last_month", ("2026-10-01", "2026-11-01")),
        ("next_month", ("2026-12-01", "2027-01-01")),
        ("this_quarter", ("2026-10-01", "2027-01-01")),
        ("last_quarter", ("2026-07-01", "2026-10-01")),
        ("next_quarter", ("2027-01-01", "2027-04-01")),
        ("this_year", ("2026-01-01", "2027-01-01")),
        ("last_7_days", ("2026-11-18", "2026-11-25")),
        ("last_30_days", ("2026-10-26", "2026-11-25")),
        ("last_90_days", ("2026-08-27", "2026-11-25")),
        ("next_7_days", ("2026-11-24", "2026-12-01")),
        ("next_30_days", ("2026-11-24", "2026-12-24")),
        ("overdue", (None, "2026-11-24")),
    ],
)
def test_named_ranges_are_whole_days_with_an_open_end(name, days):
    assert span(name, TODAY) == tuple(day and date.fromisoformat(day) for day in days)


def test_every_named_range_is_known_on_every_day_of_two_years():
    for step in range(800):
        day = date(2027, 1, 1) + timedelta(days=step)
        for name in {**PAST, **AHEAD}:
            low, after = span(name, day)
            assert low is None or low < after


def test_a_day_of_a_moment_is_the_day_here(cast, customers):
    one = DateRange(name="created_at", label="created")
    rows = Customer.objects.all()
    midnight = timezone.make_aware(timezone.datetime(2026, 11, 24))
    rows.filter(pk=customers["a"]).update(created_at=midnight)
    rows.filter(pk=customers["b"]).update(created_at=midnight - timedelta(microseconds=1))
    rows.filter(pk=customers["c"]).update(created_at=midnight + timedelta(days=1))
    whole = {"created_at_from": "2026-11-24", "created_at_to": "2026/11/24"}
    assert found(one, whole, cast.people["wang"], customers) == "a"
    assert "date(" not in str(one.narrow(rows, whole, cast.people["wang"]).query).lower()
    assert one.words({"created_at": "this_quarter"}, None)
    assert found(one, {"created_at_to": "9999-12-31"}, cast.people["wang"], customers) == "abc"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"credit_limit_from": "50万"}, "ab"),
        ({"credit_limit_from": "50 万元"}, "ab"),
        ({"credit_limit_from": "５０w", "credit_limit_to": "50wan"}, "a"),
        ({"credit_limit_from": "￥500,000.01"}, "b"),
        ({"credit_limit_to": "0.01亿"}, "ac"),
        ({"credit_limit_to": "0"}, "c"),
    ],
)
def test_money_is_written_in_yuan_or_wan(cast, customers, params, expected):
    assert found(Money(name="credit_limit", label="limit"), params, cast.people["wang"], customers) == expected


def test_words_are_contained_or_the_field_is_empty(cast, customers):
    one = Text(name="industry", label="industry")
    assert found(one, {"industry": "机"}, cast.people["wang"], customers) == "a"
    assert found(one, {"industry_empty": "1"}, cast.people["wang"], customers) == "c"
    assert found(one, {"industry_empty": "0"}, cast.people["wang"], customers) == "ab"


def test_several_choices_and_people_are_separated_by_commas(cast, customers):
    wang, li = cast.people["wang"], cast.people["li"]
    one = Choice(name="status", label="status", options=Customer.Status.choices)
    assert found(one, {"status": "new,won"}, wang, customers) == "abc"
    person = Person(name="owner", label="owner", field="owner_id")
    assert found(person, {"owner": "me"}, wang, customers) == "abc"
    assert found(person, {"owner": str(li.pk)}, wang, customers) == ""
    assert found(person, {"owner": f"{wang.pk},{li.pk}"}, li, customers) == "abc"


def test_a_relation_finds_by_id_by_none_and_by_departments_below(cast, customers):
    wang = cast.people["wang"]
    parent = Relation(name="parent", label="parent", field="parent_id", picks="customers.customer", nullable=True)
    assert found(parent, {"parent": str(customers["a"])}, wang, customers) == "b"
    assert found(parent, {"parent": f"none,{customers['a']}"}, wang, customers) == "abc"
    place = Relation(name="department", label="d", field="department_id", picks="accounts.department")
    above = Customer.objects.get(pk=customers["a"]).department.parent_id
    assert found(place, {"department": str(above)}, wang, customers) == "abc"


def test_a_name_one_may_not_see_is_not_betrayed(cast, customers, page):
    one = Relation(name="parent", label="parent", field="parent_id", picks="customers.customer")
    params = {"parent": str(customers["a"])}
    assert one.words(params, cast.people["wang"]) == "上海轴承"
    assert one.words(params, cast.people["zhao"]) == "?"
    asked = "/pick/?kind=customers.customer&q=轴承"
    assert [hit["text"] for hit in page("wang").get(asked).json()["results"]] == ["上海轴承"]
    assert page("zhao").get(asked).json() == {"results": []}
    assert page("wang").get("/pick/?kind=nothing&q=a").json() == {"results": []}


@pytest.mark.parametrize(
    ("one", "params"),
    [
        (Choice(name="status", label="s", options=Customer.Status.choices), {"status": "new,old"}),
        (Flag(name="x", label="x", field="industry"), {"x": "maybe"}),
        (Text(name="industry", label="i"), {"industry_empty": "perhaps"}),
        (Range(name="employees", label="e"), {"employees_from": "ten"}),
        (Range(name="employees", label="e"), {"employees_from": "NaN"}),
        (Range(name="employees", label="e"), {"employees_from": "1e99"}),
        (Range(name="employees", label="e"), {"employees_from": "5", "employees_to": "4"}),
        (Money(name="credit_limit", label="c"), {"credit_limit_from": "50 pounds"}),
        (Money(name="credit_limit", label="c"), {"credit_limit_from": "万"}),
        (DateRange(name="created_at", label="c"), {"created_at_from": "2026-02-30"}),
        (DateRange(name="created_at", label="c"), {"created_at": "someday"}),
        (DateRange(name="created_at", label="c"), {"created_at": "overdue"}),
        (Person(name="owner", label="o", field="owner_id"), {"owner": "wang"}),
        (Person(name="owner", label="o", field="owner_id"), {"owner": "none"}),
        (Person(name="owner", label="o", field="owner_id"), {"owner": "9" * 30}),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence_and_printed_as_written(cast, customers, one, params):
    with pytest.raises(ValidationError) as refused:
        one.narrow(Customer.objects.all(), params, cast.people["wang"])
    assert set(refused.value.message_dict) <= set(one.names())
    assert one.words(params, cast.people["wang"])
    one.control(params, cast.people["wang"])


def test_the_page_says_what_it_cannot_understand_and_the_api_refuses_it(customers, page, api):
    shown = page("wang").get("/customers/?employees_from=ten&status=old&ordering=name")
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "“ten”" in text
    assert "“old”" in text
    assert "上海轴承" not in text
    answer = api("wang").get("/api/v1/customers/?employees_from=ten&status=old")
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"employees_from", "status"}
    for wrong in ("ordering=nonsense", "view=nonsense", "cursor=x", "page_size=900", "saved=77", "owner=x"):
        answer = api("wang").get(f"/api/v1/customers/?{wrong}")
        assert (answer.status_code, list(answer.json()["fields"])) == (400, [wrong.partition("=")[0]])


def test_page_and_api_take_several_sort_keys(customers, page, api):
    named = [row["name"] for row in api("wang").get("/api/v1/customers/?ordering=-kind,-name").json()["results"]]
    assert named == sorted(named, reverse=True) or len(named) == 3
    head = page("wang").get("/customers/?ordering=status,-name").content.decode()
    assert "<small>2</small>" in head
    assert "ordering=status%2C-name%2Cnumber" in head


def test_several_values_of_one_box_count_all(customers, page):
    assert "上海轴承" in page("wang").get("/customers/?status=new&status=won").content.decode()
