"""Two editions side by side, two people's changes put together, and where the gaps lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from leadtocash.foundation.authority import comparing, findings, matrix
from leadtocash.foundation.authority.matrix import ShippedRow
from leadtocash.foundation.authority.models import AuthorityRow

pytestmark = [pytest.mark.req("ORG-3")]


def row(code: str, **values: Any) -> AuthorityRow:
    return AuthorityRow(code=code, document="test", roles=values.pop("roles", ["bu_manager"]), **values)


def cells(number: int | None, **values: Any) -> dict[str, Any]:
    empty = {name: [] if name == "roles" else "" for name in comparing.CELLS}
    return {**empty, "id": number, "key": f"r{number}", **values}


def test_rows_are_matched_by_number_without_their_year() -> None:
    old = [row("2026-B1", note="a"), row("2026-B2"), row("2026-B3")]
    new = [row("2027-B1", note="b"), row("2027-B2"), row("2027-B4")]
    found = [(one.state, one.row.code, one.cells) for one in comparing.compare(old, new)]
    assert found == [
        ("changed", "2027-B1", ("note",)),
        ("same", "2027-B2", ()),
        ("added", "2027-B4", ()),
        ("removed", "2026-B3", ()),
    ]


BASE = [cells(1, note="one"), cells(2, note="two"), cells(3, note="three")]


@pytest.mark.parametrize(
    ("mine", "theirs", "notes", "clashes"),
    [
        # I change one, he another: both stay
        ([cells(1, note="mine"), cells(2, note="two"), cells(3, note="three")],
         [cells(1, note="one"), cells(2, note="his"), cells(3, note="three")],
         {1: "mine", 2: "his", 3: "three"}, []),
        # both change the same cell: mine stays, marked
        ([cells(1, note="mine"), cells(2, note="two"), cells(3, note="three")],
         [cells(1, note="his"), cells(2, note="two"), cells(3, note="three")],
         {1: "mine", 2: "two", 3: "three"}, [("r1", "note")]),
        # both to the same: nothing to say
        ([cells(1, note="x"), cells(2, note="two"), cells(3, note="three")],
         [cells(1, note="x"), cells(2, note="two"), cells(3, note="three")],
         {1: "x", 2: "two", 3: "three"}, []),
        # I removed a row he left alone: gone; he added one: taken
        ([cells(1, note="one"), cells(2, note="two")],
         [*BASE, cells(4, note="four")], {1: "one", 2: "two", 4: "four"}, []),
        # I removed a row he changed: it comes back
        ([cells(1, note="one"), cells(2, note="two")],
         [cells(1, note="one"), cells(2, note="two"), cells(3, note="his")], {1: "one", 2: "two", 3: "his"}, []),
        # he removed a row I changed: it stays, as a new one
        ([cells(1, note="mine"), cells(2, note="two"), cells(3, note="three")],
         [cells(2, note="two"), cells(3, note="three")], {None: "mine", 2: "two", 3: "three"}, []),
        # he removed a row I left alone: gone; my new row stays
        ([*BASE, {**cells(None, note="new"), "key": "n1"}], [cells(2, note="two"), cells(3, note="three")],
         {2: "two", 3: "three", None: "new"}, []),
    ],
)  # fmt: skip
def test_nothing_of_two_people_is_lost(mine: Any, theirs: Any, notes: Any, clashes: Any) -> None:
    found = comparing.merge(BASE, mine, theirs)
    assert {one["id"]: one["note"] for one in found.rows} == notes
    assert found.clashes == clashes


@pytest.mark.usefixtures("_english")
def test_a_gap_is_told_beside_the_rows_at_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix.shipped, "_things", {})
    matrix.ship("test", "test", letter="B", rows=[ShippedRow(roles=("a",))])
    low = row("1", amount_to=Decimal(100))
    high = row("2", amount_from=Decimal(200), amount_to=Decimal(500))
    top = row("3", amount_from=Decimal(500))
    found = findings.findings([low, high, top])
    assert [(one.what, one.rows) for one in found] == [("no row covers amount from 100 yuan to below 200 yuan", (0, 1))]


def test_a_document_without_rows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix.shipped, "_things", {})
    matrix.ship("test", "test", letter="B", rows=[ShippedRow(roles=("a",))])
    assert [one.document for one in findings.findings([])] == ["test"]


def test_a_role_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix.shipped, "_things", {})
    matrix.ship("test", "test", letter="B", rows=[ShippedRow(roles=("a",))])
    found = findings.findings([row("1", roles=["king"])], known_roles=frozenset({"bu_manager"}))
    assert [one.rows for one in found] == [(0,)]
