"""Finding part of a name: two signs of Chinese, one sign, Latin in either case, signs that mean something to SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.web.lists.searching import containing

NAMES = ["上海瑞隆轴承有限公司", "苏州精工机床厂", "ABC 100%_Test", "o'Neil\\数控", "轴"]


@pytest.fixture
def customers(cast: Any) -> None:
    for place, name in enumerate(NAMES):
        Customer.objects.create(
            number=f"K{place}", name=name, name_key=name, owner=cast.wang, department=cast.departments["SH"],
            created_at=cast.act("wang").at, updated_at=cast.act("wang").at, touched_at=cast.act("wang").at,
        )  # fmt: skip


@pytest.mark.req("PLT-2")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("轴承", [0]),
        ("轴", [0, 4]),
        ("承轴", []),
        ("瑞隆轴承有限", [0]),
        ("瑞轴", []),
        ("abc", [2]),
        ("TEST", [2]),
        ("0%_t", [2]),
        ("%", [2]),
        ("_", [2]),
        ("o'n", [3]),
        ("\\数", [3]),
        ("'", [3]),
        ("c 1", [2]),
        (" ", [2]),
        ("& |", []),
    ],
)
def test_part_of_a_name_is_found(customers: None, words: str, found: list[int]) -> None:
    names = Customer.objects.filter(name__zh=words).order_by("number").values_list("name", flat=True)
    assert list(names) == [NAMES[place] for place in found]


def test_the_index_answers_it(customers: None) -> None:
    """Among all rows: of those that are kept there are too few here, the planner takes any index of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Customer._base_manager.filter(name__zh="轴承").explain()
    assert "customers_name_grams" in plan


def test_names_on_another_table_are_found_there_first(customers: None, cast: Any) -> None:
    from leadtocash.areas.contracts.models import Contract

    paths = ("title__zh", "customer__name__zh")
    query = Contract.objects.filter(containing(Contract, paths, "轴承")).query
    assert "= ANY(ARRAY(SELECT" in str(query)
    assert [name for name, used in query.alias_refcount.items() if used] == [Contract._meta.db_table]
    contract = Contract.objects.create(
        draft_number="HTC-1", title="数控改造", customer=Customer.objects.get(number="K0"), owner=cast.wang,
        department=cast.departments["SH"], created_at=cast.act("wang").at, updated_at=cast.act("wang").at,
    )  # fmt: skip
    for words, found in {"轴承": [contract], "数控": [contract], "机床": []}.items():
        assert list(Contract.objects.filter(containing(Contract, paths, words))) == found, words
