"""Keyset paging: forwards and backwards, ties, empty values, several keys; every row once, as plain sorting gives."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.lists.paging import Order, sorted_by, take


@pytest.fixture
def rows(cast):
    for n in range(23):
        values = {"name": f"公司{n:02d}", "employees": None if n % 4 == 0 else n % 5, "industry": "abc"[n % 3]}
        actions.create_customer(values, act=cast.act("wang"))
    return Customer.objects.all()


def walked(rows, orders, size):
    """All pages, first forwards to the end, then back to the beginning."""
    pages = [take(rows, orders, cursor="", size=size, strict=True)]
    while pages[-1].next:
        pages.append(take(rows, orders, cursor=pages[-1].next, size=size, strict=True))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(take(rows, orders, cursor=back[-1].previous, size=size, strict=True))
    return [[r.pk for r in page.rows] for page in pages], [[r.pk for r in page.rows] for page in reversed(back)]


FIELDS = st.sampled_from(["name", "industry", "employees", "founded_year", "status", "created_at", "owner__name"])
ORDERS = st.lists(st.builds(Order, FIELDS, st.booleans()), min_size=1, max_size=4, unique_by=lambda order: order.field)


@pytest.mark.req("PLT-3")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS, size=st.integers(1, 9))
def test_walking_forwards_and_back_meets_every_row_once_in_order(rows, orders, size):
    expected = [row.pk for row in sorted_by(rows, orders)]
    there, back = walked(rows, orders, size)
    assert [pk for page in there for pk in page] == expected
    assert back == there


@pytest.mark.req("PLT-3")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS)
def test_the_order_is_that_of_plain_sorting_with_empty_values_last(rows, orders):
    found = list(sorted_by(rows, orders).select_related("owner"))

    def value(row, order):
        return row.owner.name if order.field == "owner__name" else getattr(row, order.field)

    def before(one, other):
        for order in orders:
            left, right = value(one, order), value(other, order)
            if left == right:
                continue
            if left is None or right is None:
                return right is None
            if isinstance(left, str):
                return None  # the database's collation decides
            return left > right if order.descending else left < right
        return one.pk > other.pk if orders[-1].descending else one.pk < other.pk

    assert all(before(one, other) is not False for one, other in pairwise(found))


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "WyJmIiwiYWJjIiwxXQ", "W10"])
def test_an_unreadable_cursor_gives_the_first_page_and_is_refused_where_one_is_strict(rows, cursor):
    assert len(take(rows, Order("created_at"), cursor=cursor, size=5).rows) == 5
    with pytest.raises(ValidationError):
        take(rows, Order("created_at"), cursor=cursor, size=5, strict=True)


def test_a_cursor_of_another_order_is_refused(rows):
    cursor = take(rows, Order("name"), cursor="", size=5).next
    with pytest.raises(ValidationError):
        take(rows, [Order("name"), Order("industry")], cursor=cursor, size=5, strict=True)
    with pytest.raises(ValidationError):
        take(rows, Order("name", descending=True), cursor=cursor, size=5, strict=True)
