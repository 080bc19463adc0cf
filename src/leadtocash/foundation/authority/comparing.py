"""Rows of editions side by side: what changed between two, and two people's changes to one draft put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from leadtocash.foundation.authority.models import AuthorityRow

#: the cells of a row in the order of the grid
CELLS = (
    "department_id", "amount_from", "amount_to", "margin_from", "margin_to", "contract_kind", "product_class",
    "credit_class", "roles", "clause", "note",
)  # fmt: skip
Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A row in two editions; cells: the names of those that differ."""

    state: Literal["same", "changed", "added", "removed"]
    old: AuthorityRow | None
    new: AuthorityRow | None
    cells: tuple[str, ...] = ()

    @property
    def row(self) -> AuthorityRow:
        found = self.new or self.old
        assert found is not None  # noqa: S101 - one of the two is always there
        return found


def cells_of(row: AuthorityRow) -> dict[str, Any]:
    """The values of a row by column."""
    return {name: getattr(row, name) for name in CELLS}


def changed(old: Cells, new: Cells) -> tuple[str, ...]:
    """The columns in which two rows differ."""
    return tuple(name for name in CELLS if old.get(name) != new.get(name))


def compare(old: Iterable[AuthorityRow], new: Iterable[AuthorityRow]) -> list[Difference]:
    """Row by row, matched by document and number without its year; in the order of the new edition, removed last."""
    before = {_number(row): row for row in old}
    found = []
    for row in new:
        other = before.pop(_number(row), None)
        if other is None:
            found.append(Difference("added", None, row))
            continue
        cells = changed(cells_of(other), cells_of(row))
        found.append(Difference("changed" if cells else "same", other, row, cells))
    return found + [Difference("removed", row, None) for row in before.values()]


@dataclass
class Merged:
    """Rows put together; clashes: (key, column) that both changed, where mine stays; taken: how many of theirs."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    clashes: list[tuple[str, str]] = field(default_factory=list)
    taken: int = 0


def merge(base: Sequence[Cells], mine: Sequence[Cells], theirs: Sequence[Cells]) -> Merged:
    """My unsaved rows and what somebody else has saved since I loaded `base`; nothing of either is lost.

    Rows are known by "id" (None: new, only mine). A cell only the other changed is taken from him; one both
    changed stays mine and is a clash. A row he removed stays as a new one if I changed it; a row I removed and he
    changed comes back.
    """
    before, his = _by_id(base), _by_id(theirs)
    found, mine_ids = Merged(), {row["id"] for row in mine if row.get("id") is not None}
    for row in mine:
        one = _one(row, before.get(row.get("id")), his.get(row.get("id")), found)
        if one is not None:
            found.rows.append(one)
    for number, row in his.items():
        was = before.get(number)
        if number not in mine_ids and (was is None or changed(was, row)):
            found.rows.append(dict(row))
            found.taken += 1
    return found


def _one(row: Cells, was: Cells | None, his: Cells | None, found: Merged) -> dict[str, Any] | None:
    if was is None:
        return dict(row)
    if his is None:
        return {**row, "id": None} if changed(was, row) else None
    one = dict(row)
    for name in changed(was, his):
        if row.get(name) == was.get(name):
            one[name] = his.get(name)
            found.taken += 1
        elif row.get(name) != his.get(name):
            found.clashes.append((str(row.get("key", "")), name))
    return one


def _by_id(rows: Iterable[Cells]) -> dict[Any, Cells]:
    return {row["id"]: row for row in rows if row.get("id") is not None}


def _number(row: AuthorityRow) -> tuple[str, str]:
    year, dash, rest = row.code.partition("-")
    return row.document, rest if dash and year.isdigit() else row.code
