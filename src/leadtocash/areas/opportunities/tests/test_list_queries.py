"""How the list asks the database: searches in each of their forms, and no more statements than needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOW

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tables import OPPORTUNITIES
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.merging import actions as merging
from leadtocash.foundation.web.lists import page as lists
from leadtocash.foundation.web.lists.paging import Order, is_walked, sorted_by
from leadtocash.foundation.web.lists.searching import apart, containing, hits_of

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


@pytest.fixture
def special(some: Any, cast: Any) -> list[Opportunity]:
    """A customer and a deal into which others were merged, one in the recycle bin, one without a customer."""
    act = cast.act("wang")
    kept, gone = a_customer(act, name="甬江海运"), a_customer(act, name="甬江轴承贸易")
    merging.merge(kept, [gone], reason="重复录入", act=cast.act("li"))
    stays, goes, removed = (
        an_opportunity(act, name=name, customer=kept) for name in ("龙门吊", "龙门吊轴承", "轴承座")
    )
    Opportunity._base_manager.filter(pk=goes.pk).update(removed_at=NOW, merged_into=stays)
    Opportunity._base_manager.filter(pk=removed.pk).update(removed_at=NOW)
    nobody = an_opportunity(act, name="轴承 axle")
    Opportunity._base_manager.filter(pk=nobody.pk).update(customer=None)
    return [stays, nobody]


def told(row: Opportunity) -> str:
    """All the texts a deal is found by."""
    deals = [row, *Opportunity._base_manager.filter(merged_into=row)]
    own = [f"{one.name} {one.number} {one.customer.name if one.customer else ''}" for one in deals]
    return " ".join(
        [*own, *Customer._base_manager.filter(merged_into=row.customer or 0).values_list("name", flat=True)]
    )


@pytest.mark.parametrize(("common", "cap"), [(1000, 1000), (0, 1000), (0, 2)])
def test_a_search_finds_the_same_in_each_of_its_forms(
    special: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, common: int, cap: int
) -> None:
    monkeypatch.setattr(lists, "COMMON", common)
    monkeypatch.setattr(lists, "COUNT_CAP", cap)
    for who, words, ordering in ((a, b, c) for a in ("wang", "zhao", "feng") for b in WORDS for c in ORDERS):
        person, params = getattr(cast, who), {"search": words, "ordering": ordering}
        orders = OPPORTUNITIES.orders_of(params)
        rows, counted = OPPORTUNITIES.sought(params, person, NOW.date())
        seen = sorted_by(OPPORTUNITIES.selected({"ordering": ordering}, person, NOW.date()), orders)
        right = [row.pk for row in seen if words.casefold() in told(row).casefold()]
        assert [row.pk for row in sorted_by(rows, orders)] == right
        assert [row.pk for row in sorted_by(OPPORTUNITIES.selected(params, person, NOW.date()), orders)] == right
        assert counted == (min(len(right), cap), len(right) > cap)


def test_nothing_is_counted_twice_and_no_further_than_asked(special: Any, cast: Any) -> None:
    rows = OPPORTUNITIES.rows(cast.feng)
    for words in WORDS:
        parts = apart(Opportunity, OPPORTUNITIES.search, words)
        found = [set(rows.filter(part).values_list("pk", flat=True)) for part in parts]
        everything = set(rows.filter(containing(Opportunity, OPPORTUNITIES.search, words)).values_list("pk", flat=True))
        assert set.union(*found) == everything
        assert sum(map(len, found)) == len(everything)
        assert hits_of(rows, parts, few=0, most=2)[0] == min(2, len(everything))
        count, keys = hits_of(rows, parts, few=100, most=1000)
        assert (count, set(keys or [])) == (len(everything), everything)
    assert hits_of(rows.none(), parts, few=100, most=1000) == (0, [])


@pytest.mark.parametrize("common", [0, 1000])
def test_the_page_finds_what_the_api_finds(
    special: Any, cast: Any, client: Any, api: Any, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(lists, "COMMON", common)
    client.force_login(cast.wang)
    query = "?search=轴承&ordering=-amount"
    shown = client.get(f"/opportunities/{query}").context["page"]["rows"]
    assert [row["pk"] for row in shown] == [row["id"] for row in api("wang").get(f"{URL}{query}").json()["results"]]


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


@pytest.mark.parametrize(
    ("asked", "found"), [("won", ["won"]), ("prospect", ["open"]), ("prospect,won", ["open", "won"]), ("interest", [])]
)
def test_deals_are_found_by_how_far_they_came(cast: Any, api: Any, asked: str, found: list[str]) -> None:
    for name in ("open", "won"):
        an_opportunity(cast.act("wang"), name=name)
    Opportunity.objects.filter(name="won").update(state="won", closed_on=NOW.date())
    rows = api("wang").get(URL, {"reached": asked}).json()["results"]
    assert sorted(row["name"] for row in rows) == found
