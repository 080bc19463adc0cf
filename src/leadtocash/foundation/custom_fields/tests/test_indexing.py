"""A custom field is filtered and sorted by an index that the worker makes, drops and makes again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tables import CUSTOMERS
from leadtocash.foundation.custom_fields import actions, indexing, jobs
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.web.lists.page import capped_count

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-1")]


@pytest.fixture
def admin(cast):
    yield cast.act("admin")
    CustomField.objects.all().delete()
    indexing.settle(CUSTOMER)


def plans(person, **params):
    """How the database reads a page of the list, and its count."""
    page = CUSTOMERS.seen_by(person)
    rows = page.found(params, person, timezone.localdate())
    said = []

    def explained(execute, sql, values, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", values)
            said.extend(line for (line,) in cursor.fetchall())
        return execute(sql, values, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        with connection.execute_wrapper(explained):
            found = [row.name for row in page.slice(rows, params, person=person).rows]
            capped_count(rows)
        cursor.execute("RESET enable_seqscan; RESET enable_sort")
    return found, "\n".join(said)


def statistics():
    with connection.cursor() as cursor:
        cursor.execute("SELECT stxname FROM pg_statistic_ext WHERE stxname LIKE 'extra%'")
        return [name for (name,) in cursor.fetchall()]


def state(field):
    field.refresh_from_db()
    return indexing.states([field])[field.pk]


@pytest.fixture
def three(cast):
    """Makes three customers with these values of a field, None for nothing."""

    def make(code, *values):
        for name, value in zip("甲乙丙", values, strict=True):
            extra = Changes() if value is None else Changes({code: value})
            customers.create_customer({"name": f"{name}公司", "extra": extra}, act=cast.act("wang"))

    return make


@pytest.mark.parametrize(
    ("of", "values", "params", "met"),
    [("integer", (30, 4, None), {"extra_it_from": "4", "extra_it_to": "9"}, ["乙公司"]),
     ("money", ("30.00", "4.50", None), {"extra_it_from": "5"}, ["甲公司"]),
     ("date", ("2026-03-01", "2026-11-02", None), {"extra_it_to": "2026-03-01"}, ["甲公司"]),
     ("integer", (30, 4, None), {"ordering": "extra_it"}, ["乙公司", "甲公司", "丙公司"]),
     ("decimal", ("30.00", "4.50", None), {"ordering": "-extra_it"}, ["甲公司", "乙公司", "丙公司"]),
     ("text", ("b", "a", None), {"ordering": "extra_it"}, ["乙公司", "甲公司", "丙公司"]),
     ("date", ("2026-03-01", "2026-11-02", None), {"ordering": "-extra_it"}, ["乙公司", "甲公司", "丙公司"])],
)  # fmt: skip
def test_ranges_and_sorting_are_answered_by_the_fields_own_index(cast, admin, three, of, values, params, met):
    field = a_field(admin, "it", of)
    three("it", *values)
    assert state(field) == "preparing"
    (name,) = jobs.index(CUSTOMER)
    assert state(field) == "ready"
    found, plan = plans(cast.people["wang"], **params)
    assert found == met
    assert name in plan


def test_words_are_found_by_an_index_where_the_field_is_marked_and_by_the_rows_until_it_is_there(cast, admin, three):
    wang = cast.people["wang"]
    field = a_field(admin, "place", "long", by_words=True)
    three("place", "宁波北仑厂房", "上海临港", None)
    found, plan = plans(wang, extra_place="北仑厂")
    assert (found, "_words" in plan) == (["甲公司"], False)
    assert jobs.index(CUSTOMER) == [f"extra_{field.pk}_words"]
    field.refresh_from_db()
    assert field.words_ready
    found, plan = plans(wang, extra_place="北仑厂")
    assert (found, f"extra_{field.pk}_words" in plan) == (["甲公司"], True)
    actions.change(field, {"by_words": False}, act=admin)
    assert plans(wang, extra_place="临港")[0] == ["乙公司"]
    assert state(field) == "none"
    jobs.index(CUSTOMER)
    assert not indexing._there([Customer])


def test_the_index_follows_the_field(admin):
    asked = ProcrastinateJob.objects.filter(task_name="custom_fields.index", args={"kind": CUSTOMER})
    before = asked.count()
    field = a_field(admin, "size", "integer")
    assert asked.count() == before + 1
    assert jobs.index(CUSTOMER) == [f"extra_{field.pk}_number"]
    assert jobs.index(CUSTOMER) == []
    assert statistics() == [f"extra_{field.pk}_number"]
    actions.change(field, {"type": "date"}, act=admin)
    assert state(field) == "preparing"
    assert jobs.index(CUSTOMER) == [f"extra_{field.pk}_text"]
    actions.retire(field, act=admin)
    assert jobs.index(CUSTOMER) == []
    assert not indexing._there([Customer])
    assert statistics() == []
    actions.revive(field, act=admin)
    jobs.index_all(0)
    assert state(field) == "ready"


def test_an_index_that_is_not_valid_is_made_again(cast, admin, three):
    field = a_field(admin, "size", "integer")
    three("size", 1, 1, 2)
    name = f"extra_{field.pk}_number"
    with connection.cursor() as cursor, pytest.raises(IntegrityError):  # fails, and leaves an invalid one
        cursor.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON customers_customer (extra_number(extra, 'size'))")
    assert indexing._there([Customer]) == {name: False}
    assert state(field) == "preparing"
    assert jobs.index(CUSTOMER) == [name]
    assert state(field) == "ready"


def test_a_value_of_another_type_stops_neither_index_nor_record(cast, admin, three):
    """The type was changed while nobody had a value; the old index is still there."""
    field = a_field(admin, "size", "integer")
    jobs.index(CUSTOMER)
    actions.change(field, {"type": "text"}, act=admin)
    three("size", "groß", "9" * 30, None)
    assert Customer.objects.count() == 3


def test_only_so_many_fields_of_a_kind_have_indexes(admin, page, monkeypatch):
    monkeypatch.setattr(indexing, "MOST_SORTED", 1)
    monkeypatch.setattr(indexing, "MOST_BY_WORDS", 1)
    first, second = a_field(admin, "first", by_words=True), a_field(admin, "second")
    assert [state(first), state(second)] == ["preparing", "too_many"]
    with pytest.raises(RuleError, match="1"):
        actions.change(second, {"by_words": True}, act=admin)
    shown = page("admin").get(second.get_absolute_url()).content.decode()
    assert "前 1 个" in shown
    actions.retire(first, act=admin)
    jobs.index(CUSTOMER)
    assert state(second) == "ready"
    assert "快速筛选已就绪" in page("admin").get(second.get_absolute_url()).content.decode()
    actions.change(second, {"by_words": True}, act=admin)
    with pytest.raises(RuleError):
        actions.revive(first, act=admin)
