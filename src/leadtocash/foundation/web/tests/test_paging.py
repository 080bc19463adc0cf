"""Keyset paging: forwards and backwards, ties, empty values; every row once."""

import pytest

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.lists.paging import Order, take


@pytest.fixture
def rows(cast):
    for n in range(23):
        values = {"name": f"公司{n:02d}", "employees": None if n % 4 == 0 else n % 5, "industry": "abc"[n % 3]}
        actions.create_customer(values, act=cast.act("wang"))
    return Customer.objects.all()


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize(
    "order",
    [
        Order("name"),
        Order("name", descending=True),
        Order("industry"),
        Order("employees"),
        Order("employees", descending=True),
        Order("pk", descending=True),
        Order("created_at"),
        Order("owner__name"),
    ],
)
def test_walking_forwards_and_back_meets_every_row_once_in_order(rows, order):
    expected = [r.pk for r in take(rows, order, cursor="", size=100).rows]
    pages, cursor = [], ""
    while True:
        piece = take(rows, order, cursor=cursor, size=5)
        pages.append(piece)
        if not piece.next:
            break
        cursor = piece.next
    assert [r.pk for page in pages for r in page.rows] == expected
    assert pages[0].previous == ""
    back = take(rows, order, cursor=pages[-1].previous, size=5)
    assert [r.pk for r in back.rows] == [r.pk for r in pages[-2].rows]


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "WyJmIiwiYWJjIiwxXQ", "W10"])
def test_an_unreadable_cursor_gives_the_first_page(rows, cursor):
    assert len(take(rows, Order("created_at"), cursor=cursor, size=5).rows) == 5
