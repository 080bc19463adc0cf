"""Tables of rows with ranges and choices: which row matches, what overlaps, what is left open.

No expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any


@dataclass(frozen=True)
class Range:
    """From `low` (included) up to `high` (not included); None: no limit on that side."""

    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, value: Any) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value < self.high)

    def meets(self, other: Range) -> bool:
        lows = [r.low for r in (self, other) if r.low is not None]
        highs = [r.high for r in (self, other) if r.high is not None]
        return not lows or not highs or max(lows) < min(highs)


@dataclass(frozen=True)
class Choices:
    """One of these values."""

    values: frozenset[Any]

    def holds(self, value: Any) -> bool:
        return value in self.values

    def meets(self, other: Choices) -> bool:
        return bool(self.values & other.values)


Cell = Range | Choices
Box = Mapping[str, Cell]  # a column that is not named takes any value


@dataclass(frozen=True)
class Axis:
    """All values a column can have: these choices, or numbers from `minimum` on (None: without end)."""

    choices: tuple[Any, ...] | None = None
    minimum: Decimal | None = None


class NoRow(LookupError):
    """No row of the table matches the facts."""


@dataclass(frozen=True)
class DecisionTable:
    """Rows of conditions over facts and the values each gives; exactly one row must match."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[Box, Mapping[str, Any]], ...] = field(default=())

    def decide(self, known: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """Give the number (from 1) of the row that matches, and its values. Raises NoRow."""
        for number, (box, values) in enumerate(self.rows, 1):
            if matches(box, known):
                return number, values
        raise NoRow


def read(raw: Mapping[str, Any]) -> DecisionTable:
    """Read a table from its JSON form. Raises ValueError, KeyError or TypeError for another form.

    {"inputs": ["amount"], "outputs": ["level"], "rows": [{"when": {"amount": {"from": 0, "to": "1000000"}},
    "then": {"level": 1}}]}; a list in "when" means one of these.
    """
    rows = tuple((_box(row["when"]), dict(row["then"])) for row in raw["rows"])
    table = DecisionTable(tuple(raw["inputs"]), tuple(raw["outputs"]), rows)
    for box, values in rows:
        if set(box) - set(table.inputs) or set(values) != set(table.outputs):
            raise ValueError("a row names other columns than the table")
    return table


def matches(box: Box, known: Mapping[str, Any]) -> bool:
    """Does the row hold for these facts? A fact not known matches only a row that does not ask for it."""
    return all(known.get(name) is not None and cell.holds(known[name]) for name, cell in box.items())


def overlaps(boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Pairs of row numbers (from 0) that some facts match both."""
    for (i, one), (j, other) in combinations(enumerate(boxes), 2):
        if all(one[name].meets(other[name]) for name in one.keys() & other.keys()):  # type: ignore[arg-type]
            yield i, j


def gaps(boxes: Sequence[Box], axes: Mapping[str, Axis], *, most: int = 5) -> list[dict[str, Cell]]:
    """Parts of the whole that no row covers, at most `most`.

    Each names only the columns that tell it apart.
    """
    found: list[dict[str, Cell]] = []
    _search(list(boxes), list(axes.items()), {}, found, most)
    return found


def _search(
    boxes: list[Box],
    axes: list[tuple[str, Axis]],
    here: dict[str, Cell],
    found: list[dict[str, Cell]],
    most: int,
) -> None:
    if len(found) >= most:
        return
    if not boxes:
        found.append(here)
        return
    if not axes:
        return
    (name, axis), *rest = axes
    if all(name not in box for box in boxes):
        _search(boxes, rest, here, found, most)
        return
    for piece, sample in _pieces(name, axis, boxes):
        inside = [box for box in boxes if name not in box or _covers(box[name], piece, sample)]
        _search(inside, rest, {**here, name: piece}, found, most)


def _covers(cell: Cell, piece: Cell, sample: Any) -> bool:
    return cell.holds(sample) if isinstance(cell, Choices) else isinstance(piece, Range) and cell.meets(piece)


def _pieces(name: str, axis: Axis, boxes: Sequence[Box]) -> Iterator[tuple[Cell, Any]]:
    if axis.choices is not None:
        for choice in axis.choices:
            yield Choices(frozenset({choice})), choice
        return
    cells = [cell for box in boxes if isinstance(cell := box.get(name), Range)]
    cuts = {edge for cell in cells for edge in (cell.low, cell.high) if edge is not None}
    if axis.minimum is not None:
        cuts = {cut for cut in cuts if cut > axis.minimum}
    edges = [axis.minimum, *sorted(cuts), None]
    for low, high in pairwise(edges):
        yield Range(low, high), low


def _box(raw: Mapping[str, Any]) -> Box:
    return {name: _cell(cell) for name, cell in raw.items() if cell is not None}


def _cell(raw: Any) -> Cell:
    if isinstance(raw, Mapping):
        if set(raw) - {"from", "to"}:
            raise ValueError("a range has only from and to")
        low, high = (Decimal(str(raw[end])) if raw.get(end) is not None else None for end in ("from", "to"))
        return Range(low, high)
    return Choices(frozenset(raw if isinstance(raw, list) else [raw]))
