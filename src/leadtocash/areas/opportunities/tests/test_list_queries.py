"""How the list asks the database: searches in each of their forms, and no more statements than needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOW

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tables import OPPORTUNITIES
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.web.lists import page as lists
from leadtocash.foundation.web.lists.paging import Order, is_walked, sorted_by
from leadtocash.foundation.web.lists.searching import FirstOf

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]
NINE = "id,number,name,customer_name,owner,stage,expected_close_on,amount,created_at"
URL = "/api/v1/opportunities/"
ORDERS = ["expected_close_on", "-expected_close_on", "-amount", "customer", "-weighted"]
WORDS = ["轴承", "轴", "轴承集团", "axle", "没有"]


@pytest.fixture
def some(cast: Any) -> list[Opportunity]:
    bearings = a_customer(cast.act("wang"), name="瓦房店轴承集团")
    named = [("轴承磨床", None), ("车床", bearings), ("Axle 轴承 line", bearings), ("车床改造", None), ("数控轴", None)]
    mine = [
        an_opportunity(
            cast.act("wang"), name=name, customer=customer or a_customer(cast.act("wang"), name=f"甬江{n}号港"),
            amount=Decimal(100 * (n % 3)), expected_close_on=date(2026, 12, 1 + n) if n else None,
        )
        for n, (name, customer) in enumerate(named)
    ]  # fmt: skip
    return [
        *mine,
        an_opportunity(cast.act("zhao"), name="华南轴承", customer=a_customer(cast.act("zhao"), name="穗城")),
    ]


@pytest.mark.parametrize(("common", "few"), [(0, 200), (1000, 200), (1000, 0)])
def test_a_search_finds_the_same_in_each_of_its_forms(
    some: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, common: int, few: int
) -> None:
    monkeypatch.setattr(lists, "COMMON", common)
    monkeypatch.setattr(FirstOf, "MOST", few)
    for who, words, ordering in ((a, b, c) for a in ("wang", "zhao", "feng") for b in WORDS for c in ORDERS):
        person, params = getattr(cast, who), {"search": words, "ordering": ordering}
        orders = OPPORTUNITIES.orders_of(params)
        rows, counted = OPPORTUNITIES.sought(params, person, NOW.date())
        seen = sorted_by(OPPORTUNITIES.selected({"ordering": ordering}, person, NOW.date()), orders)
        told = [(row.pk, f"{row.name} {row.number} {row.customer.name}".casefold()) for row in seen]
        right = [pk for pk, text in told if words.casefold() in text]
        assert ([row.pk for row in sorted_by(rows, orders)], counted) == (right, (len(right), False))


def test_the_way_through_a_sort_needs_its_index() -> None:
    names = ("expected_close_on", "amount", "number", "pk", "updated_at", "next_step_on", "customer__name", "weighted")
    both = [{name for name in names if is_walked(Opportunity, Order(name, descending=d))} for d in (False, True)]
    assert both == [{"expected_close_on", "amount", "number", "pk", "updated_at"}] * 2


def test_a_list_joins_nothing_it_does_not_show(
    some: Any, cast: Any, api: Any, django_assert_max_num_queries: Any
) -> None:
    client, query = api("wang"), f"?owner={cast.wang.pk}&stage={some[0].stage_id}&ordering=expected_close_on"
    client.get(URL)
    with django_assert_max_num_queries(8) as asked:
        answer = client.get(f"{URL}{query}&page_size=2&fields={NINE}")
    assert answer.json()["count"] == 5
    told = [one["sql"] for one in asked.captured_queries if 'FROM "opportunities_opportunity"' in one["sql"]]
    assert len(told) == 2
    assert "opportunities_stage" not in "".join(told)
    assert all(one.count('"removed_at" IS NULL') == 1 for one in told)
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{URL}{query}").json()["results"]) == 5
